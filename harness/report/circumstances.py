"""When, on what and how a recording was made, in the lines on top of a report."""

from harness.report.model import ReportView
from harness.report.safe import one_line
from harness.report.texts import Texts
from harness.report.times import utc

DIGESTS = ("fact.apk", "fact.signer", "fact.original")
"""Lines whose texts are long hexadecimal numbers."""


def circumstances(view: ReportView, words: Texts) -> list[tuple[str, str]]:
    """Return lines as (key of the title, text).

    What a run does not say is said to be not recorded. A recording made elsewhere shows what is known of it alone,
    with what made it and the digest of the file.
    """
    run, app, device = view.run, view.app, view.device
    date = f"{utc(run.started_us)[:16]} UTC".replace("T", " ", 1) if run.started_us else ""
    lasted = (run.ended_us - run.started_us) / 1_000_000
    rows = [
        ("fact.date", _joined(date, words("fact.seconds", n=f"{lasted:.1f}") if lasted > 0 else "")),
        ("fact.device", _joined(words("fact.sandbox") if device.sandbox else "", device.model, device.android)),
        ("fact.scenario", _joined(run.scenario, words.named("branch", run.branch) if run.branch else "")),
        ("fact.network", ": ".join(filter(None, (words.named("network", run.network), run.replayed)))),
        ("fact.version", f"{app.version_name} ({app.version_code})" if app.version_code else app.version_name),
        ("fact.apk", app.sha256),
        ("fact.signer", app.signer),
    ]
    if run.foreign:
        rows += [("fact.recorder", run.recorder), ("fact.original", run.original)]
        rows = [row for row in rows if row[1]]
    return [(key, one_line(text, 300) or words("fact.unknown")) for key, text in rows]


def _joined(*parts: str) -> str:
    return " \u00b7 ".join(part for part in parts if part)
