"""Several runs side by side, for a terminal of 80 columns: what a row is about in lines, then a column for each run."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from harness.analysis.across.compare import Comparison, Difference
from harness.analysis.across.verdicts import FindingRow
from harness.report.named import known_category
from harness.report.safe import one_line
from harness.report.texts import Texts

_NAME = 60
"""Characters of a name of the app's or of a host."""


def rendered(found: Comparison, words: Texts) -> Iterator[RenderableType]:
    """Yield what is printed of a comparison, in order."""
    for number, run in enumerate(found.runs, 1):
        state = "" if run.complete else f" ({words('incomplete.title')})"
        state += f" ({words('seal.broken')})" if run.broken or run.void else ""
        yield Text(f"{number}  {'  '.join(filter(None, (_branch(run.branch, words), one_line(run.name, 80))))}{state}")
    runs = [
        f"{number} {_branch(run.branch, words) or one_line(run.name, 30)}" for number, run in enumerate(found.runs, 1)
    ]
    yield _differences("compare.disclosed", found.disclosed, runs, words)
    yield _differences("compare.collected", found.collected, runs, words)
    yield _findings(found.findings, runs, words)


def _differences(title: str, rows: Sequence[Difference], runs: list[str], words: Texts) -> RenderableType:
    if not rows:
        return Text(f"{words(title)}: {words('compare.none')}")
    table = _table(words(title), words("left.what"), runs)
    for row in rows:
        cells = (
            "\n".join(one_line(words.named("phase", name), 40) for name in phases)
            if state == "yes"
            else words(f"compare.{state}")
            for state, phases in zip(row.runs, row.phases, strict=True)
        )
        about = _about(row.category, row.actor, row.recipient, words)
        table.add_row(about, *map(Text, cells), style="" if row.alike else "bold")
    return table


def _findings(rows: Sequence[FindingRow], runs: list[str], words: Texts) -> RenderableType:
    title = words("compare.findings")
    if not rows:
        return Text(f"{title}: {words('compare.none')}")
    table = _table(title, words("compare.rule"), runs)
    for row in rows:
        about = Text(row.rule)
        if row.category or row.actor or row.recipient:
            about.append("\n").append(_about(row.category, row.actor, row.recipient, words))
        verdicts = (Text(words.named("finding", verdict) if verdict else "-") for verdict in row.verdicts)
        table.add_row(about, *verdicts, style="" if row.alike else "bold")
    return table


def _table(title: str, about: str, runs: list[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", expand=False, pad_edge=False, show_lines=True)
    table.add_column(Text(about), overflow="fold")
    for name in runs:
        table.add_column(Text(name), overflow="fold")
    return table


def _about(category: str, actor: str, recipient: str, words: Texts) -> Text:
    """What, by whom, to whom: a line each."""
    lines = []
    if category:
        lines.append(words.short_category(known_category(category), category))
    if actor:
        who = one_line(actor.partition(":")[2] or words.named("actor", actor), _NAME)
        lines.append(who if actor == "unknown" else f"{words('compare.by')} {who}")
    if recipient:
        lines.append(f"{words('compare.to')} {one_line(recipient, _NAME)}")
    return Text("\n".join(lines))


def _branch(branch: str, words: Texts) -> str:
    return one_line(words.named("branch", branch), 30) if branch else ""
