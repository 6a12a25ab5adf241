"""The ways out of an app for the report: what "not seen" covers, and what of it is a gap."""

from collections.abc import Sequence

from harness.analysis.model import Channel
from harness.report.model import WayView
from harness.report.texts import Texts


def ways_of(channels: Sequence[Channel]) -> tuple[WayView, ...]:
    """Return what the report shows of an assessment's channels."""
    return tuple(
        WayView(
            key=row.key,
            state=row.state,
            why=row.why,
            used=row.used,
            names=tuple(row.names),
            handed=tuple(dict.fromkeys(item.category for item in row.handed)),
            covered=not row.reasons,
        )
        for row in channels
    )


def named(ways: Sequence[WayView], words: Texts, *, covered: bool) -> str:
    """Return the names of the ways that "not seen" covers, or of those it does not; empty where there are none."""
    names = [words.named("ways", way.key) for way in ways if way.covered is covered]
    return words("sep.list").join(names)


def coverage_sentence(ways: Sequence[WayView], words: Texts) -> str:
    """Return what "not seen" covers and what it does not, in at most two sentences."""
    over, under = named(ways, words, covered=True), named(ways, words, covered=False)
    parts = [words("kept.over", names=over)] if over else []
    parts += [words("kept.not_over", names=under)] if under else []
    return " ".join(parts)
