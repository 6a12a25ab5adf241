"""Installing, and how Android says no."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sandbox.apks import apk
from tests.sandbox.conftest import ASKED, PACKAGE, Adb


@pytest.fixture
def clean(adb: Adb) -> Adb:
    adb.out("cmd sandbox reset")
    return adb


def install(adb: Adb, data: bytes, tmp_path: Path, *flags: str) -> str:
    path = tmp_path / "x.apk"
    path.write_bytes(data)
    done = adb.run("install", *flags, str(path))
    return (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not an apk", "INSTALL_PARSE_FAILED_NOT_APK: Failed to parse base.apk"),
        (b"PK\x03\x04" + bytes(500), "INSTALL_PARSE_FAILED_NOT_APK"),
        (apk(dex=False), f"INSTALL_FAILED_INVALID_APK: Package {PACKAGE} code is missing"),
        (apk(signed=False), "INSTALL_PARSE_FAILED_NO_CERTIFICATES"),
        (apk(min_sdk=99), "INSTALL_FAILED_OLDER_SDK"),
        (apk(package="../../evil"), "INSTALL_PARSE_FAILED_BAD_PACKAGE_NAME"),
        (apk()[:-40], "INSTALL_PARSE_FAILED_NOT_APK"),
    ],
)
def test_refusals(clean: Adb, tmp_path: Path, data: bytes, reason: str) -> None:
    assert f"Failure [{reason}" in install(clean, data, tmp_path)
    assert clean.out("pm list packages -3") == ""


def test_updates(clean: Adb, tmp_path: Path) -> None:
    assert "Success" in install(clean, apk(version=5), tmp_path)
    assert "INSTALL_FAILED_VERSION_DOWNGRADE" in install(clean, apk(version=4), tmp_path)
    assert "INSTALL_FAILED_UPDATE_INCOMPATIBLE" in install(clean, apk(version=6, key="second"), tmp_path)
    assert "INSTALL_FAILED_ALREADY_EXISTS" in install(clean, apk(version=6), tmp_path, "-R")
    assert "Success" in install(clean, apk(version=6), tmp_path, "-r")
    assert "versionCode=6" in clean.out(f"dumpsys package {PACKAGE}")


def test_listing_and_removal(clean: Adb, tmp_path: Path) -> None:
    install(clean, apk(permissions=ASKED), tmp_path, "-g")
    assert clean.out("pm list packages -3") == f"package:{PACKAGE}\n"
    path = clean.out(f"pm path {PACKAGE}").strip().removeprefix("package:")
    assert clean.out(f"sha256sum {path}").split()[0] == clean.out(f"sha256sum < {path}").split()[0]
    assert "READ_CONTACTS: granted=true" in clean.out(f"dumpsys package {PACKAGE}")
    assert clean.shell(f"pm grant {PACKAGE} android.permission.READ_SMS")[0] == 255
    clean.out(f"pm revoke {PACKAGE} android.permission.READ_CONTACTS")
    assert "READ_CONTACTS: granted=false" in clean.out(f"dumpsys package {PACKAGE}")
    clean.out(f"echo x > /data/data/{PACKAGE}/files/f && pm clear {PACKAGE}")
    assert clean.out(f"ls /data/data/{PACKAGE}/files") == ""
    assert clean.run("uninstall", PACKAGE).stdout == b"Success\n"
    assert clean.shell(f"pm path {PACKAGE}")[0] == 1
    assert clean.run("uninstall", PACKAGE).stdout.startswith(b"Failure [DELETE_FAILED_INTERNAL_ERROR]")


def test_sessions(clean: Adb, tmp_path: Path) -> None:
    data = apk()
    number = clean.out("pm install-create -r").strip().partition("[")[2].rstrip("]")
    code, output, _ = clean.shell(f"pm install-write -S {len(data)} {number} base.apk -", data=data)
    assert (code, output) == (0, f"Success: streamed {len(data)} bytes\n")
    assert clean.out(f"pm install-commit {number}") == "Success\n"
    assert clean.shell(f"pm install-commit {number}")[0] == 1


def test_remote_file(clean: Adb, tmp_path: Path) -> None:
    path = tmp_path / "x.apk"
    path.write_bytes(apk())
    clean.run("push", str(path), "/data/local/tmp/x.apk")
    assert clean.out("pm install -r -t /data/local/tmp/x.apk") == "Success\n"
    assert clean.shell("pm install /nope.apk")[0] == 1
