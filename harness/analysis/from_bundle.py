"""A bundle as the recording that an analysis works on."""

from collections.abc import Iterator
from typing import Any

import msgspec

from harness.analysis.facts.sealed import seal_facts
from harness.analysis.recording import Recording
from harness.evidence.bundle import FLOWS, PERSONA, Bundle, BundleError, safe_join
from harness.evidence.calibration import CALIBRATION, Calibration, decode_calibration
from harness.evidence.documents import kept
from harness.evidence.flows import FlowsFile
from harness.evidence.parts import changed, read_part
from harness.evidence.rows import (
    AppScreen,
    Attempt,
    Connection,
    ConsentScreen,
    Defence,
    Gap,
    Hook,
    Observation,
    PermissionRequest,
    Phase,
    Place,
    Process,
    SelfTest,
)
from harness.evidence.seal import verified
from harness.evidence.static import STATIC, Static
from harness.files.read import YamlError, parse_yaml


class _Observations:
    """The observations of a bundle, read anew each time they are iterated."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle

    def __iter__(self) -> Iterator[Observation]:
        return self._bundle.rows(Observation)


def recording_from_bundle(bundle: Bundle) -> Recording:
    """Return the evidence of a bundle for analysis; what is not as it was sealed is no evidence.

    Raises ``BundleError`` when its persona cannot be read.
    """
    seal = verified(bundle)
    persona: dict[str, Any] | None = None
    text = bundle.persona_text()
    if text is not None:
        try:
            persona = parse_yaml(text, PERSONA)
        except YamlError:
            raise BundleError(f"The {PERSONA} of the bundle {bundle.path} is not YAML.") from None
        if not isinstance(persona, dict):
            raise BundleError(f"The {PERSONA} of the bundle {bundle.path} is not a persona.")
    run = bundle.run
    return Recording(
        run=changed(
            run,
            package=run.app or None,
            outcome=run.outcome if bundle.sealed else "incomplete",
            signer=seal.signature.fingerprint if seal.signature else None,
        ),
        manifest=seal.manifest or None,
        exchanges=FlowsFile(safe_join(bundle.path, FLOWS), ours=True) if bundle.has(FLOWS) else (),
        persona=persona,
        calibration=_calibration(bundle),
        observations=_Observations(bundle),
        phases=list(bundle.rows(Phase)),
        connections=list(bundle.rows(Connection)),
        hooks=list(bundle.rows(Hook)),
        processes=list(bundle.rows(Process)),
        permissions=list(bundle.rows(PermissionRequest)),
        consent=list(bundle.rows(ConsentScreen)),
        places=list(bundle.rows(Place)),
        screens=list(bundle.rows(AppScreen)),
        selftests=list(bundle.rows(SelfTest)),
        defences=list(bundle.rows(Defence)),
        gaps=list(bundle.rows(Gap)),
        attempts=list(bundle.rows(Attempt)),
        dropped=bundle.dropped,
        static=static_of(bundle),
        policies=kept(bundle),
        seal=seal_facts(seal),
        foreign=run.imported is not None,
    )


def static_of(bundle: Bundle) -> Static | None:
    """Return the facts of the app's files; ``None`` where the run recorded none, or none that can be read."""
    try:
        return read_part(Static, msgspec.json.decode(bundle.read_bytes(STATIC))) if bundle.has(STATIC) else None
    except (BundleError, msgspec.DecodeError):
        return None


def _calibration(bundle: Bundle) -> Calibration | None:
    """Return the device's calibration; ``None`` where the run carries none, or none that can be read."""
    try:
        return decode_calibration(bundle.read_bytes(CALIBRATION)) if bundle.has(CALIBRATION) else None
    except (BundleError, ValueError):
        return None
