"""From a bundle to its report, and to the files that stand beside it."""

from pathlib import Path

import msgspec

from harness.analysis.join.actors import Recipients
from harness.analysis.model import Assessment, to_json
from harness.evidence.bundle import Bundle, BundleError
from harness.files.names import shown
from harness.files.write import write_whole
from harness.jobs.assess import Assessed, assess_source
from harness.jobs.foreign import ForeignEvidence
from harness.jobs.source import Request
from harness.jobs.told import Told
from harness.report.build import build_view
from harness.report.html import render_html
from harness.report.model import ReportView


class Finished(msgspec.Struct, frozen=True):
    """What is made of a bundle beside it: what is shown of it, where the report is, the assessment."""

    bundle: Bundle
    view: ReportView
    report: Path
    assessment: Assessment


def view_of(assessed: Assessed) -> ReportView:
    """Return what the renderers show of an assessed bundle or of somebody's recording."""
    recording = assessed.recording
    evidence = assessed.bundle or ForeignEvidence(recording)
    known = assessed.knowledge
    recipients = Recipients(assessed.ready.package, known.trackers, known.countries)
    return build_view(assessed.found, evidence, recording.exchanges, assessed.planted, recipients)


def finish(request: Request, lang: str, told: Told) -> Finished:
    """Assess the bundle that ``request`` names as its source, and write assessment and report beside it.

    Raises ``BundleError`` when it is none.
    """
    bundle = request.source
    done = assess_source(request, told, workers=1)  # a run's process has threads, which forks must not
    if done.bundle is None:
        raise BundleError(f"There is no bundle {shown(bundle)}.")
    write_whole(bundle.with_name(f"{bundle.name}.assessment.json"), to_json(done.found))
    report, view = bundle.with_name(f"{bundle.name}.report.html"), view_of(done)
    write_whole(report, render_html(view, lang).encode("utf-8", "backslashreplace"))
    return Finished(done.bundle, view, report, done.found)
