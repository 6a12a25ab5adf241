"""One self-contained HTML file: no script, no request, nothing from the app unescaped."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from harness.report import blocks
from harness.report.channels import coverage_sentence
from harness.report.findings import adverse, counts, unsettled
from harness.report.images import data_uri, thumbnail
from harness.report.model import ReportView
from harness.report.permissions import permission_summary
from harness.report.reads import nothing_kept
from harness.report.redact import redacted
from harness.report.safe import one_line, visible
from harness.report.sdk_table import sdk_table
from harness.report.texts import Texts, texts
from harness.report.timeline import LEFT, RIGHT, WIDTH, timeline
from harness.report.verdict import headline
from harness.report.who import actor_name, actor_note

_ROWS = 120
_DETAIL_BYTES = 3_000_000
_PICTURE_BYTES = 900_000
_FILES = 60


def render_html(view: ReportView, lang: str = "en", redact: bool = False) -> str:
    """Return the report as one HTML document of a few megabytes at most.

    ``redact`` replaces every planted or observed personal value by its category and a short mark.
    """
    if redact:
        view = redacted(view)
    words = texts(lang)
    env = environment()
    pictures = _pictures(view)
    details, omitted = _details(view, words, env)
    context = {
        "view": view,
        "t": words,
        "redact": redact,
        **policy(style()),
        "headline": headline(view, words),
        "rows": view.rows[:_ROWS],
        "rows_omitted": max(0, len(view.rows) - _ROWS),
        "kept": view.kept[:_ROWS],
        "kept_omitted": max(0, len(view.kept) - _ROWS),
        "nothing_kept": nothing_kept(view, words),
        "random": view.random[:_ROWS],
        "random_omitted": max(0, len(view.random) - _ROWS),
        "tried": view.tried[:_ROWS],
        "tried_omitted": max(0, len(view.tried) - _ROWS),
        "finding_counts": counts(view.findings),
        "adverse": adverse(view.findings)[:_ROWS],
        "adverse_omitted": max(0, len(adverse(view.findings)) - _ROWS),
        "unsettled": unsettled(view.findings)[:_ROWS],
        "permissions": permission_summary(view.permissions, view.consent_screens, words),
        "sdks": sdk_table(view.sdks, words),
        "covers": coverage_sentence(view.ways, words),
        "timeline": timeline(view, words),
        "geometry": {"width": WIDTH, "left": LEFT, "right": RIGHT},
        "pictures": pictures,
        "details": details,
        "detailed": {name for name, _ in details},
        "details_omitted": omitted,
        "files": view.digests[:_FILES],
        "files_omitted": max(0, len(view.digests) - _FILES),
        **_helpers(view, words),
    }
    return env.get_template("report.html.j2").render(context)


def policy(css: str) -> dict[str, Any]:
    """Return a page's style, and the digest by which its content security policy lets that one in and no other."""
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    return {"css": Markup(css), "css_hash": digest}  # noqa: S704 - our own files


@cache
def style() -> str:
    """Return the style that all pages have."""
    return resources.files("harness.report").joinpath("templates/report.css").read_text("utf-8")


@cache
def environment() -> Environment:
    """Return where templates are found: everything that they show is escaped, and made visible."""
    env = Environment(
        loader=PackageLoader("harness.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["line"] = one_line
    env.filters["host"] = _host
    env.filters["utc"] = _utc
    return env


def _seen(value: Any) -> Any:
    """Return a text with its control and bidirectional characters visible, whatever a template did with it."""
    return visible(value, multiline=True) if type(value) is str else value


def _utc(time_us: int) -> str:
    """Return a time as UTC with milliseconds; a time that no calendar holds is shown as its number."""
    try:
        moment = datetime.fromtimestamp(time_us / 1_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        return f"{time_us} \u00b5s"
    return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}"


def _host(host: str) -> Markup:
    """Return a host name that may be broken across lines after its points only."""
    return escape(one_line(host, 120)).replace(".", Markup(".<wbr>"))


def _helpers(view: ReportView, words: Texts) -> Mapping[str, Any]:
    """Return the functions templates call."""

    def category(category_id: str) -> str:
        return one_line(words.short_category(view.category(category_id), category_id), 80)

    def full_category(category_id: str) -> str:
        return one_line(words.category(view.category(category_id), category_id), 120)

    def categories(category_ids: Sequence[str]) -> str:
        return words("sep.list").join(map(category, category_ids))

    def sensitivity(category_id: str) -> str:
        known = view.category(category_id)
        return known.sensitivity if known else ""

    def actor(who: Any) -> str:
        return one_line(actor_name(who, words), 120)

    def where(place: str) -> str:
        kind, _, name = place.partition(":")
        key = f"where.{kind}"
        return words(key, name=one_line(name, 60)) if words.has(key) else one_line(place, 80)

    return {
        "category": category,
        "categories": categories,
        "full_category": full_category,
        "actor_note": actor_note,
        "sensitivity": sensitivity,
        "actor": actor,
        "where": where,
        "block": blocks.block,
        "value_text": blocks.value_text,
        "value_size": blocks.value_size,
    }


def _details(view: ReportView, words: Texts, env: Environment) -> tuple[list[tuple[str, Markup]], int]:
    """Render the disclosures' evidence until the space for it is used up; return what fits and how many do not."""
    template = env.get_template("detail.html.j2")
    out: list[tuple[str, Markup]] = []
    used, total = 0, 0
    helpers = _helpers(view, words)
    full = False
    for row in view.rows[:_ROWS]:
        for item in row.disclosures:
            total += 1
            if full:
                continue
            text = template.render(d=item, t=words, **helpers)
            size = len(text.encode("utf-8"))
            if used + size > _DETAIL_BYTES:
                full = True
                continue
            used += size
            out.append((item.id, Markup(text)))  # noqa: S704 - rendered with autoescape
    hidden = sum(len(row.disclosures) for row in view.rows[_ROWS:])
    return out, total - len(out) + hidden


def _pictures(view: ReportView) -> list[tuple[str, str]]:
    """Return for each phase (status, data URI); status is ``ok``, ``none``, ``bad`` or ``no_room``."""
    out: list[tuple[str, str]] = []
    used = 0
    for phase in view.phases:
        if phase.screenshot is None:
            out.append(("bad" if phase.picture_missing else "none", ""))
            continue
        small = thumbnail(phase.screenshot)
        if small is None:
            out.append(("bad", ""))
        elif used + len(small) > _PICTURE_BYTES:
            out.append(("no_room", ""))
        else:
            used += len(small)
            out.append(("ok", data_uri(small)))
    return out
