"""What is analysed, opened: a bundle or somebody's recording, with what the user knows of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from harness.analysis.assessment import Knowledge
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.join.countries import load_countries
from harness.analysis.join.trackers import load_trackers
from harness.analysis.recording import Recording, recording_from_file
from harness.app.apk import read_apk
from harness.app.static import read_static
from harness.evidence.bundle import Bundle
from harness.evidence.calls.log import CallLog, CallsRequest, open_log
from harness.evidence.exchange import RecordingError
from harness.evidence.parts import changed
from harness.evidence.pcap.file import PcapFile
from harness.evidence.seal import verified
from harness.evidence.unpack import STDIN
from harness.files.names import shown
from harness.jobs.told import Told
from harness.persona.persona import load_persona
from harness.values.file import load_values, values_in
from harness.values.needle import Needle

_MOST_APPS = 5
"""Apps that are named at once."""


def open_bundle(path: Path, told: Told) -> Bundle:
    """Open and verify a bundle; what is broken is told. Raises ``BundleError`` and ``ReadError``."""
    bundle = Bundle(path)
    found = verified(bundle)
    if found.state == "tampered" or found.void or found.changed or found.missing or found.added:
        told.broken(path, found)
    return bundle


class Opened(NamedTuple):
    """A source that was opened: what is analysed of it, and the bundle that it is, verified; None for a recording."""

    recording: Recording
    bundle: Bundle | None


def opened(source: Path, told: Told, keys: Path | None = None, app: str = "") -> Opened:
    """Open a bundle or somebody's recording (``-``: from standard input); ``keys`` are the TLS secrets of a capture,
    ``app`` the app that a recording made elsewhere is about.

    Raises ``BundleError`` or ``RecordingError``.
    """
    if source.is_dir():
        bundle = open_bundle(source, told)
        return Opened(recording_from_bundle(bundle), bundle)
    if source != STDIN and not source.exists():
        raise RecordingError(f"There is no file or bundle {shown(source)}.")
    recording = recording_from_file(source, keys, app)
    tell_apps(recording, app, told)
    return Opened(recording, None)


def open_source(source: Path, told: Told, keys: Path | None = None, app: str = "") -> Recording:
    """Open a source (see :func:`opened`) of which only the recording is wanted."""
    return opened(source, told, keys, app).recording


def load_lists(trackers: Sequence[Path], countries: Path | None) -> Knowledge:
    """Read tracker lists and the countries of addresses."""
    country = load_countries(countries) if countries is not None else lambda ip: ""
    return Knowledge(trackers=load_trackers(trackers), countries=country)


def tell_apps(recording: Recording, app: str, told: Told) -> None:
    """Tell what a capture says of apps, where that changes what an assessment of it means."""
    capture = recording.exchanges
    if not isinstance(capture, PcapFile):
        return
    names = shown(", ".join(capture.apps[:_MOST_APPS])) + (", ..." if len(capture.apps) > _MOST_APPS else "")
    if not app and len(capture.apps) > 1:
        told.warn(f"the capture holds traffic of {len(capture.apps)} apps ({names}): --app NAME looks at one alone")
    elif capture.left_out:
        told.warn(
            f"connections of other apps than {shown(app)} left out: {capture.left_out}; the capture names {names}"
        )


def joined(recording: Recording, log: CallLog) -> Recording:
    """Return a recording made elsewhere with the calls that other hooks logged meanwhile, which are added to it.

    Raises ``RecordingError`` for one that has its own calls.
    """
    if not recording.foreign or recording.run.calls is not None:
        raise RecordingError(
            "The recording has calls of its own: --calls is for traffic that was recorded without any."
        )
    recording.observations = log
    recording.run = changed(recording.run, calls=log.said)
    return recording


def _with_files(recording: Recording, apk: Path, told: Told) -> None:
    """Read facts of the app's files of a file that was given, in the place of the bundle's own.

    Raises ``ApkError`` and ``ArchiveRefused``.
    """
    known = read_apk(apk)
    run = recording.run.apk
    if run is not None and run.sha256 and run.sha256 != known.sha256:
        told.warn(f"{shown(apk.name)} is not the file that was run: its SHA-256 is another; its facts are its own")
    recording.static, recording.static_given = read_static(apk, known), True


class Request(msgspec.Struct, kw_only=True):
    """What to analyse and with what: see the options of ``harness analyze``.

    ``values`` are a file of values, or what one holds: a list of ``{category, value}``.
    ``replace``: the persona stands in the place of the recording's own; else it is for a recording that carries none.
    ``rules`` are lenses and files of own rules (none: all of the catalogue's), ``app_type`` the app's type where the
    run was not given one. ``policies`` are the documents of the app's policy, and Play's Data safety form; ``apk`` is
    the app's file, for a bundle that has no facts of it.
    """

    source: Path
    persona: Path | None = None
    replace: bool = True
    values: Path | list[dict[str, Any]] | None = None
    trackers: list[Path] = []
    countries: Path | None = None
    against: Path | None = None
    noise: list[Path] = []
    keys: Path | None = None
    calls: CallsRequest | None = None
    app: str = ""
    rules: list[str] = []
    app_type: str = ""
    policies: list[Path] = []
    apk: Path | None = None

    def opened(self, told: Told) -> Opened:
        """Open the source, with the persona that was named."""
        found = opened(self.source, told, self.keys, self.app)
        if self.calls is not None:
            joined(found.recording, open_log(self.calls))
        if self.apk is not None:
            _with_files(found.recording, self.apk, told)
        if self.persona is not None and (self.replace or not found.recording.persona):
            found.recording.persona = msgspec.to_builtins(load_persona(self.persona))
        return found

    def open(self, told: Told) -> Recording:
        """Open the source of which only the recording is wanted."""
        return self.opened(told).recording

    def wanted(self, told: Told) -> list[Needle]:
        """Read the values to look for besides the persona's; what may be a slip is told."""
        if self.values is None:
            return []
        if isinstance(self.values, Path):
            return load_values(self.values, told.warn)
        return values_in(self.values, "values", told.warn)

    def knowledge(self, told: Told) -> Knowledge:
        """Read the lists the user supplied."""
        lists = load_lists(self.trackers, self.countries)
        return Knowledge(
            trackers=lists.trackers,
            countries=lists.countries,
            against=open_source(self.against, told) if self.against is not None else None,
            noise=[open_source(path, told) for path in self.noise],
        )
