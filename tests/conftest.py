"""What holds for all tests."""

import pytest


@pytest.fixture(autouse=True)
def no_adb_server_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """adbutils starts a server where it finds none: one that outlives the test, and takes hold of others' emulators."""
    monkeypatch.setattr("adbutils._adb.adb_path", lambda: "true")
