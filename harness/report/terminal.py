"""The summary on the terminal: the same sentences as the report, in a panel and two tables."""

from collections.abc import Mapping, Sequence

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from harness.analysis.model import Actor
from harness.analysis.model_findings import Finding
from harness.report.channels import coverage_sentence
from harness.report.findings import VERDICTS, counts
from harness.report.model import Consent, Kept, Note, ReportView, RowView
from harness.report.permissions import PermissionSummary, permission_summary
from harness.report.reads import nothing_kept
from harness.report.safe import one_line
from harness.report.sdk_table import SdkTable, sdk_table
from harness.report.texts import Texts, texts
from harness.report.verdict import headline, sent_title
from harness.report.who import actor_name, actor_note
from harness.rules.facts import facts_of

_ROWS = 40
_DETAILS = 4
_FINDINGS = 12
_VERDICT = {"VIOLATION": "bold red", "SUSPECTED": "yellow", "UNDETERMINED": "magenta", "PASS": "green"}
_STYLE = {"before": "bold red", "left": "bold yellow", "unseen": "bold", "undetermined": "bold magenta"}
_CONSENT = {Consent.BEFORE: "red", Consent.REFUSED: "red", Consent.AFTER: "cyan", Consent.UNKNOWN: "dim"}


def print_summary(view: ReportView, console: Console, lang: str = "en") -> None:
    """Print what left, what was only read and what the run could not see. Shows no personal values."""
    words = texts(lang)
    console.print(_panel(view, words))
    if view.findings:
        console.print(_findings(view, words))
    if view.rows:
        console.print(_left(view, words))
    if view.random:
        console.print(_random(view, words))
    console.print(_kept(view, words) if view.kept else Text(nothing_kept(view, words)))
    if view.kept and view.ways:
        console.print(Text(coverage_sentence(view.ways, words), "dim"))
    if view.tried:
        console.print(_tried(view, words))
    if view.ways:
        console.print(_ways(view, words))
    permissions = permission_summary(view.permissions, view.consent_screens, words)
    if permissions is not None:
        console.print(_permissions(permissions, words))
    sdks = sdk_table(view.sdks, words)
    if sdks is not None:
        console.print(_sdks(sdks, words))
    console.print(_coverage(view, words))


def _panel(view: ReportView, words: Texts) -> Panel:
    top = headline(view, words)
    app = Text(one_line(view.app.label, 50), "bold")
    app.append(f" {one_line(view.app.version_name, 30)}", "default")
    if view.app.package and view.app.package != view.app.label:
        app.append(f"  {one_line(view.app.package, 80)}", "dim")
    lines = [app, Text(top.sentence, _STYLE[top.level])]
    if top.detail:
        lines.append(Text(top.detail))
    if not view.run.complete:
        reason = one_line(view.run.reason, 160) or words("incomplete.unknown_reason")
        lines.append(Text(f"{words('incomplete.title')}: {reason}", "bold magenta"))
    device = words("fact.sandbox") if view.device.sandbox else one_line(view.device.model, 40)
    facts = [device or words("fact.unknown"), one_line(view.device.android, 40), one_line(view.run.scenario, 40)]
    facts.append(words.named("branch", one_line(view.run.branch, 40)) if view.run.branch else "")
    if view.run.replayed:
        facts.append(f"{words('network.replay')}: {one_line(view.run.replayed, 60)}")
    lines.append(Text(" \u00b7 ".join(fact for fact in facts if fact), "dim"))
    return Panel(Group(*lines), border_style=_STYLE[top.level].removeprefix("bold").strip() or "default")


