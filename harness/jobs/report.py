"""From a bundle to its report, and to the files that stand beside it."""

from pathlib import Path

import msgspec

from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.model import Assessment, to_json
from harness.evidence.bundle import Bundle
from harness.evidence.seal import verified
from harness.files.write import write_whole
from harness.jobs.assess import Assessed, assess_bundle
from harness.jobs.foreign import ForeignEvidence
from harness.jobs.source import open_bundle
from harness.jobs.told import Told
from harness.report.build import build_view
from harness.report.html import render_html
from harness.report.model import BundleLike, ReportView
from harness.values.needle import from_persona


class Finished(msgspec.Struct, frozen=True):
    """What is made of a bundle beside it: what is shown of it, where the report is, the assessment."""

    bundle: Bundle
    view: ReportView
    report: Path
    assessment: Assessment


def view_of(bundle: Bundle, found: Assessment) -> ReportView:
    """Return what the renderers show of a bundle and its assessment."""
    recording = recording_from_bundle(bundle)
    planted = from_persona(recording.persona) if recording.persona else []
    return build_view(found, bundle, recording.exchanges, planted)


def view_of_source(assessed: Assessed) -> ReportView:
    """Return what the renderers show of an assessed bundle or of somebody's recording."""
    recording = assessed.recording
    evidence: BundleLike = ForeignEvidence(recording)
    if assessed.source.is_dir():
        evidence = bundle = Bundle(assessed.source)
        verified(bundle)  # what is not as it was sealed is no evidence here, either
    return build_view(assessed.found, evidence, recording.exchanges, assessed.planted)


def finish(bundle: Path, lang: str, told: Told) -> Finished:
    """Assess a bundle and write assessment and report beside it."""
    opened = open_bundle(bundle, told)
    assessment = assess_bundle(opened)
    write_whole(bundle.with_name(f"{bundle.name}.assessment.json"), to_json(assessment))
    report = bundle.with_name(f"{bundle.name}.report.html")
    view = view_of(opened, assessment)
    write_whole(report, render_html(view, lang).encode("utf-8", "backslashreplace"))
    return Finished(opened, view, report, assessment)
