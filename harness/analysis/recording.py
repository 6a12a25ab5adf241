"""What an analysis works on: a run's evidence, or a foreign recording alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.analysis.model_coverage import Seal
from harness.evidence.calibration import Calibration
from harness.evidence.documents import GivenDocument
from harness.evidence.exchange import Exchange
from harness.evidence.flows import FlowsFile
from harness.evidence.foreign import open_foreign
from harness.evidence.har import HarFile
from harness.evidence.pcap.file import PcapFile
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
from harness.evidence.run_record import RunRecord
from harness.evidence.static import Static
from harness.files.names import shown

_MOST_HOST = 300
"""Characters of a recorder's word that are kept."""


@dataclass(kw_only=True)
class Recording:
    """Evidence of one run. ``observations`` and ``exchanges`` are iterated several times, each time from the start.

    ``run`` is the run's record, with what a foreign recording says of itself. ``manifest`` is the sha256 of the sealed
    bundle's manifest.
    ``owners`` maps classes that R8 renamed to a class that kept its name and that they belong to.
    ``seal`` is what is wrong with the bundle's seal (see ``sealed.seal_facts``), ``None`` when nothing is.
    ``static`` are facts of the app's files, ``static_given`` whether they are of a file that was given to the analysis.
    ``policies`` are the documents of the app's policy that the bundle holds.
    ``persona`` is the persona file's content, ``calibration`` the device's, if the run carries one. ``exchanges`` may
    have a ``cut`` (see ``ExchangeSource``).
    """

    exchanges: Iterable[Exchange]
    run: RunRecord = field(default_factory=RunRecord)
    persona: dict[str, Any] | None = None
    calibration: Calibration | None = None
    observations: Iterable[Observation] = ()
    phases: Sequence[Phase] = ()
    connections: Sequence[Connection] = ()
    hooks: Sequence[Hook] = ()
    processes: Sequence[Process] = ()
    permissions: Sequence[PermissionRequest] = ()
    consent: Sequence[ConsentScreen] = ()
    places: Sequence[Place] = ()
    screens: Sequence[AppScreen] = ()
    selftests: Sequence[SelfTest] = ()
    defences: Sequence[Defence] = ()
    gaps: Sequence[Gap] = ()
    attempts: Sequence[Attempt] = ()
    foreign: bool = False
    manifest: str | None = None
    seal: Seal | None = None
    dropped: dict[str, int] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    static: Static | None = None
    static_given: bool = False
    policies: Sequence[GivenDocument] = ()


def recording_from_file(path: Path, keys: Path | None = None, app: str = "") -> Recording:
    """Return the recording in a HAR file, a mitmproxy flow file or a packet capture; ``-`` is the standard input.

    It may be packed. ``keys`` are the TLS secrets of a capture; ``app`` is the app that the recording is about: of a
    capture that names apps its traffic alone is kept. Raises ``RecordingError``.
    """
    found = _opened(path, keys, app)
    if app:
        found.run.package = app
    return found


def _opened(path: Path, keys: Path | None, app: str) -> Recording:
    file = open_foreign(path, keys, app)
    if isinstance(file, PcapFile):
        run = RunRecord(source=shown(file.name.name), format="pcap")
        if file.package:
            run.package = file.package
        return Recording(run=run, exchanges=file, connections=file.connections, foreign=True)
    return _of_har(file) if isinstance(file, HarFile) else _of_flows(file)


def recording_from_har(path: Path) -> Recording:
    """Return a HAR file as a recording without observations. Raises ``RecordingError`` when its head is not HAR."""
    return _of_har(HarFile(path))


def _of_har(file: HarFile) -> Recording:
    log = file.meta()
    run = RunRecord(source=shown(file.name.name), format="har")
    creator = log.get("creator")
    if isinstance(creator, dict):
        run.creator = {key: str(creator[key]) for key in ("name", "version") if key in creator}
    apps = (log.get("_tweasel") or {}).get("apps") if isinstance(log.get("_tweasel"), dict) else None
    if isinstance(apps, list) and apps and isinstance(apps[0], dict) and "id" in apps[0]:
        run.package = str(apps[0]["id"])
    return Recording(run=run, exchanges=file, connections=_failed(log.get("_tlsErrors")), foreign=True)


def _failed(errors: Any) -> list[Connection]:
    """Return the connections that HTTP Toolkit could not decrypt (``_tlsErrors``): what they carried is unknown."""
    return [
        Connection(
            id=f"tls{number}",
            time_us=0,
            host=str(error.get("hostname") or "")[:_MOST_HOST],
            port=0,
            state="failed",
            reason=str(error.get("cause") or "")[:_MOST_HOST],
        )
        for number, error in enumerate(errors if isinstance(errors, list) else [])
        if isinstance(error, dict)
    ]


def recording_from_flows(path: Path) -> Recording:
    """Return a mitmproxy flow file as a recording without observations."""
    return _of_flows(FlowsFile(path))


def _of_flows(file: FlowsFile) -> Recording:
    return Recording(run=RunRecord(source=shown(file.name.name), format="mitm"), exchanges=file, foreign=True)