def _findings(view: ReportView, words: Texts) -> Group:
    """What rules found: how many things speak against the app, and each of them in a line with its rules."""
    n = dict(counts(view.findings))
    head = Text(f"{words('findings.title')}: ", "bold")
    parts = [_count(words, n, VERDICTS[:2], "findings.of_facts"), _count(words, n, VERDICTS[2:], "findings.of_rules")]
    lines = [head + Text(" \u00b7 ").join(parts)]
    rows = facts_of(view.findings)
    for row in rows[:_FINDINGS]:
        more = f" +{len(row.rules) - 1}" if len(row.rules) > 1 else ""
        said = row.first.text.zh if words.lang == "zh" else row.first.text.en
        verdict = Text(f"  {words.named('finding', row.verdict)} ", _VERDICT[row.verdict])
        rules = Text(f"{one_line(row.rules[0], 60)}{more}", "bold")
        lines.append(verdict + rules + Text(f" {one_line(said, 300)} ") + _mark(row.first, words))
    if len(rows) > _FINDINGS:
        lines.append(Text(f"  {words('term.more_rows', n=len(rows) - _FINDINGS)}", "italic"))
    return Group(*lines)


def _count(words: Texts, n: Mapping[str, int], verdicts: Sequence[str], of: str) -> Text:
    """How many of these verdicts there are, and what is counted."""
    parts = [Text(f"{words.named('finding', verdict)} {n[verdict]}", _VERDICT[verdict]) for verdict in verdicts]
    return Text(words("sep.list")).join(parts) + Text(f" {words(of)}", "dim")


def _mark(row: Finding, words: Texts) -> Text:
    """A finding's id, and whether its limits are ours."""
    name = one_line(row.id, 40)
    return Text(f"{name} {words('findings.limits')}" if row.ours else name, "dim")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", expand=False, pad_edge=False)
    for name in columns:
        table.add_column(Text(name), overflow="fold")
    return table


def _left(view: ReportView, words: Texts) -> Table:
    names = ("left.what", "left.when", "left.who", "left.whom", "left.disguise")
    table = _table(words(sent_title(view)), *(words(name) for name in names))
    for row in view.rows[:_ROWS]:
        table.add_row(*_left_cells(row, view, words))
    if len(view.rows) > _ROWS:
        table.add_row(Text(words("term.more_rows", n=len(view.rows) - _ROWS), "italic"))
    return table


def _left_cells(row: RowView, view: ReportView, words: Texts) -> tuple[Text, ...]:
    chains = [one_line(chain, 60) or words("disguise.none") for chain in row.chains[:2]]
    party = words(f"party.{row.recipient.party}")
    return (
        Text(_category(row.category, view, words), "bold"),
        _when([when for when, _ in row.times], words),
        _actor(row.actor, words),
        Text.assemble(one_line(row.recipient.host, 60), "\n", (party, "dim")),
        Text("\n".join(chains)),
    )


def _kept(view: ReportView, words: Texts) -> Table:
    names = ("kept.what", "kept.when", "kept.who", "kept.count")
    table = _table(words("kept.title"), *(words(name) for name in names))
    for item in view.kept[:_ROWS]:
        table.add_row(*_kept_cells(item, view, words))
    if len(view.kept) > _ROWS:
        table.add_row(Text(words("term.more_rows", n=len(view.kept) - _ROWS), "italic"))
    return table


def _kept_cells(item: Kept, view: ReportView, words: Texts) -> tuple[Text, ...]:
    return (
        Text(_category(item.category, view, words), "bold"),
        _when(item.consents, words),
        _actor(item.actor, words),
        _times(item.count, item.refused, words),
    )


def _ways(view: ReportView, words: Texts) -> Text:
    """The ways out in a line for each state; what was used stands among the gaps."""
    out = Text(f"{words('ways.title')}: ", "bold")
    parts = []
    for state in ("watched", "closed", "open"):
        names = words("sep.list").join(words.named("ways", way.key) for way in view.ways if way.state == state)
        if names:
            parts.append(
                Text.assemble((words(f"way_state.{state}"), "magenta" if state == "open" else ""), f": {names}")
            )
    return out + Text(" \u00b7 ").join(parts)


def _random(view: ReportView, words: Texts) -> Table:
    names = ("place", "when", "who", "whom", "kind")
    table = _table(words("random.title"), *(words(f"random.{name}") for name in names))
    for item in view.random[:_ROWS]:
        table.add_row(
            Text(one_line(item.place, 60)),
            _when([item.consent], words),
            _actor(item.actor, words),
            Text(one_line(item.host, 60)),
            Text(words(f"random.{item.fresh}", n=item.count)),
        )
    if len(view.random) > _ROWS:
        table.add_row(Text(words("term.more_rows", n=len(view.random) - _ROWS), "italic"))
    return table


