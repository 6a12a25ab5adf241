"""What falls when a file of a sealed bundle is not what was sealed: the conclusions that rest on it, by name."""

from msgspec import UNSET

from harness.analysis.facts.blind_spots import SEALED, Conclusion
from harness.analysis.model_coverage import BrokenFile, Seal
from harness.analysis.named import first
from harness.evidence.bundle import FLOWS, MANIFEST, PERSONA, RUN
from harness.evidence.calibration import CALIBRATION
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
    Replayed,
    SelfTest,
    StepTaken,
    file_of,
)
from harness.evidence.seal import Verification
from harness.evidence.static import STATIC
from harness.files.names import shown

_RESTS: dict[str, tuple[Conclusion, ...]] = {
    RUN: ("identity", "phases", "coverage"),
    PERSONA: ("disclosures",),
    FLOWS: ("disclosures",),
    file_of(Observation): ("reads", "actors", "disclosures"),
    file_of(Phase): ("phases", "consent"),
    file_of(StepTaken): ("phases",),
    file_of(Connection): ("coverage", "actors"),
    file_of(Process): ("coverage",),
    file_of(Replayed): ("coverage",),
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
    STATIC: ("identity",),
    CALIBRATION: ("coverage",),
    MANIFEST: SEALED,
}
"""Conclusions by the files on which they rest. Values seen at run time and crypto calls make disclosures rest on
observations, too. Pictures, logs and the probe's own account show something; no conclusion about an app comes from
them."""


def seal_facts(found: Verification) -> Seal | None:
    """Return an assessment's ``coverage.seal``: nothing while nothing speaks against the seal.

    Each file that is not as it was sealed comes with the conclusions that fell with it.
    """
    hows = (("changed", found.changed), ("missing", found.missing), ("added", found.added))
    broken = [
        BrokenFile(
            name=shown(name),
            how=how,
            ranges=first(found.ranges.get(name, [])),
            conclusions=list(_RESTS.get(name, ())),
            kind=found.kinds.get(name, UNSET),
        )
        for how, names in hows
        for name in names
    ]
    void = [shown(reason) for reason in found.void]
    return Seal(broken=first(broken), void=void) if broken or void else None
