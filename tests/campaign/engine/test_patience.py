"""What is away for a moment is waited for; what is not there is not."""

import pytest

from harness.campaign.engine import patience
from harness.campaign.store.errors import NotStored, StoreError


def tried(monkeypatch: pytest.MonkeyPatch, *said: Exception | None) -> tuple[object, list[float]]:
    slept: list[float] = []
    monkeypatch.setattr(patience, "SECONDS", (1, 2))
    monkeypatch.setattr(patience.time, "sleep", slept.append)
    left = iter(said)

    def do() -> str:
        if (error := next(left)) is not None:
            raise error
        return "done"

    try:
        return patience.patiently(do), slept
    except StoreError as error:
        return error, slept


def test_it_is_tried_again_and_the_last_error_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    away = [StoreError("one"), StoreError("two"), StoreError("three")]
    assert tried(monkeypatch, None) == ("done", [])
    assert tried(monkeypatch, *away[:2], None) == ("done", [1, 2])
    assert tried(monkeypatch, *away) == (away[2], [1, 2])


def test_what_is_not_there_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = NotStored("no such file")
    assert tried(monkeypatch, nothing) == (nothing, [])
