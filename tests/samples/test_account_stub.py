"""The account stub: the APK is what its sources say, owns an account type, and takes an account from adb alone."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import apk_info
import pytest

from samples import build as kit

STUB = Path(__file__).parents[2] / "samples" / "account-stub"
APK = STUB / "account" / "account.apk"
DOUBLES = STUB.parents[1] / "harness" / "sandbox" / "runtime" / "doubles.jar"


SAMPLE = kit.Sample(STUB / "account")


def test_it_was_built_from_these_sources() -> None:
    with zipfile.ZipFile(APK) as archive:
        assert archive.read(kit.DIGEST_ASSET).decode().strip() == SAMPLE.digest(), "run samples/account-stub/build.py"
        dex = archive.read("classes.dex")
    for name in SAMPLE.java():
        assert f"L{name.removesuffix('.java')};".encode() in dex, name
    assert b"APK Sig Block 42" in APK.read_bytes()


def test_the_system_finds_its_authenticator() -> None:
    found = apk_info.APK(str(APK))
    assert found.get_package_name() == "org.harness.account"
    (service,) = found.get_services()
    assert (service.name, service.exported) == ("org.harness.account.AuthenticatorService", "true")
    assert [provider.authorities for provider in found.get_providers()] == ["org.harness.account.harness"]
    assert not found.get_permissions(), "a stub asks for nothing"
    with zipfile.ZipFile(APK) as archive:
        declared = archive.read("res/xml/authenticator.xml")
        manifest = archive.read("AndroidManifest.xml")
        strings = archive.read("resources.arsc")
    assert "org.harness.account".encode("utf-16-le") in declared or b"org.harness.account" in declared
    action = "android.accounts.AccountAuthenticator"
    assert action.encode("utf-16-le") in manifest or action.encode() in manifest
    assert b"authenticator" in strings or "authenticator".encode("utf-16-le") in strings


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The provider, compiled against small doubles of binder and account manager."""
    if shutil.which("javac") is None:
        pytest.skip("needs a JDK")
    target = tmp_path_factory.mktemp("account")
    doubles = [
        path for name in ("doubles", "account") for path in sorted((Path(__file__).parent / name).rglob("*.java"))
    ]
    provider = STUB / "account/src/org/harness/account/AccountsProvider.java"
    sources = [str(provider), *map(str, doubles)]
    command = ["javac", "-encoding", "UTF-8", "-nowarn", "-cp", str(DOUBLES), "-d", str(target), *sources]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr
    return target


@pytest.mark.device
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2000", "set", "u1@example"], "org.harness.account u1@example null true"),
        (["0", "set", "u1@example"], "org.harness.account u1@example null true"),
        (["10123", "set", "u1@example"], "SecurityException"),
        (["2000", "get", "u1@example"], "IllegalArgumentException"),
        (["2000", "set"], "IllegalArgumentException"),
        (["2000", "set", ""], "IllegalArgumentException"),
    ],
)
def test_only_adb_may_set_the_account(classes: Path, words: list[str], said: str) -> None:
    command = ["java", "-cp", f"{classes}:{DOUBLES}", "Ask", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == [said, words[0]], done.stderr


@pytest.mark.debian
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    if missing := kit.missing_programs():
        pytest.skip(f"needs {', '.join(missing)}")
    assert kit.build(SAMPLE, tmp_path / "account.apk").read_bytes() == APK.read_bytes()
