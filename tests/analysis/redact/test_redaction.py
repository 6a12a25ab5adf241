"""A whole redaction, and the check of its result."""

import lz4.block
import pytest

from harness.analysis.redact.redaction import Check, Remains
from harness.evidence.exchange import Exchange
from tests.analysis.redact.kit import OTHERS, VALUES, redaction


def lz4_java(data: bytes) -> bytes:
    """A stream of lz4-java, whose checksum nothing here makes (its reader here does not look at it)."""
    block = lz4.block.compress(data, store_size=False)
    head = b"LZ4Block" + bytes([0x25]) + len(block).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return head + b"\1\2\3\4" + block + b"LZ4Block\x15" + bytes(12)


def test_the_check_names_the_value_and_the_way() -> None:
    check = Check(VALUES, ())
    row = Exchange(
        index=3, id="x", time_us=0, url="https://a.example/?q=1", request_body=b'{"a": {"imei": "861573681930362"}}'
    )
    with pytest.raises(Remains) as left:
        check.exchange(row)
    assert (left.value.value_id, left.value.where, left.value.path) == ("imei", "body", ("json:/a/imei",))
    check.exchange(redaction().exchange(row))


def test_what_cannot_be_searched_to_its_end_is_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.analysis.decode.view.MAX_VIEWS", 3)
    row = Exchange(index=0, id="x", time_us=0, request_body=b"".join(b"%%3%d=%%41%%42&" % n for n in range(10)))
    with pytest.raises(Remains) as left:
        Check(VALUES, ()).exchange(row)
    assert not left.value.value_id and left.value.path == ("views",)
    made = redaction()
    assert set(made.exchange(row).request_body) == {ord("x")} and made.counts.blanked == 1


def test_unexplained_bytes_are_counted_once_an_exchange() -> None:
    made, row = redaction(), Exchange(index=0, id="x", time_us=0, request_body=bytes(range(128, 256)) * 3)
    made.exchange(row)
    made.exchange(row)
    assert made.unexplained == 384


def test_holds() -> None:
    made = redaction()
    assert made.holds(b"..13912345678") and not made.holds(OTHERS[0].text.encode())
