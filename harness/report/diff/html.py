"""Two versions compared, as one self-contained HTML file: no script, no request, nothing from an app unescaped."""

from importlib import resources

from harness.analysis.across.diff import Diff
from harness.report.diff.words import SIGNS, facts_of, head_of, sections_of, sights_of, title_of
from harness.report.html import environment, policy, style
from harness.report.texts import texts

_ROWS = 400


def render_diff(found: Diff, lang: str = "en", *, redact: bool = False) -> str:
    """Return the page. ``redact`` only says that values were taken out, which is done before."""
    t = texts(lang)
    css = style() + resources.files("harness.report").joinpath("templates/diff.css").read_text("utf-8")
    runs = [("diff.old", found.before), *(("diff.again", run) for run in found.noise), ("diff.new_run", found.after)]
    context = {
        "t": t,
        **policy(css),
        "head": head_of(found, t),
        "title": title_of(found.after),
        "runs": [(t(key), title_of(run), facts_of(run, t), run.apk) for key, run in runs],
        "sections": sections_of(found, t),
        "sights": sights_of(found, t),
        "signs": [(sign, t(f"diff.kind.{kind}"), kind) for kind, sign in SIGNS.items()],
        "most": _ROWS,
        "redact": redact,
    }
    return environment().get_template("diff.html.j2").render(context)
