"""From evidence to assessment and report: what ``run``, ``demo``, ``analyze`` and ``report`` share."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from rich.console import Console

from harness import __version__
from harness.analysis.assessment import Knowledge, Prepared, assess_prepared, prepare, to_json
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.join.countries import load_countries
from harness.analysis.join.trackers import load_trackers
from harness.analysis.model import Assessment
from harness.analysis.recording import Recording, recording_from_file
from harness.analysis.show.explain import explain
from harness.cli.errors import fail, say
from harness.cli.seals import open_bundle
from harness.errors import DONE, INCOMPLETE
from harness.evidence.bundle import Bundle
from harness.evidence.exchange import RecordingError
from harness.files.names import shown
from harness.persona.persona import load_persona
from harness.report.build import build_view
from harness.report.model import ReportView
from harness.report.redact import redacted_assessment
from harness.report.secrets import secrets_of
from harness.report.terminal import print_summary
from harness.values.file import load_values
from harness.values.needle import Needle, from_persona


def open_source(source: Path) -> Recording:
    """Open a bundle, a HAR file or a mitmproxy flow file. Raises ``BundleError`` or ``RecordingError``."""
    if source.is_dir():
        return recording_from_bundle(open_bundle(source))
    if not source.exists():
        raise RecordingError(f"There is no file or bundle {shown(source)}.")
    return recording_from_file(source)


class Request(msgspec.Struct, kw_only=True):
    """What to analyse and with what: see the options of ``harness analyze``."""

    source: Path
    persona: Path | None = None
    values: Path | None = None
    trackers: list[Path] = []
    countries: Path | None = None
    against: Path | None = None
    noise: list[Path] = []

    def open(self) -> Recording:
        """Open the recording, with the persona that was named."""
        recording = open_source(self.source)
        if self.persona is not None:
            recording.persona = msgspec.to_builtins(load_persona(self.persona))
        return recording

    def extra(self) -> list[Needle]:
        """Read the values to look for besides the persona's."""
        return load_values(self.values, _warn) if self.values is not None else []

    def knowledge(self) -> Knowledge:
        """Read the lists the user supplied."""
        countries = load_countries(self.countries) if self.countries is not None else lambda ip: ""
        return Knowledge(
            trackers=load_trackers(self.trackers),
            countries=countries,
            against=open_source(self.against) if self.against is not None else None,
            noise=[open_source(path) for path in self.noise],
        )


def _warn(text: str) -> None:
    say(text, "yellow")


def tool() -> dict[str, str]:
    """Return the versions an assessment names."""
    return {"harness": __version__}


def assess_source(request: Request, *, redact: bool, progress: Callable[[int], None] = lambda exchanges: None) -> bytes:
    """Return the assessment of any recording as JSON."""
    knowledge, extra, recording = request.knowledge(), request.extra(), request.open()
    workers = os.cpu_count() or 1
    ready = prepare(recording, extra)
    found = assess_prepared(recording, ready, tool=tool(), knowledge=knowledge, progress=progress, workers=workers)
    return _written(found, ready, redact)


def explain_source(request: Request, sighting: str, *, json: bool) -> bytes:
    """Return one sighting's whole path, as text or JSON. Raises ``LookupError`` when there is no such sighting."""
    knowledge, extra = request.knowledge(), request.extra()
    found = explain(request.open(), sighting, extra, knowledge=knowledge)
    return found.json() if json else found.text().encode("utf-8", "replace")


def assess_bundle(bundle: Bundle, *, redact: bool = False) -> bytes:
    """Return the assessment of a bundle as JSON."""
    recording = recording_from_bundle(bundle)
    ready = prepare(recording)
    return _written(assess_prepared(recording, ready, tool=tool()), ready, redact)


def _written(found: Assessment, ready: Prepared, redact: bool) -> bytes:
    return to_json(without_values(found, ready) if redact else found)


def without_values(found: Assessment, ready: Prepared) -> Assessment:
    """Return an assessment without what :func:`prepare` made ready to be found."""
    return redacted_assessment(found, secrets_of(found, ready.needles, ready.crypto.operations), (ready.package,))


def view_of(bundle: Bundle, assessment: bytes) -> ReportView:
    """Return what the renderers show of a bundle and its assessment."""
    recording = recording_from_bundle(bundle)
    planted = from_persona(recording.persona) if recording.persona else []
    return build_view(msgspec.json.decode(assessment), bundle, recording.exchanges, planted)


def show_summary(view: ReportView, lang: str) -> None:
    """Print the summary for a human on stdout."""
    print_summary(view, Console(file=sys.stdout), lang)


def seal_code(assessment: bytes) -> int:
    """Return the exit code of a command that has shown this assessment: 3 where a broken seal took conclusions away."""
    return INCOMPLETE if msgspec.json.decode(assessment)["coverage"].get("seal") else DONE


def language(name: str) -> str:
    """Return ``name`` as a report language. Raises ``typer.Exit`` after saying what is possible."""
    if name not in ("en", "zh"):
        raise fail(f"--lang must be en or zh, not {name!r}.")
    return name
