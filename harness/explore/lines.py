"""Events as lines for a terminal: a time, a word that says what it is (colour only repeats it), what it is about."""

from collections.abc import Callable
from typing import Any

from rich.text import Text

from harness.explore.events import (
    Asked,
    Covered,
    Disclosed,
    Ended,
    Event,
    Exchanged,
    Health,
    Judged,
    Missed,
    Observed,
    Opaque,
    PhaseBegan,
    Said,
    Sighted,
    Stepped,
)
from harness.files.names import shown
from harness.report.times import clock

_WORD = 10
_LONGEST = 160


class Lines:
    """Makes lines of events, leaving out what a person does not read: see ``everything``."""

    def __init__(self, *, everything: bool = False) -> None:
        """``everything``: calls that read no personal data, and findings that are not against the app, too."""
        self._everything = everything

    def of(self, event: Event) -> Text | None:
        """Return an event's line, ``None`` where it has none."""
        if isinstance(event, Observed) and not (self._everything or event.values or not _channel(event.category)):
            return None
        if isinstance(event, Judged) and not (self._everything or event.finding.adverse):
            return None
        found = _LINES.get(type(event))
        if found is None:
            return None
        word, style, said = found(event)
        line = Text()
        line.append(f"{clock(event.time_us):<12}", style="dim")
        line.append(f" {word:<{_WORD}} ", style=style)
        line.append(_plain(said))
        return line


def _channel(category: str) -> bool:
    """Whether a category is none of personal data, but of what data passes through."""
    return not category or category.startswith(("channel.", "control."))


def _plain(text: str) -> str:
    """Return hostile text as one line without anything that a terminal obeys."""
    line = shown(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}\u2026"


_Line = tuple[str, str, str]


def _observed(event: Observed) -> _Line:
    who = event.actor.name or event.actor.id
    values = f" [{', '.join(event.values)}]" if event.values else ""
    times = f" x{event.count}" if event.count > 1 else ""
    word = "failed" if event.failed else "read"
    return word, "cyan", f"{event.category or '-'} {event.point}{times} by {who}{values} {event.text}"


def _exchanged(event: Exchanged) -> _Line:
    values = f" [{', '.join(event.values)}]" if event.values else ""
    opaque = f", {event.opaque} bytes opaque" if event.opaque else ""
    what = event.url if event.kind in ("http", "websocket") else f"{event.kind} {event.host}:{event.port}"
    word = "sent" if event.change == "new" else "sent*"
    return word, "blue", f"{event.method} {what}{values} {event.sent} bytes{opaque}, answer {event.status or 'none'}"


def _sighted(event: Sighted) -> _Line:
    row = event.sighting
    word = {"new": "seen", "revised": "seen*", "gone": "not seen"}[event.change]
    way = " > ".join(row.path)
    return word, "yellow", f"{row.value_id} ({row.form}) in {row.direction} {row.index} to {row.host} {row.where} {way}"


def _disclosed(event: Disclosed) -> _Line:
    row = event.disclosure
    word = {"new": "LEFT", "revised": "LEFT*", "gone": "NOT LEFT"}[event.change]
    consent = {"before": "BEFORE CONSENT", "refused": "AFTER REFUSAL", "after": "after consent"}.get(row.consent, "")
    who = row.actor.name or row.actor.id
    return (
        word,
        "bold red",
        (
            f"#{event.number} {row.category} ({row.form}) to {row.recipient.host} by {who} in {row.phase} {consent} "
            f"{row.confidence} confidence"
        ),
    )


def _judged(event: Judged) -> _Line:
    row = event.finding
    word = {"new": "finding", "revised": "finding*", "gone": "no finding"}[event.change]
    return word, "bold red" if row.verdict == "VIOLATION" else "yellow", f"{row.verdict} {row.rule}: {row.text.en}"


def _covered(event: Covered) -> _Line:
    return (
        "coverage",
        "magenta",
        (
            f"{event.verdict}: {event.exchanges} exchanges, {event.decrypted} connections decrypted, {event.failed} not"
            f", {event.opaque_bytes} bytes opaque, {event.watched} processes watched, {event.unwatched} not, "
            f"{event.hooks_resolved} hooks in, {event.hooks_failed} not; {' '.join(event.reasons)}"
        ),
    )


def _missed(event: Missed) -> _Line:
    return "missed", "bold", f"{event.observations} observations and {event.exchanges} exchanges are not shown"


def _ended(event: Ended) -> _Line:
    return "ended", "bold", f"{event.outcome} {event.reason}"


def _phase(event: PhaseBegan) -> _Line:
    by = f", begun by {event.begun_by}" if event.begun_by else ""
    return "phase", "bold green", f"{event.phase}{by} ({event.consent})"


_LINES: dict[type[Event], Callable[[Any], _Line]] = {
    Observed: _observed,
    Exchanged: _exchanged,
    Sighted: _sighted,
    Disclosed: _disclosed,
    Judged: _judged,
    PhaseBegan: _phase,
    Covered: _covered,
    Health: lambda event: (event.what, "red" if event.state != "up" else "green", f"{event.state}: {event.detail}"),
    Opaque: lambda event: ("opaque", "magenta", f"{event.bytes} bytes to {event.host} ({event.where})"),
    Said: lambda event: ("warning" if event.warning else "run", "bold" if event.warning else "dim", event.text),
    Asked: lambda event: ("ASKED", "bold yellow", f"{event.question} (within {event.at_most_s:g} s)"),
    Stepped: lambda event: ("step", "green", f"{event.step}{f': failed: {event.failed}' if event.failed else ''}"),
    Missed: _missed,
    Ended: _ended,
}
