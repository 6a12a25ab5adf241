"""Looks for one value in one request, as a user's file of values says it."""

import json
from typing import NamedTuple

from harness.analysis.search.exchange import Scanner
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.evidence.exchange import Exchange
from harness.values.file import values_in


class Seen(NamedTuple):
    """What was seen: (form, path) of proofs and of weak sightings, opaque bytes, the bound that was reached."""

    proofs: list[tuple[str, tuple[str, ...]]]
    weak: list[tuple[str, tuple[str, ...]]]
    opaque: int
    spent: str

    @property
    def how(self) -> str:
        """``proof``, ``weak`` or nothing."""
        return "proof" if self.proofs else "weak" if self.weak else ""


def seen(
    category: str, value: object, body: "bytes | str | object" = b"", url: str = "https://t.example.com/x"
) -> Seen:
    """Search a request for a value; what is neither bytes nor text is written as JSON."""
    data = body.encode() if isinstance(body, str) else body
    if not isinstance(data, bytes):
        data = json.dumps(data, ensure_ascii=False).encode()
    needles = values_in([{"category": category, "value": value}], "values")
    patterns = PatternSet()
    patterns.add_needles(needles)
    found = Scanner(Matcher(patterns), needles).scan(Exchange(index=0, id="0", time_us=0, url=url, request_body=data))
    rows: dict[bool, list[tuple[str, tuple[str, ...]]]] = {False: [], True: []}
    for spot in found.spots:
        rows[spot.found.weak].append((spot.found.form, spot.found.path))
    return Seen(rows[False], rows[True], sum(found.opaque.values()), found.spent)
