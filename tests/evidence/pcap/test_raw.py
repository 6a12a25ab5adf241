"""Bytes of no known protocol are kept, up to a bound that is said."""

import pytest

from harness.evidence.pcap import raw
from harness.evidence.pcap.raw import Raw
from tests.evidence.pcap.heard import heard, place


def test_messages() -> None:
    at = place(5222)
    heard(Raw(at), (True, b"hello"), (False, b"imei?"))
    (found,) = at.found
    assert (found.kind, found.url) == ("tcp", "tcp://192.0.2.7:5222")
    assert [(each.from_client, each.data) for each in found.messages] == [(True, b"hello"), (False, b"imei?")]
    assert not at.lost


def test_more_than_is_kept_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "MOST_BODY", 5)
    at = place(5222)
    heard(Raw(at), (True, b"hello"), (True, b"there"))
    assert at.lost == ["5 bytes beyond the first 5 were not kept"]
