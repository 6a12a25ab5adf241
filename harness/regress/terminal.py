"""Outcomes for people: green in one line, red with the request that carried it."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from harness.regress.outcome import Check, Outcome, State
from harness.report.safe import one_line, visible

_SIGNS: dict[State, tuple[str, str]] = {
    "as_expected": ("ok", "green"), "differs": ("DIFFERS", "bold red"), "undetermined": ("UNDETERMINED", "bold yellow"),
    "bad_input": ("UNREADABLE", "bold red"), "incomplete": ("INCOMPLETE", "bold red"),
}  # fmt: skip
_WIDEST = 400


def print_outcome(found: Outcome, console: Console, *, every: bool = False) -> None:
    """Print one recording's outcome; ``every`` also names what is as expected."""
    sign, style = _SIGNS[found.state]
    name = one_line(found.recording or found.expected, _WIDEST)
    many = len(found.checks)
    count = f" ({many} expectation{'s' * (many != 1)}, {found.seconds:.1f} s)" if many else ""
    console.print(Text.assemble((f"{sign:<12} ", style), name, (count, "dim")), soft_wrap=True)
    for warning in found.warnings:
        console.print(Text(f"    {visible(warning)}", "yellow"), soft_wrap=True)
    if found.problem:
        console.print(Text(f"    {visible(found.problem)}", "red"), soft_wrap=True)
    for check in found.checks:
        if every or not check.good:
            for row in _rows(check, found.expected):
                console.print(row, soft_wrap=True)


def _rows(check: Check, file: str) -> Iterator[Text]:
    sign, style = _SIGNS[check.state]
    if check.good:
        yield Text.assemble(("  + ", style), one_line(check.expectation, _WIDEST), (f": {check.says}", "dim"))
        return
    place = f"  {file}:{check.line}" if check.line else ""
    mark = "-" if check.state == "differs" else "?"
    yield Text.assemble((f"  {mark} {one_line(check.expectation, _WIDEST)}", style), (visible(place), "dim"))
    yield Text(f"      {sign.lower()}: {visible(check.says)}", style)
    for row in check.carried:
        for line in row.text().split("\n"):
            yield Text(f"      {one_line(line, _WIDEST)}")


def print_summary(found: list[Outcome], console: Console) -> None:
    """Print how many are what."""
    parts: list[str | tuple[str, str]] = [f"{len(found)} recording{'s' * (len(found) != 1)}: "]
    for number, (state, (sign, style)) in enumerate(
        (state, said) for state, said in _SIGNS.items() if any(each.state == state for each in found)
    ):
        count = sum(each.state == state for each in found)
        parts += [", " if number else "", (f"{count} {'as expected' if sign == 'ok' else sign.lower()}", style)]
    console.print(Text.assemble(*parts), soft_wrap=True)
