"""What falls when a file of a sealed bundle is not what was sealed: the conclusions that rest on it, by name."""

from typing import Any

from harness.evidence.bundle import (
    ATTEMPTS,
    CONNECTIONS,
    CONSENT,
    DEFENCES,
    FLOWS,
    GAPS,
    HOOKS,
    INCIDENTS,
    MANIFEST,
    OBSERVATIONS,
    PERMISSIONS,
    PERSONA,
    PHASES,
    PLACES,
    PROCESSES,
    RUN,
    SCREENS,
    SELFTESTS,
)
from harness.evidence.seal import Verification
from harness.files.names import shown

MOST_NAMED = 50
_ALL = ("identity", "disclosures", "actors", "reads", "phases", "permissions", "consent", "coverage")
_RESTS: dict[str, tuple[str, ...]] = {
    RUN: ("identity", "phases", "coverage"),
    PERSONA: ("disclosures",),
    FLOWS: ("disclosures",),
    OBSERVATIONS: ("reads", "actors", "disclosures"),
    PHASES: ("phases", "consent"),
    CONNECTIONS: ("coverage", "actors"),
    PROCESSES: ("coverage",),
    HOOKS: ("coverage",),
    SELFTESTS: ("coverage",),
    GAPS: ("coverage",),
    ATTEMPTS: ("coverage",),
    DEFENCES: ("coverage",),
    INCIDENTS: ("coverage",),
    SCREENS: ("coverage",),
    PERMISSIONS: ("permissions",),
    CONSENT: ("consent",),
    PLACES: ("consent",),
    "apk/manifest.json": ("identity",),
    MANIFEST: _ALL,
}
"""Conclusions by the files on which they rest. Values seen at run time and crypto calls make disclosures rest on
observations, too. Pictures and logs show something; nothing is concluded from them."""


def seal_facts(found: Verification) -> dict[str, Any]:
    """Return an assessment's ``coverage.seal``: empty while nothing speaks against the seal.

    ``void`` says why the manifest itself is worth nothing, so that no conclusion stands; ``broken`` names each file
    that is not as it was sealed: ``how``, which bytes (first, and the one after the last), which conclusions fell.
    """
    hows = (("changed", found.changed), ("missing", found.missing), ("added", found.added))
    broken = [
        {
            "name": shown(name),
            "how": how,
            "ranges": [list(each) for each in found.ranges.get(name, [])[:MOST_NAMED]],
            "conclusions": list(_RESTS.get(name, ())),
        }
        | ({"kind": found.kinds[name]} if name in found.kinds else {})
        for how, names in hows
        for name in names
    ]
    void = [shown(reason) for reason in found.void]
    return {"broken": broken[:MOST_NAMED], "void": void} if broken or void else {}
