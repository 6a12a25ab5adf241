"""Differences between two personas' runs as sightings of values that nobody knows by name."""

from collections.abc import Collection, Sequence
from typing import Protocol

from harness.analysis.across.differential import FORM, Difference
from harness.analysis.decode.view import is_text
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.model import Sighting
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle


class Mask(Protocol):
    """Takes known values out of texts that stand outside an assessment's ``values``."""

    def __call__(self, text: str) -> str:
        """Return ``text`` without values."""
        ...

    def url(self, exchange: Exchange) -> str:
        """Return where an exchange went, without what it carried."""
        ...


def as_sightings(
    changed: Sequence[Difference], taken: Collection[str], offset_us: int, timeline: PhaseTimes, mask: Mask
) -> tuple[list[Needle], list[Sighting]]:
    """Return the differing contents as values (equal ones of a category once) and their sightings, without ids.

    ``taken`` are the value ids in use. Contents that are no text are written as ``hex:...``.
    """
    needles: list[Needle] = []
    ids: dict[tuple[str, bytes], str] = {}
    rows = []
    for item in changed:
        key = (item.category, item.data)
        if key not in ids:
            number = len(ids) + 1
            while (value_id := f"{FORM}.{number}") in taken or value_id in ids.values():
                number += 1
            ids[key] = value_id
            text = item.data.decode("utf-8", "replace") if is_text(item.data) else f"hex:{item.data.hex()}"
            needles.append(Needle(value_id=value_id, category=item.category, text=text, origin=FORM))
        time_us = item.exchange.time_us + offset_us
        rows.append(
            Sighting(
                id="",
                exchange=item.exchange.id,
                index=item.exchange.index,
                host=item.exchange.host,
                url=mask.url(item.exchange),
                category=item.category,
                value_id=ids[key],
                where=item.where,
                path=[mask(element) for element in item.path],
                form=FORM,
                direction="request",
                phase=timeline.at(time_us).phase,
                time=time_us,
                offset=item.start,
                length=item.end - item.start,
                confidence=item.confidence,
            )
        )
    return needles, rows
