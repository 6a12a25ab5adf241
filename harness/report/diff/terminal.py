"""Two versions compared, on a terminal: a sign a row, so that nothing depends on colours."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.analysis.across.diff import Diff
from harness.report.diff.words import Line, Section, facts_of, head_of, sections_of, sights_of, title_of
from harness.report.texts import Texts, texts

_ROWS = 60
_ARROW, _GAP = " \u2192 ", "  "
_LEVEL = {"worse": "bold red", "new": "bold red", "nothing_new": "bold green", "undetermined": "bold magenta"}
_KIND = {"new": "red", "gone": "green", "not_seen": "magenta", "changed": "yellow", "varies": "dim", "same": "dim"}


def print_diff(found: Diff, console: Console, lang: str = "en", *, every: bool = False) -> None:
    """Print what differs; with ``every`` also what is alike. Shows no personal values."""
    t = texts(lang)
    _print_heads(found, console, t)
    for section in sections_of(found, t):
        _print_section(section, console, t, every=every)
    console.print(Text(f"\n{t('diff.section.coverage')}", "bold"))
    sights = sights_of(found, t)
    if not sights:
        console.print(Text(f"  {t('diff.sights_none')}", "dim"))
    for row in sights:
        text = Text.assemble((row.key, "magenta" if row.blinding else ""), f"  {row.side}{t('stop')} {row.sentence}")
        if row.names:
            text.append(f" [{row.names}]", "dim")
        console.print(_row(" ", text))
    console.print(Text(f"\n{t('diff.hint')}", "dim"))


def _print_heads(found: Diff, console: Console, t: Texts) -> None:
    runs = [("diff.old", found.before), *(("diff.again", run) for run in found.noise), ("diff.new_run", found.after)]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for key, run in runs:
        facts = " \u00b7 ".join(facts_of(run, t))
        grid.add_row(Text(t(key), "dim"), Text.assemble((title_of(run), "bold"), f"  {facts}" if facts else ""))
    console.print(grid)
    head = head_of(found, t)
    console.print(Text(head.sentence, _LEVEL[head.level]))
    if head.because:
        console.print(Text(head.because))
    for warning in head.warnings:
        console.print(Text(warning, "yellow"))


def _print_section(section: Section, console: Console, t: Texts, *, every: bool) -> None:
    console.print(Text.assemble("\n", (section.title, "bold"), f": {section.counts}"))
    lines = [*section.lines, *(section.same if every else ())]
    for line in lines[:_ROWS]:
        console.print(_row(line.sign, _text(line), _KIND[line.kind]))
    if len(lines) > _ROWS:
        console.print(Text(f"  {t('term.more_rows', n=len(lines) - _ROWS)}", "italic"))


def _text(line: Line) -> Text:
    text = Text.assemble(
        (line.what, "bold red" if line.alarm else "bold"),
        f"{_ARROW if line.sent else _GAP}{line.whom}" if line.whom else "",
    )
    if line.worse:
        text.append(f"  {line.worse}", "bold red")
    for turn in line.turns:
        signed = [f"{sign} {said}" for sign, said in (("+", turn.added), ("-", turn.removed)) if said]
        text.append(f"\n{turn.name}: {'  '.join(signed)}")
    for note in line.notes:
        text.append(f"\n{note}", "dim" if line.kind in ("varies", "same") else "")
    return text


def _row(sign: str, text: Text, style: str = "") -> Table:
    """A sign, and beside it lines that are folded without losing their indent."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, width=2)
    grid.add_column(overflow="fold")
    grid.add_row(Text(f" {sign}", f"bold {style}".strip()), text)
    return grid
