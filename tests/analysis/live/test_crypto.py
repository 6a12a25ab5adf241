"""Operations are recognised once they end, and while they rest; one that goes on is another one."""

import pytest

from harness.analysis.calls.operations import recorded
from harness.analysis.live import crypto
from harness.analysis.live.crypto import CryptoCalls
from tests.analysis.recorder import Aes, Recorder

KEY, IV, NAME = b"k" * 16, bytes(16), "AES/CBC/PKCS5Padding"


def test_one_that_ended_is_recognised_at_once_and_never_again() -> None:
    recorder, calls = Recorder(), CryptoCalls()
    Aes(recorder, NAME, KEY, IV, 1).final(b"x" * 40)
    for row in recorder.rows:
        calls.take(row)
    assert calls.grow(over=False) == (0, 1) and calls.grow(over=False) is None
    assert calls.recorded() == recorded(recorder.rows)


def test_one_under_way_is_recognised_when_it_rests_and_retired_when_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder, calls = Recorder(), CryptoCalls()
    cipher = Aes(recorder, NAME, KEY, IV, 1)
    cipher.update(b"x" * 64)
    for row in recorder.rows:
        calls.take(row)
    monkeypatch.setattr(crypto, "_IDLE_S", 1e9)
    assert calls.grow(over=False) is None and calls.resting
    monkeypatch.setattr(crypto, "_IDLE_S", 0.0)
    assert calls.grow(over=False) == (0, 1) and not calls.resting
    retired: list[int] = []
    monkeypatch.setattr(calls.made, "retire", retired.append)
    cipher.final(b"y" * 64)
    calls.take(recorder.rows[-1])
    assert calls.grow(over=False) == (1, 2) and retired == [0]
    assert calls.recorded() == recorded(recorder.rows)