def _times(count: int, refused: int, words: Texts) -> Text:
    said = Text(f"{count:,}", justify="right")
    return said.append(f"\n{words('kept.refused', n=refused)}", "dim") if refused else said


def _tried(view: ReportView, words: Texts) -> Table:
    names = ("kept.what", "kept.when", "tried.who", "tried.refused", "tried.nothing")
    table = _table(words("tried.title"), *(words(name) for name in names))
    for item in view.tried[:_ROWS]:
        table.add_row(
            Text(_category(item.category, view, words), "bold"),
            _when(item.consents, words),
            _actor(item.actor, words),
            *(Text(f"{n:,}" if n else "\u2013", justify="right") for n in (item.refused, item.nothing)),
        )
    if len(view.tried) > _ROWS:
        table.add_row(Text(words("term.more_rows", n=len(view.tried) - _ROWS), "italic"))
    return table


def _permissions(found: PermissionSummary, words: Texts) -> Group:
    """The compulsory-authorization test in a sentence, the notes, and each dialog in a line."""
    colour = {"bad": "bold red", "good": "green"}.get(found.level, "default")
    parts: list[Text | Table] = [Text(words("perm.title"), "bold"), Text(found.verdict, colour)]
    parts += [Text(f"  - {note}") for note in found.notes]
    if found.rows:
        names = ("what", "when", "who", "purpose", "answer", "reaction")
        table = _table("", *(words(f"perm.{name}") for name in names))
        for row in found.rows[:_ROWS]:
            cells = (row.what, row.when, row.who, row.purpose, row.answer, row.reaction)
            table.add_row(*(Text(cell) for cell in cells), style="bold red" if row.forced else "")
        parts.append(table)
    return Group(*parts)


def _sdks(found: SdkTable, words: Texts) -> Table:
    names = ("sdk", "in_app", "reading", "sending", "named")
    table = _table(words("sdks.title"), *(words(f"sdks.{name}") for name in names))
    for row in found.rows[:_ROWS]:
        cells = (row.name, row.in_app, row.reading, row.sending, row.named)
        table.add_row(*(Text(cell) for cell in cells), style="bold red" if row.bad else "")
    more = found.omitted + max(0, len(found.rows) - _ROWS)
    if more:
        table.add_row(Text(words("term.more_rows", n=more), "italic"))
    return table


def _when(standings: list[Consent] | tuple[Consent, ...], words: Texts) -> Text:
    parts = [Text(words(f"consent.{when}"), _CONSENT[when]) for when in standings]
    return Text("\n").join(parts)


def _actor(actor: Actor, words: Texts) -> Text:
    label = Text(one_line(actor_name(actor, words), 60))
    note = actor_note(actor)
    return Text.assemble(label, "\n", (one_line(note, 60), "dim")) if note else label


def _category(category_id: str, view: ReportView, words: Texts) -> str:
    return one_line(words.short_category(view.category(category_id), category_id), 50)


def _coverage(view: ReportView, words: Texts) -> Text:
    out = Text()
    if view.coverage.facts:
        facts = (words(note.key, **dict(note.args)) for note in view.coverage.facts)
        out.append(f"{words('facts.title')}: ", "bold")
        out.append(" \u00b7 ".join(facts) + "\n")
    if not view.coverage.gaps:
        out.append(words("gaps.none"), "dim")
        return out
    out.append(f"{words('gaps.title')}:", "bold yellow")
    for note in view.coverage.gaps:
        out.append("\n  - " + _gap(note, view, words))
    return out


def _gap(note: Note, view: ReportView, words: Texts) -> str:
    sentence = words(note.key, **dict(note.args))
    if not note.details:
        return sentence
    shown = [_category(name, view, words) for name in note.details] if note.categories else note.details
    names = words("sep.list").join(one_line(name, 80) for name in shown[:_DETAILS])
    left = len(note.details) - _DETAILS
    more = " " + words("more.items", n=left) if left > 0 else ""
    return f"{sentence} [{names}{more}]"
