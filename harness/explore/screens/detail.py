"""What is shown of one observation, exchange or disclosure: everything the bundle has, the value marked where it is."""

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from rich.text import Text

from harness.analysis.model import Actor, Disclosure, Sighting
from harness.analysis.search.found import Layer
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Value
from harness.explore.events import Exchanged, Observed
from harness.explore.screens.lines import STYLES, who
from harness.explore.screens.pictures import facts
from harness.report.blocks import block, value_text
from harness.report.safe import one_line, visible
from harness.report.steps import shown
from harness.report.times import clock

_FRAMES = 60
_HEADERS = 60
_LINE = 2000
_MESSAGES = 40
_BODY = 6000
_LAYER = 1200

MARK = "bold black on yellow"
"""The value itself, wherever it stands."""


class Detail:
    """Text in the making: every piece that comes from an app is made visible before it is added."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.text = Text()

    def head(self, text: str) -> None:
        """Add a heading."""
        if self.text:
            self.text.append("\n")
        self.text.append(f"{one_line(text, _LINE)}\n", "bold underline")

    def row(self, name: str, value: str, style: str = "") -> None:
        """Add a name and what it is; nothing when it is empty."""
        if value:
            self.text.append(f"{name:<9}", "dim")
            self.text.append(f"{one_line(value, _LINE)}\n", style)

    def line(self, text: str, style: str = "") -> None:
        """Add a line."""
        self.text.append(f"{one_line(text, _LINE)}\n", style)

    def picture(self, data: bytes, mark: tuple[int, int] | None, limit: int) -> None:
        """Add content as text or as a hexdump, with a place marked."""
        for segment in block(data, mark, limit).segments:
            if segment.kind == "skip":
                self.text.append(f"\u2026 {segment.n:,} bytes more \u2026\n", "dim")
            else:
                self.text.append(segment.text, MARK if segment.kind == "mark" else "")
        if not self.text.plain.endswith("\n"):
            self.text.append("\n")


Owners = Callable[[Sequence[str]], Sequence[Actor]]
"""Says whose each line of a stack is."""


def observation_text(seen: Observed, row: Observation, owners: Owners, carried: Sequence[Sighting]) -> Text:
    """Return one call: who, what it was given and returned, the stack with its SDKs named, where its values went."""
    made = Detail()
    made.head(row.point)
    made.row("when", f"{clock(row.time_us)}  phase {row.phase or 'unknown'}")
    made.row("by", f"{who(seen.actor)} ({seen.actor.id})  {seen.actor.company}", "bold")
    made.row("in", f"{row.process} pid {row.pid}, thread {row.thread}")
    made.row("reads", row.category or "")
    made.row("values", ", ".join(seen.values), "bold green")
    if row.count > 1:
        made.row("times", f"{row.count:,}, the last {clock(row.last_us)}")
    for number, value in enumerate(row.args):
        _value(made, f"arg {number}", value)
    if row.exception is not None:
        made.row("threw", row.exception, "red")
    elif row.result is not None:
        _value(made, "returned", row.result)
    if carried:
        made.head(f"Its values were sent {_times(len(carried))} ([e] goes there)")
        for one in carried[:20]:
            made.line(f"{clock(one.time)} {one.value_id} as {one.form} to {one.host} in {one.where}", "red")
    if row.stack:
        made.head("Stack, innermost first")
        _stack(made, row.stack, owners)
    return made.text


def _value(made: Detail, name: str, value: Value) -> None:
    shown_as = value_text(value, _LINE)
    kept = f" (cut, {value.size:,} in all)" if value.truncated else ""
    made.row(name, f"{shown_as}{kept}  [{value.type}]")


def _stack(made: Detail, stack: Sequence[str], owners: Owners) -> None:
    frames = stack[:_FRAMES]
    for at, (frame, owner) in enumerate(zip(frames, owners(frames), strict=True)):
        made.text.append(f"{one_line(frame, 300)}", "")
        if owner.kind == "sdk" or (owner.kind == "app" and at == 0):
            made.text.append(f"  \u25c2 {one_line(who(owner), 60)}", "bold cyan")
        elif owner.kind == "app":
            made.text.append("  \u25c2 app", "bold")
        made.text.append("\n")
    if len(stack) > _FRAMES:
        made.line(f"\u2026 {len(stack) - _FRAMES} frames more", "dim")


def exchange_text(
    seen: Exchanged, one: Exchange, sightings: Sequence[Sighting], ways: Sequence[Sequence[Layer]]
) -> Text:
    """Return one exchange: the values in it inside their encodings, then request and response.

    ``ways`` lead from the wire to the value of each sighting, empty where none was walked.
    """
    made = Detail()
    made.head(f"{one.method or one.kind} {one.url or one.host}")
    made.row("when", clock(seen.time_us))
    made.row("to", f"{one.host}:{one.port} {one.server_ip}")
    made.row("lost", one.unreadable, "magenta")
    for sighting, way in zip(sightings, ways, strict=True):
        _sighting(made, sighting, way)
    _message(made, "Request", one.request_headers, one.request_body, _marks(sightings, "request"))
    if one.status:
        _message(made, f"Response {one.status}", one.response_headers, one.response_body, _marks(sightings, "response"))
    if one.messages:
        made.head(f"{len(one.messages)} messages")
        for message in one.messages[:_MESSAGES]:
            made.line(
                f"{'>' if message.from_client else '<'} {clock(message.time_us)} {len(message.data):,} bytes", "dim"
            )
            made.picture(message.data, None, 600)
        if len(one.messages) > _MESSAGES:
            made.line(f"\u2026 {len(one.messages) - _MESSAGES} messages more", "dim")
    return made.text


def _marks(sightings: Iterable[Sighting], direction: str) -> tuple[int, int] | None:
    """Return the first place in a plain body where a value stands as it is."""
    for row in sightings:
        if row.direction == direction and row.where == "body" and not row.path:
            return row.offset, row.offset + row.length
    return None


def _sighting(made: Detail, row: Sighting, way: Sequence[Layer]) -> None:
    weak = " (weak: no proof by itself)" if row.weak else ""
    made.head(f"{row.value_id} as {row.form} in the {row.direction}'s {row.where}{weak}")
    made.line(" > ".join(row.path) or "as it stands", "cyan")
    for layer in shown(way):
        made.line(" ".join(part for part in (layer.name and f"undone: {layer.name}", layer.place) if part), "dim")
        made.picture(layer.content, layer.mark, _LAYER)


def _message(
    made: Detail, title: str, headers: Sequence[tuple[str, str]], body: bytes, mark: tuple[int, int] | None
) -> None:
    made.head(f"{title}, {len(body):,} bytes")
    for name, value in headers[:_HEADERS]:
        made.text.append(f"{one_line(name, 100)}: ", "cyan")
        made.text.append(f"{one_line(value, _LINE)}\n")
    if mark is None and (known := facts(body)) is not None:
        made.row("picture", str(known), "bold")
    elif body:
        made.picture(body, mark, _BODY)


def disclosure_text(row: Disclosure, sightings: Sequence[Sighting], readings: Sequence[Observed]) -> Text:
    """Return one disclosure: what, by whom, to whom, in which disguise, and the evidence for it."""
    made = Detail()
    made.head(f"{row.category} to {row.recipient.host}")
    made.row("values", ", ".join(row.value_ids), "bold green")
    made.row("as", ", ".join(row.forms))
    made.row("consent", row.consent, STYLES.get(row.consent, ""))
    made.row("phase", row.phase)
    made.row("sent by", f"{who(row.actor)} ({row.actor.id}) {row.actor.company}", "bold")
    made.row("frame", row.actor.frame)
    owner = ", ".join(part for part in (row.recipient.owner, row.recipient.country, row.recipient.party) if part)
    made.row("received", f"{row.recipient.host} ({owner})", "bold")
    made.row("to", _bare(row.url))
    made.row("first", clock(row.first))
    if row.delay_ms is not None:
        made.row("delay", f"{row.delay_ms:.0f} ms after it was read")
    made.row("strength", f"{row.strength}, confidence {row.confidence}")
    made.head("Encodings, outermost first")
    for path in row.paths[:10]:
        made.line(" > ".join(path) or "as it stands", "cyan")
    made.head(f"Sent {_times(len(row.sightings))} ([e] goes there)")
    for one in sightings[:20]:
        made.line(f"{clock(one.time)} {one.value_id} as {one.form} in {one.where} of exchange {one.index}", "red")
    made.head(f"Read {_times(len(row.observations))} ([c] goes there)")
    for seen in readings[:20]:
        made.line(f"{clock(seen.time_us)} {seen.point} by {who(seen.actor)}", "green")
    if len(row.candidates) > 1:
        made.head("Who else it may have been")
        for other in row.candidates[1:6]:
            made.line(f"{who(other.actor)}: {'; '.join(other.reasons)}")
    return made.text


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _bare(url: str) -> str:
    parts = urlsplit(visible(url[:_LINE]))
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else visible(url[:_LINE])
