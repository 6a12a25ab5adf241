"""From evidence to assessment and report: what ``run``, ``demo``, ``analyze`` and ``report`` share."""

import sys
from pathlib import Path

import msgspec
from rich.console import Console

from harness.analysis.assessment import assess, to_json
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.recording import Recording, recording_from_flows, recording_from_har
from harness.analysis.values import load_values
from harness.cli.errors import fail
from harness.evidence.bundle import Bundle
from harness.evidence.exchange import RecordingError
from harness.persona.persona import load_persona
from harness.report.build import build_view
from harness.report.html import render_html
from harness.report.model import ReportView
from harness.report.terminal import print_summary


def open_source(source: Path) -> Recording:
    """Open a bundle, a HAR file or a mitmproxy flow file. Raises ``BundleError`` or ``RecordingError``."""
    if source.is_dir():
        return recording_from_bundle(Bundle(source))
    if not source.exists():
        raise RecordingError(f"There is no file or bundle {source}.")
    with source.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    return recording_from_har(source) if head.startswith(b"{") else recording_from_flows(source)


def assess_source(source: Path, persona: Path | None, values: Path | None, *, redact: bool) -> bytes:
    """Return the assessment of any recording as JSON; ``persona`` and ``values`` add values to look for."""
    recording = open_source(source)
    if persona is not None:
        recording.persona = msgspec.to_builtins(load_persona(persona))
    return to_json(assess(recording, extra=load_values(values) if values is not None else ()), redact=redact)


def assess_bundle(bundle: Bundle, *, redact: bool = False) -> bytes:
    """Return the assessment of a bundle as JSON."""
    return to_json(assess(recording_from_bundle(bundle)), redact=redact)


def view_of(bundle: Bundle, assessment: bytes) -> ReportView:
    """Return what the renderers show of a bundle and its assessment."""
    return build_view(msgspec.json.decode(assessment), bundle, recording_from_bundle(bundle).exchanges)


def render(bundle: Bundle, assessment: bytes, lang: str, redact: bool = False) -> str:
    """Return the HTML report."""
    return render_html(view_of(bundle, assessment), lang, redact)


def show_summary(bundle: Bundle, assessment: bytes, lang: str) -> None:
    """Print the summary for a human on stdout."""
    print_summary(view_of(bundle, assessment), Console(file=sys.stdout), lang)


def language(name: str) -> str:
    """Return ``name`` as a report language. Raises ``typer.Exit`` after saying what is possible."""
    if name not in ("en", "zh"):
        raise fail(f"--lang must be en or zh, not {name!r}.")
    return name
