"""What the engine's tests share."""

import pytest

from tests.capture.engine.own_time import OwnTime


@pytest.fixture
def own_time(monkeypatch: pytest.MonkeyPatch) -> OwnTime:
    """The test's own time: waiting costs none."""
    return OwnTime(monkeypatch)
