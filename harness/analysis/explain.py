"""The whole way from the wire to one value, with byte offsets, for whoever wants to check it by hand."""

from collections.abc import Sequence

import msgspec

from harness.analysis.assessment import prepare
from harness.analysis.model import Sighting
from harness.analysis.recording import Recording
from harness.analysis.values import Needle

_AROUND = 48
_WIDTH = 16


class ExplainedStep(msgspec.Struct, kw_only=True, frozen=True):
    """One view on the way: ``elements`` lead from ``data[start:end]`` to the next view, or name the value's place."""

    data: bytes
    start: int
    end: int
    elements: list[str]


class Explanation(msgspec.Struct, kw_only=True, frozen=True):
    """A sighting and its steps, outermost first."""

    sighting: Sighting
    steps: list[ExplainedStep]

    def text(self) -> str:
        """Return it as lines of text: each step's place and a hexadecimal dump around it."""
        row = self.sighting
        lines = [f"{row.id}: {row.value_id} ({row.form}) in {row.direction} {row.index} to {row.host}, {row.where}"]
        for number, step in enumerate(self.steps, 1):
            way = " > ".join(step.elements) or "(as it is)"
            lines.append(f"{number}. {way}: bytes {step.start} to {step.end} of {len(step.data)}")
            lines.append(hexdump(step.data, step.start, step.end))
        return "\n".join(lines)


def hexdump(data: bytes, start: int, end: int) -> str:
    """Return a hexadecimal dump of the lines around ``data[start:end]``; long places are shown from their start."""
    first = max(0, start - _WIDTH) // _WIDTH * _WIDTH
    last = min(len(data), end + _WIDTH, start + _AROUND * 2)
    lines = []
    for at in range(first, last, _WIDTH):
        piece = data[at : at + _WIDTH]
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in piece)
        marks = "".join("^" if start <= at + i < end else " " for i in range(len(piece))).rstrip()
        lines.append(f"   {at:08x}  {piece.hex(' '):<47}  {shown}")
        if marks:
            lines.append(f"{'':60}{marks}")
    return "\n".join(lines)


def explain(recording: Recording, sighting: Sighting, extra: Sequence[Needle] = ()) -> Explanation:
    """Decode the sighting's exchange once more and return the way to it.

    ``extra`` must be the values the assessment was made with. Raises ``LookupError`` when the recording does not hold
    the sighting.
    """
    ready = prepare(recording, extra)
    for exchange in recording.exchanges:
        if exchange.index != sighting.index:
            continue
        for spot in ready.scanner.scan(exchange, trail=True).spots:
            found = spot.found
            same = (
                ready.needles[found.ref].value_id == sighting.value_id
                and spot.where == sighting.where
                and spot.direction == sighting.direction
                and found.form == sighting.form
                and found.start == sighting.offset
                and len(found.path) == len(sighting.path)
            )
            if same:
                steps = [
                    ExplainedStep(data=step.data, start=step.start, end=step.end, elements=list(step.elements))
                    for step in found.trail
                ]
                return Explanation(sighting=sighting, steps=steps)
    raise LookupError(f"The recording does not hold {sighting.id}.")
