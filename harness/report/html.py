"""One self-contained HTML file: a script and a style of ours alone, no request, nothing from the app unescaped."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from harness.analysis.model import Actor
from harness.report import blocks, spoken
from harness.report.cards import Cards
from harness.report.channels import coverage_sentence
from harness.report.circumstances import DIGESTS, circumstances
from harness.report.evidence import Evidence, Ids
from harness.report.flow import BOX, flow
from harness.report.flow import WIDTH as FLOW_WIDTH
from harness.report.images import album
from harness.report.judged import actors
from harness.report.lenses import ALL, Board, boards, shown_first
from harness.report.model import ReportView
from harness.report.permissions import permission_summary
from harness.report.reading import TERMS, class_columns, classes_of
from harness.report.reads import nothing_kept
from harness.report.redact import redacted
from harness.report.safe import one_line, visible
from harness.report.sdk_table import sdk_table
from harness.report.sections import (
    gap_groups,
    judged,
    level,
    moments,
    open_reasons,
    rule_rows,
)
from harness.report.texts import Texts, texts
from harness.report.timeline import LEFT, MARKS, MOST_LINES, RIGHT, WIDTH, timeline
from harness.report.verdict import headline, sent_title
from harness.report.who import actor_name, actor_note
from harness.rules.facts import facts_of

_ROWS = 120
_HOSTS = 150
_CARDS = 120
_RULES = 400
_MOMENTS = 200
_DETAIL_BYTES = 1_600_000
_FILES = 60
_UNSAFE = re.compile(r"[^A-Za-z0-9._:-]+")


def render_html(view: ReportView, lang: str = "en", redact: bool = False) -> str:
    """Return the report as one HTML document of a few megabytes at most.

    ``redact`` replaces every planted or observed personal value by its category and a short mark.
    """
    if redact:
        view = redacted(view)
    words = texts(lang)
    env = environment()
    ids = Ids(slug)
    helpers = _helpers(view, words)
    found = facts_of(view.findings)
    board = boards(view.findings, found) if view.findings else []
    first = shown_first(lang, board)
    cards = Cards(view, words)
    evidence = Evidence(view, env, ids, {"t": words, **helpers}, _DETAIL_BYTES, _ROWS)
    shown = [cards.card(fact) for fact in found[:_CARDS]]
    for card in shown:
        evidence.promise(card.disclosures[:12])
    rules = rule_rows(view.findings, found[:_CARDS], lang)
    happened = moments(view.rows[:MOST_LINES], view.kept[:MOST_LINES], MARKS)
    context = {
        "view": view,
        "t": words,
        "redact": redact,
        **policy(page_style() + _lens_style(board)),
        **_script(),
        "headline": (said := headline(view, words)),
        "level": level(board, said.level),
        "left_title": sent_title(view),
        "circumstances": circumstances(view, words),
        "digests": DIGESTS,
        "board": board,
        "lens": first,
        "judged": judged(board, first, words),
        "cards": shown,
        "cards_omitted": max(0, len(found) - _CARDS),
        "evidence": evidence,
        "ids": ids,
        "rest": (rest := evidence.rest()),
        "details_omitted": evidence.omitted,
        "rules": rules[:_RULES],
        "rules_omitted": max(0, len(rules) - _RULES),
        "open": open_reasons(view, words),
        "gaps": gap_groups(view.coverage.gaps),
        "rows": view.rows[:_ROWS],
        "rows_omitted": max(0, len(view.rows) - _ROWS),
        "kept": view.kept[:_ROWS],
        "kept_omitted": max(0, len(view.kept) - _ROWS),
        "nothing_kept": nothing_kept(view, words),
        "random": view.random[:_ROWS],
        "random_omitted": max(0, len(view.random) - _ROWS),
        "tried": view.tried[:_ROWS],
        "tried_omitted": max(0, len(view.tried) - _ROWS),
        "permissions": permission_summary(view.permissions, view.consent_screens, words),
        "sdks": sdk_table(view.sdks, words),
        "hosts": view.hosts[:_HOSTS],
        "hosts_omitted": view.hosts_omitted + max(0, len(view.hosts) - _HOSTS),
        "stated": view.stated[:_ROWS],
        "stated_omitted": max(0, len(view.stated) - _ROWS),
        "covers": coverage_sentence(view.ways, words),
        "flow": flow(view, words),
        "flow_width": FLOW_WIDTH,
        "flow_box": BOX,
        "flow_actors": len({row.actor.id for row in view.rows}),
        "flow_hosts": len({row.recipient.host for row in view.rows}),
        "timeline": timeline(view, words),
        "geometry": {"width": WIDTH, "left": LEFT, "right": RIGHT},
        "moments": happened[:_MOMENTS],
        "moments_omitted": max(0, len(happened) - _MOMENTS),
        "pictures": album(view),
        "terms": TERMS,
        "classes": classes_of(view),
        "class_columns": class_columns(words),
        "files": view.digests[:_FILES],
        "files_omitted": max(0, len(view.digests) - _FILES),
        **helpers,
    }
    context["contents"] = _contents(context, bool(rest))
    return env.get_template("report.html.j2").render(context)


def slug(text: str) -> str:
    """Return a text of an app as a part of an anchor: nothing in it but letters, digits and a few signs."""
    return _UNSAFE.sub("-", text[:80])


def policy(css: str) -> dict[str, Any]:
    """Return a page's style, and the digest by which its content security policy lets that one in and no other."""
    return {"css": Markup(css), "css_hash": _digest(css)}  # noqa: S704 - our own files


