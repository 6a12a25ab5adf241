"""Apps that are named by their package."""

from pathlib import Path
from typing import Any

import pytest

from harness.errors import BadInputError
from harness.jobs import fetch
from tests.capture.blank import Blank


class Told:
    def __init__(self) -> None:
        self.said: list[str] = []

    def progress(self, text: str) -> None:
        self.said.append(text)

    def warn(self, text: str) -> None:
        self.said.append(text)

    def broken(self, bundle: Path, found: Any) -> None:
        raise AssertionError


class Phone(Blank):
    closed = False

    def pull_app(self, package: str, into: Path) -> Path:
        (into / f"{package}.apk").write_bytes(b"PK")
        return into / f"{package}.apk"

    def close(self) -> None:
        self.closed = True


def test_an_app_of_the_device_is_copied_and_the_copy_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    phone, told = Phone(), Told()
    monkeypatch.setattr(fetch, "choose", lambda name, progress, options: phone if name == "SERIAL" else None)
    with fetch.fetched(Path("com.example.app"), "SERIAL", told) as file:
        assert file.read_bytes() == b"PK" and file.name == "com.example.app.apk"
        assert phone.closed, "the run opens the device itself"
    assert not file.exists() and told.said == ["copying com.example.app from the device"]


@pytest.mark.parametrize("name", ["missing.apk", "a.XAPK", "word", "../x.y"])
def test_what_is_no_package_is_a_file_that_the_run_looks_for(name: str) -> None:
    with fetch.fetched(Path(name), "sandbox", Told()) as file:
        assert file == Path(name)


def test_a_file_that_is_called_like_a_package_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "com.example.app").write_bytes(b"PK")
    with fetch.fetched(Path("com.example.app"), None, Told()) as file:
        assert file == Path("com.example.app")


@pytest.mark.parametrize("device", ["sandbox", "avd:Pixel", "redroid:13"])
def test_a_device_that_begins_empty_has_no_apps(device: str) -> None:
    with (
        pytest.raises(BadInputError, match=r"no file com\.example\.app, and --device .* starts a device"),
        fetch.fetched(Path("com.example.app"), device, Told()),
    ):
        pass
