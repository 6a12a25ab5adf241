"""What falls when a file of a sealed bundle is not what was sealed: the conclusions that rest on it, by name."""

from typing import Any

from harness.evidence.bundle import FLOWS, MANIFEST, PERSONA, RUN
from harness.evidence.rows import (
    AppScreen,
    Attempt,
    Connection,
    ConsentScreen,
    Defence,
    Gap,
    Hook,
    Incident,
    Observation,
    PermissionRequest,
    Phase,
    Place,
    Process,
    SelfTest,
    file_of,
)
from harness.evidence.seal import Verification
from harness.files.names import shown

MOST_NAMED = 50
_ALL = ("identity", "disclosures", "actors", "reads", "phases", "permissions", "consent", "coverage")
_RESTS: dict[str, tuple[str, ...]] = {
    RUN: ("identity", "phases", "coverage"),
    PERSONA: ("disclosures",),
    FLOWS: ("disclosures",),
    file_of(Observation): ("reads", "actors", "disclosures"),
    file_of(Phase): ("phases", "consent"),
    file_of(Connection): ("coverage", "actors"),
    file_of(Process): ("coverage",),
    file_of(Hook): ("coverage",),
    file_of(SelfTest): ("coverage",),
    file_of(Gap): ("coverage",),
    file_of(Attempt): ("coverage",),
    file_of(Defence): ("coverage",),
    file_of(Incident): ("coverage",),
    file_of(AppScreen): ("coverage",),
    file_of(PermissionRequest): ("permissions",),
    file_of(ConsentScreen): ("consent",),
    file_of(Place): ("consent",),
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
