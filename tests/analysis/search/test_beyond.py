"""A value behind the bound of a body is found as it stands, whatever piece it lies in."""

import pytest

from harness.analysis.decode.view import MAX_VIEW
from harness.analysis.search import exchange as module
from harness.evidence.exchange import Exchange
from tests.analysis.test_accuracy import VALUES, scanner

IMEI = VALUES["imei"].encode()


@pytest.mark.slow
@pytest.mark.parametrize("at", [0, 40, 99_990, 100_000, 250_000], ids=str)
def test_it_is_found_once_at_any_border(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PIECE", 100_000)
    place = MAX_VIEW + at
    body = bytearray(b" " * (place + 300_000))
    body[place : place + len(IMEI)] = IMEI
    found = scanner().scan(Exchange(index=0, id="0", time_us=0, request_body=bytes(body)))
    assert [(spot.found.start, spot.found.weak) for spot in found.spots] == [(place, False)]
    assert found.spent == "size"
