"""An installed app is copied back: one file, or an archive of its splits."""

import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.capture.device.errors import DeviceError
from harness.capture.device.install.pull import is_package, pull_app


def link(*paths: str) -> Any:
    asked: list[list[str]] = []

    def shell(command: list[str]) -> Any:
        asked.append(command)
        return SimpleNamespace(stdout="".join(f"package:{path}\n" for path in paths))

    def pull(path: str, to: Path) -> None:
        to.write_text(path)

    return SimpleNamespace(serial="S1", shell=shell, pull=pull, asked=asked)


def test_one_apk_is_one_file(tmp_path: Path) -> None:
    there = link("/data/app/x==/base.apk")
    file = pull_app(there, "com.x.app", tmp_path)
    assert (file.name, file.read_text()) == ("com.x.app.apk", "/data/app/x==/base.apk")
    assert there.asked == [["pm", "path", "com.x.app"]]


def test_splits_are_one_archive(tmp_path: Path) -> None:
    file = pull_app(link("/data/app/x/base.apk", "/data/app/x/split_config.arm64_v8a.apk"), "com.x.app", tmp_path)
    assert zipfile.ZipFile(file).namelist() == ["base.apk", "split_config.arm64_v8a.apk"]
    assert [each.name for each in tmp_path.iterdir()] == ["com.x.app.apks"]


@pytest.mark.parametrize("name", ["com.x.app", "rm -rf /", "../x", ""])
def test_what_is_not_there_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(DeviceError, match=r"^There is no app .* on S1 "):
        pull_app(link(), name, tmp_path)


def test_names_of_apps() -> None:
    names = {"com.x": True, "com.x_1.Y": True, "com": False, "com.1x": False, "com.x;id": False, "com..x": False}
    assert {name: is_package(name) for name in names} == names
