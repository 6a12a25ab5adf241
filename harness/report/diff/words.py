"""What is said of a comparison of two versions: the same sentences on the terminal and on the page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from harness.analysis.across.change import KINDS, WITHOUT_CONSENT, Aspect, Change, Kind
from harness.analysis.across.compare import Run
from harness.analysis.across.diff import Diff, Sight
from harness.analysis.across.eyes import Doubt
from harness.analysis.model import Actor
from harness.catalog.categories import categories
from harness.report.model import CategoryName
from harness.report.safe import one_line
from harness.report.texts import Texts, texts
from harness.report.who import actor_name, actor_note

SIGNS: dict[Kind, str] = {"new": "+", "gone": "-", "not_seen": "?", "changed": "~", "varies": "*", "same": "="}
_NAMES = 4
_REASON_NAMES = 2
_ITEMS = 6
_WIDEST = 80
_SENTENCE = 300


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that is not as it was: what came, and what is not seen any more; either may be empty."""

    name: str
    added: str
    removed: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown: its sign and kind, what it is about, to ``whom`` it was ``sent`` (or by which access
    point, of which company), what turned into what, and sentences about it.

    ``alarm``: something leaves, is read or asked for that was not, or without consent.
    """

    sign: str
    kind: Kind
    kind_word: str
    what: str
    whom: str
    sent: bool
    alarm: bool
    worse: str
    turns: tuple[Turn, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What differs in one respect; ``counts`` sums up all rows, those alike included."""

    key: str
    title: str
    counts: str
    lines: tuple[Line, ...]
    same: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SightLine:
    """A blind spot: whose it is, what it is called, a sentence, and names."""

    side: str
    key: str
    sentence: str
    names: str
    blinding: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What is said on top. ``level``: ``new``, ``worse``, ``nothing_new`` or ``undetermined``."""

    level: str
    sentence: str
    because: str
    warnings: tuple[str, ...]


def head_of(found: Diff, t: Texts) -> Head:
    """Return the result in a sentence."""
    fresh = sum(row.kind == "new" for row in found.disclosures)
    worse = sum(row.worse and row.kind != "new" for row in found.disclosures)
    violating = len(found.violating)
    said = [t("diff.headline.new", n=fresh)] if fresh else []
    said += [t("diff.headline.worse", n=worse)] if worse else []
    because = ""
    if said:
        level, sentence = "worse" if any(row.worse for row in found.disclosures) else "new", t("sep.list").join(said)
        sentence += t("stop")
    else:
        level, sentence = found.conclusion, t(f"diff.headline.{found.conclusion}")
        because = t("diff.headline.because", names=_doubts(found.reasons, t)) if found.reasons else ""
    if violating:  # "nothing new leaves" alone, and in green, would be half of it
        level = "worse"
        sentence = t("diff.headline.violation", n=violating, rest=sentence)
    warnings = tuple(
        t(f"diff.warning.{name}", old=_said(found.before, name, t), new=_said(found.after, name, t))
        for name in found.warnings
    )
    return Head(level, sentence, because, warnings)


def _said(run: Run, warning: str, t: Texts) -> str:
    if warning == "other_branch":
        return t.named("branch", one_line(run.branch, 30))
    return t.named("network", one_line(run.network, 30)) if warning == "other_network" else ""


def title_of(run: Run) -> str:
    """Return what a run is called: the app and its version, or the recording's name."""
    app = one_line(run.label or run.package, 50)
    return f"{app} {one_line(run.version, 30)}".strip() or one_line(run.name, 80)


def facts_of(run: Run, t: Texts) -> tuple[str, ...]:
    """Return what else is known of a run."""
    facts = [
        one_line(run.package, 60) if run.label else "",
        one_line(run.scenario, 30),
        t.named("branch", one_line(run.branch, 30)) if run.branch else "",
        one_line(run.started[:16].replace("T", " "), 16),
        one_line(run.name, 60) if run.label or run.package else "",
    ]
    state = [t("incomplete.title")] if not run.complete else []
    state += [t("seal.broken")] if run.broken or run.void else []
    return tuple(filter(None, [*facts, *state]))


def sections_of(found: Diff, t: Texts) -> tuple[Section, ...]:
    """Return all sections, with what differs and what is alike."""
    made = []
    for key, rows in found.sections.items():
        counts = Counter(row.kind for row in rows)
        said = t("sep.list").join(t(f"diff.count.{kind}", n=counts[kind]) for kind in KINDS if counts[kind])
        lines = [(row, _line(row, t)) for row in rows]
        made.append(
            Section(
                key=key,
                title=t(f"diff.section.{key}"),
                counts=said or t("diff.nothing"),
                lines=tuple(line for row, line in lines if row.kind != "same"),
                same=tuple(line for row, line in lines if row.kind == "same"),
            )
        )
    return tuple(made)


def sights_of(found: Diff, t: Texts) -> tuple[SightLine, ...]:
    """Return the blind spots of both runs."""
    return tuple(_sight(row, t) for row in found.coverage)


def _sight(row: Sight, t: Texts) -> SightLine:
    side = "both" if row.before and row.after else "after" if row.after else "before"
    names = row.names_after or row.names_before
    return SightLine(
        side=t(f"diff.sight.{side}"),
        key=one_line(row.key, 60),
        sentence=_sentence(row.key, row.after or row.before, t),
        names=_list(names, t),
        blinding=bool(row.blinds) and side != "before",
    )


def _sentence(key: str, count: int, t: Texts) -> str:
    for known in (f"gaps.{key}", f"gaps.{key}.one", f"diff.doubt.{key}"):
        if t.has(known):
            return t(known.removesuffix(".one"), n=max(1, count))
    return ""