def _script() -> dict[str, Any]:
    """Return the page's script with its digest: it sorts and filters tables, and opens what is cited."""
    script = _file("page.js")
    return {"script": Markup(script), "script_hash": _digest(script)}  # noqa: S704 - our own file


def _lens_style(board: Sequence[Board]) -> str:
    """Return what a lens that is chosen shows of facts and rules, and what it hides; on paper all is shown."""
    rules = []
    for row in board:
        if row.lens != ALL:
            chosen = f".findings:has(#lens-{row.lens}:checked)"
            rules.append(
                f"{chosen} .cards-of .fact:not(.in-{row.lens}),{chosen} .group:not(.in-{row.lens}),"
                f"{chosen} .rules li:not(.in-{row.lens}),{chosen} .face:not(.of-{row.lens}){{display:none}}"
                f"{chosen} .face.of-{row.lens}{{display:grid}}"
            )
    return f"\n@media screen{{{''.join(rules)}}}\n" if rules else ""


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def style() -> str:
    """Return the style that all pages have."""
    return _file("report.css")


def page_style() -> str:
    """Return the style of the report's page, but for what its lenses add."""
    return style() + _file("page.css")


@cache
def _file(name: str) -> str:
    return resources.files("harness.report").joinpath(f"templates/{name}").read_text("utf-8")


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
    env.filters["slug"] = slug
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


def _contents(context: Mapping[str, Any], rest: bool) -> list[tuple[str, str]]:
    """Return the sections that the page has, as (anchor, key of the title)."""
    view = context["view"]
    return [
        (anchor, key)
        for anchor, key, there in (
            ("findings", "found.title", context["board"]),
            ("left", context["left_title"], True),
            ("timeline", "timeline.title", True),
            ("open", "open.title", context["open"]),
            ("gaps", "gaps.title", True),
            ("sdks", "sdks.title", context["sdks"]),
            ("hosts", "hosts.title", context["hosts"]),
            ("kept", "kept.title", True),
            ("permissions", "perm.title", context["permissions"]),
            ("policy", "stated.title", view.findings or view.policy_name),
            ("rules", "judgement.title", context["rules"]),
            ("evidence", "detail.rest_title" if context["cards"] else "detail.title", rest),
            ("reading", "reading.title", True),
            ("made", "made.title", True),
        )
        if there
    ]


def _helpers(view: ReportView, words: Texts) -> Mapping[str, Any]:
    """Return the functions templates call."""
    known = actors(view)

    def category(category_id: str) -> str:
        return one_line(words.short_category(view.category(category_id), category_id), 80)

    def full_category(category_id: str) -> str:
        return one_line(words.category(view.category(category_id), category_id), 120)

    def categories(category_ids: Sequence[str]) -> str:
        return words("sep.list").join(map(category, category_ids))

    def sensitivity(category_id: str) -> str:
        named = view.category(category_id)
        return named.sensitivity if named else ""

    def actor_called(who: Actor) -> str:
        return one_line(actor_name(who, words), 120)

    def who_called(actor_id: str) -> str:
        return one_line(spoken.actor_called(actor_id, known, words), 120) if actor_id else ""

    def where(place: str) -> str:
        kind, _, name = place.partition(":")
        key = f"where.{kind}"
        return words(key, name=one_line(name, 60)) if words.has(key) else one_line(place, 80)

    helpers: dict[str, Callable[..., Any]] = {
        "category": category,
        "categories": categories,
        "full_category": full_category,
        "actor_note": actor_note,
        "sensitivity": sensitivity,
        "actor_called": actor_called,
        "who_called": who_called,
        "where": where,
        "block": blocks.block,
        "value_text": blocks.value_text,
        "value_size": blocks.value_size,
    }
    return helpers
