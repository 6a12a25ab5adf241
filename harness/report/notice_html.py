"""The rectification notice as one HTML file: no script, no request, nothing from the app unescaped."""

from collections.abc import Sequence
from functools import cache
from importlib import resources

from harness.report.html import environment, policy, style
from harness.report.model import ReportView
from harness.report.notice import LENSES, notice_of
from harness.report.texts import texts


def render_notice(
    view: ReportView,
    lang: str,
    term: int | None = None,
    *,
    redacted: bool = False,
    lenses: Sequence[str] = LENSES,
) -> str:
    """Return the document. ``redacted`` says that the view holds no values; ``term`` is in working days. See
    ``notice_of``."""
    notice = notice_of(view, lang, term, redacted=redacted, lenses=lenses)
    page = environment().get_template("notice.html.j2")
    return page.render(n=notice, t=texts(lang), **policy(style() + _style()))


@cache
def _style() -> str:
    return resources.files("harness.report").joinpath("templates/notice.css").read_text("utf-8")
