"""Parts of the page that are put together from what the view holds: the sentence on top, rules, reasons, moments."""

from collections.abc import Sequence
from dataclasses import dataclass

from harness.analysis.facts.blind_spots import KINDS
from harness.analysis.model import Actor
from harness.analysis.model_findings import Finding
from harness.report.findings import VERDICTS, unsettled
from harness.report.judged import told
from harness.report.lenses import Board
from harness.report.model import Kept, Note, ReportView, RowView
from harness.report.texts import Texts
from harness.rules.facts import Together

_CAUSES = ("phase", "blind_spot", "input", "unsettled", "human")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules of the lens that is shown first say, in a sentence; ``by`` names them."""

    by: str
    sentence: str
    undetermined: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule, what came of it (the gravest), and the facts that are against it."""

    rule: str
    source: str
    clause: str
    title: str
    lenses: tuple[str, ...]
    status: str
    verdict: str
    order: int
    count: int
    facts: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why rules are undetermined, and what would settle it."""

    text: str
    close: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that was read or sent; ``kind`` is ``read``, ``sent`` or ``kept``."""

    time_us: int
    kind: str
    category: str
    actor: Actor
    host: str
    phase: str


def judged(board: Sequence[Board], lens: str, words: Texts) -> Judged | None:
    """Return the sentence on top, None where no rule was asked."""
    row = next((row for row in board if row.lens == lens), None)
    if row is None:
        return None
    parts = []
    if row.violated:
        findings = words("count.violations", n=row.violations)
        detail = words("board.findings", findings=findings, rules=words("lens.rules", n=row.violated_rules))
        parts.append(words("judged.violated", n=row.violated, detail=detail))
    if row.suspected:
        parts.append(words("judged.also" if row.violated else "judged.suspected", n=row.suspected))
    sentence = words("sep.clause").join(parts or [words("judged.none")]) + words("stop")
    by = words(f"board.by.{lens}", n=row.rules)
    doubt = words("judged.undetermined", n=row.undetermined, total=row.rules) if row.undetermined else ""
    return Judged(by, sentence, doubt)


def level(board: Sequence[Board], otherwise: str) -> str:
    """Return the colour of the page's head: by all lenses, whichever is shown first."""
    if board and board[0].violated:
        return "before"
    if board and board[0].suspected and otherwise != "before":
        return "left"
    return otherwise


def rule_rows(findings: Sequence[Finding], shown: Sequence[Together], lang: str) -> list[RuleRow]:
    """Return all rules, those that are broken first."""
    against: dict[str, dict[str, None]] = {}
    for fact in shown:
        for rule in fact.rules:
            against.setdefault(rule, {})[fact.id] = None
    rows: dict[str, list[Finding]] = {}
    for row in findings:
        rows.setdefault(row.rule, []).append(row)
    made = []
    for rule, group in rows.items():
        first = min(group, key=lambda row: VERDICTS.index(row.verdict))
        made.append(
            RuleRow(
                rule=rule,
                source=first.source,
                clause=first.clause,
                title=told(first.title, lang),
                lenses=tuple(first.lenses),
                status=first.status,
                verdict=first.verdict,
                order=VERDICTS.index(first.verdict),
                count=len(group),
                facts=tuple(against.get(rule, ())),
                said="" if first.adverse else told(first.text, lang),
            )
        )
    return sorted(made, key=lambda row: row.order)


def open_reasons(view: ReportView, words: Texts) -> list[tuple[str, list[Reason]]]:
    """Return why rules are undetermined, by the cause; a blind spot in the words that the report has for it."""
    notes = {note.key: note for note in view.coverage.gaps}
    groups: dict[str, list[Reason]] = {cause: [] for cause in _CAUSES}
    for row in unsettled(view.findings):
        note = notes.get(f"gaps.{row.key}") if row.cause == "blind_spot" else None
        text = words(note.key, **dict(note.args)) if note else told(row.text, words.lang)
        groups.setdefault(row.cause, []).append(Reason(text, told(row.close, words.lang), row.rules))
    return [(cause, rows) for cause, rows in groups.items() if rows]


def gap_groups(gaps: Sequence[Note]) -> list[tuple[tuple[str, ...], list[Note]]]:
    """Return the blind spots by what they make undetermined, those that take most first."""
    groups: dict[tuple[str, ...], list[Note]] = {}
    for note in gaps:
        kind = KINDS.get(note.key.removeprefix("gaps."))
        hidden = tuple(dict.fromkeys((*kind.blinds, *kind.rules))) if kind else ()
        groups.setdefault(hidden, []).append(note)
    return sorted(groups.items(), key=lambda item: -len(item[0]))


def moments(rows: Sequence[RowView], kept: Sequence[Kept], most: int) -> list[Moment]:
    """Return what the timeline shows of these rows, in the order of time; ``most`` of each row."""
    made = []
    for row in rows:
        for item in row.disclosures[:most]:
            host = row.recipient.host
            made.append(Moment(item.first_us, "sent", row.category, row.actor, host, item.phase))
            if item.delay_ms is not None:
                at = item.first_us - int(item.delay_ms * 1000)
                phase = item.reads[-1].phase if item.reads else ""
                made.append(Moment(at, "read", row.category, row.actor, "", phase))
    for entry in kept:
        made += [Moment(at, "kept", entry.category, entry.actor, "", "") for at in entry.marks_us[:most]]
    return sorted((row for row in made if row.time_us > 0), key=lambda row: (row.time_us, row.kind, row.category))
