"""What is always in sight: how many of what, how far the run is seen, and how it stands."""

from rich.text import Text

from harness.explore.events import Health
from harness.explore.state import State
from harness.explore.stream import Behind
from harness.report.safe import one_line
from harness.report.times import clock

_MOST = 8


LATE_S = 1.0
"""From when on is said how far the analysis is behind: a screen is always a little."""


def counts(state: State, paused: bool, behind: Behind | None = None) -> Text:
    """Return the line of counters, coverage and health. Hold the state's lock."""
    text = Text(no_wrap=True, overflow="ellipsis", end="")
    if behind is not None and behind.seconds >= LATE_S:
        text.append(f"{behind.seconds:.0f} s behind: ", "bold magenta")
        text.append(f"{_several(behind.observations, 'call')}, {_several(behind.exchanges, 'exchange')} ", "magenta")
    text.append(f"{_several(state.totals['observations'], 'call')} ", "cyan")
    text.append(f"{_several(state.totals['exchanges'], 'exchange')} ", "cyan")
    text.append(f"{_several(len(state.sightings), 'sighting')} ", "red" if state.sightings else "")
    if (seen := state.covered) is not None:
        style = "" if not seen.hooks_failed and not seen.unwatched else "magenta"
        text.append(f"hooks {seen.hooks_resolved}/{seen.hooks_resolved + seen.hooks_failed} ", style)
        text.append(f"tls {seen.decrypted}", "")
        blind = seen.failed + seen.direct
        text.append(f"-{blind} " if blind else " ", "magenta" if blind else "")
        if seen.opaque_bytes:
            text.append(f"opaque {seen.opaque_bytes:,} B ", "magenta")
    if paused:
        text.append("FROZEN ", "bold reverse")
    bad = next((row for row in reversed(state.health) if row.state in ("lost", "gap")), None)
    if bad is not None:
        text.append(f"\u25b2 {_told(bad)}", "bold magenta")
    return text


def title(state: State, name: str, live: bool) -> Text:
    """Return the first line: the app, where the run stands, and what is proved. Hold the state's lock."""
    text = Text(no_wrap=True, overflow="ellipsis", end="")
    text.append(f" {one_line(name, 60)} ", "bold reverse")
    over = state.ended is not None
    text.append(
        " live "
        if live and not over
        else f" {one_line(state.ended.outcome or 'read', 20)} "
        if state.ended
        else " searching again "  # all is read; some of it is gone through for what became known behind it
        if state.share >= 1
        else f" reading {state.share:.0%} "
        if state.share
        else " reading ",
        "bold",
    )
    before = sum(1 for row in state.disclosures.values() if row.consent in ("before", "refused"))
    text.append(_several(len(state.disclosures), "disclosure"), "bold red" if state.disclosures else "")
    text.append(f", {before} without consent " if before else " ", "bold red")
    if state.covered is not None and not state.disclosures:
        text.append(f"({state.covered.verdict}) ", "magenta" if state.covered.verdict == "undetermined" else "green")
    if state.phases:  # last: it is cut off where the line is short, and stands in the strip, too
        text.append(f"\u25b8 {one_line(state.phases[-1].phase, 40)} ", "yellow")
    return text


def _several(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _told(row: Health) -> str:
    return one_line(f"{row.what} {row.state}: {row.detail}", 200)


def overview(state: State) -> Text:
    """Return counters by category and recipient, the coverage with its gaps, and the talk. Hold the state's lock."""
    text = Text()
    text.append("Read, by category\n", "bold underline")
    for category, count in state.by_category.most_common(_MOST * 2):
        text.append(f"{count:>8,}  {one_line(category, 60)}\n")
    text.append("\nReceived, by host\n", "bold underline")
    leaving = {row.host for row in state.sightings.values() if row.direction == "request"}
    for host, count in state.by_recipient.most_common(_MOST * 2):
        text.append(f"{count:>8,}  {one_line(host, 100)}", "bold red" if host in leaving else "")
        text.append("  * received values\n" if host in leaving else "\n", "red")
    if (seen := state.covered) is not None:
        text.append("\nCoverage\n", "bold underline")
        text.append(
            f"hooks {seen.hooks_resolved} in, {seen.hooks_failed} failed; "
            f"processes {seen.watched} watched, {seen.unwatched} not\n"
        )
        text.append(
            f"connections {seen.decrypted} decrypted, {seen.plain} plain, {seen.failed} not decrypted, "
            f"{seen.denied} refused, {seen.direct} past the proxy\n"
        )
        text.append(f"an assessment made now: {seen.verdict}\n", "bold")
        for reason in seen.reasons:
            text.append(f"  - {one_line(reason, 200)}\n", "magenta")
    return text


def talk(state: State) -> Text:
    """Return what the run said, newest last. Hold the state's lock."""
    rows: list[tuple[int, int, str, str]] = []
    rows += [
        (row.time_us, 0, f"{row.what} {row.state}: {row.detail}", "magenta" if row.state != "up" else "")
        for row in state.health
    ]
    rows += [
        (
            row.time_us,
            1,
            f"{row.by}: {row.step}" + (f" failed: {row.failed}" if row.failed else ""),
            "red" if row.failed else "cyan",
        )
        for row in state.steps
    ]
    rows += [(row.time_us, 2, row.text, "magenta" if row.warning else "dim") for row in state.said]
    text = Text()
    for time_us, _, words, style in sorted(rows, key=lambda row: row[0])[-400:]:
        text.append(f"{clock(time_us):<13}", "dim")
        text.append(f"{one_line(words, 500)}\n", style)
    return text
