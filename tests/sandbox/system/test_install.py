"""From APKs to a package, without a shell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.sandbox.system.apk import InstallError
from harness.sandbox.system.install import install, sort_splits
from harness.sandbox.system.sessions import Options
from tests.sandbox.apks import apk
from tests.sandbox.conftest import PACKAGE
from tests.sandbox.system.local import made, run


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {}
    for name in ("", "config.zh", "config.hdpi"):
        path = found[f"{name or 'base'}.apk"] = tmp_path / f"{name or 'base'}.apk"
        path.write_bytes(apk(split=name, dex=not name))
    return found


def test_the_base_and_its_splits_are_told_apart_by_their_manifests(files: dict[str, Path]) -> None:
    base, splits = sort_splits(files)
    assert base == ("base.apk", files["base.apk"])
    assert splits == {"config.zh": files["config.zh.apk"], "config.hdpi": files["config.hdpi.apk"]}


def test_what_does_not_fit_together_is_refused(files: dict[str, Path]) -> None:
    base = files.pop("base.apk")
    with pytest.raises(InstallError, match="must include a base package"):
        sort_splits(files)
    with pytest.raises(InstallError, match="Multiple base packages"):
        sort_splits({"a": base, "b": base})
    with pytest.raises(InstallError, match=re.escape("Split config.zh was defined multiple times")):
        sort_splits({"a": base, "b": files["config.zh.apk"], "c": files["config.zh.apk"]})


def test_a_split_with_code_is_refused(files: dict[str, Path]) -> None:
    files["config.zh.apk"].write_bytes(apk(split="feature"))
    with pytest.raises(InstallError, match=re.escape("runs no split with code (feature)")):
        sort_splits(files)


def test_an_installed_app_has_its_apk_and_its_splits_on_the_device(files: dict[str, Path], tmp_path: Path) -> None:
    async def go() -> None:
        device = made(tmp_path / "device")
        base, splits = sort_splits(files)
        package = await install(device, base[1], base[0], Options(), splits)
        assert device.packages.get(PACKAGE) is package
        assert device.vfs.read_bytes(package.path) == base[1].read_bytes()
        on_it = [device.vfs.read_bytes(path) for path in package.splits]
        assert on_it == [path.read_bytes() for path in splits.values()]
        with pytest.raises(InstallError, match="INSTALL_FAILED_ALREADY_EXISTS"):
            await install(device, base[1], base[0], Options(replace=False))
        device.vfs.free_kib = 0
        with pytest.raises(InstallError, match="INSTALL_FAILED_INSUFFICIENT_STORAGE"):
            await install(device, base[1], base[0], Options())
        await device.close()

    run(go())
