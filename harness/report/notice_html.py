"""The rectification notice as one HTML file: no script, no request, nothing from the app unescaped."""

from functools import cache
from importlib import resources

from harness.report.html import environment, policy, style
from harness.report.model import ReportView
from harness.report.notice import notice_of
from harness.report.texts import texts


def render_notice(view: ReportView, lang: str, term: int | None = None, *, redacted: bool = False) -> str:
    """Return the document. ``redacted`` says that the view holds no values; ``term`` is in working days."""
    notice = notice_of(view, lang, term, redacted=redacted)
    page = environment().get_template("notice.html.j2")
    return page.render(n=notice, t=texts(lang), **policy(style() + _style()))


@cache
def _style() -> str:
    return resources.files("harness.report").joinpath("templates/notice.css").read_text("utf-8")