def told(row: Change) -> str:
    """Return what a row is about, in the words of the command line: categories by their names there."""
    t = texts("en")
    if row.rule:
        return f"{one_line(_what(row, t), 300)} ({t(f'diff.kind.{row.kind}')})"
    what, whom = row.category or _what(row, t), _whom(row, t)
    where = f", to {whom}" if row.category and row.recipient else f", {whom}" if whom else ""
    return f"{one_line(what, 160)}{where}{', without consent' if row.worse else ''} ({t(f'diff.kind.{row.kind}')})"


def _line(row: Change, t: Texts) -> Line:
    return Line(
        sign=SIGNS[row.kind],
        kind=row.kind,
        kind_word=t(f"diff.kind.{row.kind}"),
        what=_what(row, t),
        whom=_whom(row, t),
        sent=bool(row.category and row.recipient),
        alarm=row.kind == "new" or row.worse or row.violates,
        worse=_worse(row, t),
        turns=tuple(_aspect(each, t) for each in row.aspects),
        notes=tuple(filter(None, _notes(row, t))),
    )


def _worse(row: Change, t: Texts) -> str:
    """How it now is without consent."""
    came = [word for each in row.aspects if each.name == "consent" for word in each.added] or row.consents
    now = sorted(WITHOUT_CONSENT.intersection(came))
    return t("diff.worse", names=_words("consent", now, t)) if row.worse and now else ""


def _what(row: Change, t: Texts) -> str:
    if row.rule:
        said = row.text and (row.text.zh if t.lang == "zh" else row.text.en)
        return one_line(f"{'/'.join(row.verdicts)} {row.rule}: {said or ''}", _SENTENCE)
    if row.category:
        return category(row.category, t)
    if row.permission:
        return one_line(row.permission.removeprefix("android.permission."), _WIDEST)
    if row.actor:
        return _actor(row.actor, t)
    return _receiver(row)


def _whom(row: Change, t: Texts) -> str:
    if row.rule:
        return ""
    if row.category:
        return one_line(row.point, 80) if row.point else _receiver(row)
    if row.permission:
        return t(f"diff.how.{row.how}")
    if row.actor and row.actor.company:
        return one_line(row.actor.company, 60)
    return ""


def _receiver(row: Change) -> str:
    """Who received: the owner, if one is known, and the hosts."""
    if row.recipient is None:
        return ""
    hosts = ", ".join(one_line(host, 100) for host in row.hosts[:_NAMES])
    more = f" +{len(row.hosts) - _NAMES}" if len(row.hosts) > _NAMES else ""
    owner = one_line(row.recipient.owner, 60)
    return f"{hosts}{more} ({owner})" if owner else f"{hosts}{more}"


def _notes(row: Change, t: Texts) -> list[str]:
    notes = []
    if row.kind != "changed":
        notes.append(_details(row, t))
    names = _doubts(row.doubts, t)
    if names:
        key = {"new": "diff.missed", "not_seen": "diff.not_seen"}.get(row.kind, "diff.removed_doubt")
        notes.append(t(key, names=names))
    if row.varying:
        notes.append(t("diff.varying", names=t("sep.list").join(t.named("diff.aspect", each) for each in row.varying)))
    return notes


def _details(row: Change, t: Texts) -> str:
    """How something happens, or happened: by whom, when, in which disguise, to which address."""
    parts = [_words("data", row.data, t), t("sep.list").join(_actor(each, t) for each in row.actors[:_NAMES])]
    parts.append(_words("consent", row.consents, t))
    parts.append(_words("phase", row.phases, t))
    parts.append(_words("disguise", [each for each in row.disguises if each != "-"], t))
    parts += [one_line(place, 120) for place in row.places[:1]]
    return " \u00b7 ".join(filter(None, parts))


def _aspect(aspect: Aspect, t: Texts) -> Turn:
    name = aspect.name
    return Turn(t.named("diff.aspect", name), _words(name, aspect.added, t), _words(name, aspect.removed, t))


def _words(name: str, said: Sequence[str], t: Texts) -> str:
    shown = [_word(name, each, t) for each in said[:_ITEMS]]
    if len(said) > _ITEMS:
        shown.append(f"\u2026 +{len(said) - _ITEMS}")
    return t("sep.list").join(shown)


def _word(name: str, said: str, t: Texts) -> str:
    match name:
        case "data":
            return category(said, t)
        case "consent" | "phase":
            return one_line(t.named(name, said), 60)
        case "outcome":
            return t.named("diff.outcome", said)
        case "trigger" | "purpose":
            return t.named(f"perm.{name}", said)
        case "disguise" if said == "-":
            return t("disguise.none")
        case _:
            return one_line(said, _WIDEST)


def _doubts(doubts: Sequence[Doubt], t: Texts) -> str:
    """Return reasons by the names that ``--allow`` takes, with the first things they are about."""
    shown = []
    for each in doubts:
        names = _list(each.names, t, _REASON_NAMES)
        shown.append(f"{one_line(each.key, 60)} ({names})" if names else one_line(each.key, 60))
    return t("sep.list").join(shown)


def _list(names: Sequence[str], t: Texts, most: int = _NAMES) -> str:
    shown = t("sep.list").join(one_line(name, 50) for name in names[:most])
    return f"{shown} \u2026 +{len(names) - most}" if len(names) > most else shown


def _actor(actor: Actor, t: Texts) -> str:
    note = one_line(actor_note(actor), 60)
    name = one_line(actor_name(actor, t), 60)
    return f"{name} ({note})" if note else name


def category(category_id: str, t: Texts) -> str:
    """Return what a kind of data is called."""
    known = categories().get(category_id)
    name = CategoryName(known.id, known.zh, known.en, known.sensitivity) if known else None
    return one_line(t.short_category(name, category_id), 60)
