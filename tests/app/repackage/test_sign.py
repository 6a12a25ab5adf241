"""Signatures: apksigner and apk-info accept them, and find every byte that is changed afterwards."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import apk_info
import pytest

from harness.app.repackage.rezip import rezip
from harness.app.repackage.sign import Signer, is_signature
from tests.app.repackage.apps import LANTERN, tool

LONG = "assets/" + "n" * 200


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.apk"
    with zipfile.ZipFile(LANTERN) as archive:
        without = {name for name in archive.namelist() if is_signature(name)}
    added = {LONG: (b"long", True), "assets/文.bin": (bytes(3 << 20), False)}
    rezip(LANTERN, path, without=without, added=added)
    return path


def certificates(path: Path) -> dict[str, list[str]]:
    return {
        type(scheme).__name__.rpartition("_")[2]: [row.sha256_fingerprint for row in scheme.certificates]
        for scheme in apk_info.APK(path).get_signatures()
    }


@pytest.mark.parametrize(("api_level", "scheme"), [(23, "V1"), (24, "V2"), (36, "V2")])
def test_the_scheme_that_the_device_needs(
    signer: Signer, plain: Path, tmp_path: Path, api_level: int, scheme: str
) -> None:
    signed = tmp_path / "signed.apk"
    signer.sign(plain, signed, api_level)
    assert certificates(signed) == {scheme: [signer.sha256]}
    with zipfile.ZipFile(signed) as archive:
        assert archive.testzip() is None
        assert archive.read(LONG) == b"long"


@pytest.mark.debian
@pytest.mark.parametrize("api_level", [23, 30])
def test_apksigner_accepts_it(signer: Signer, plain: Path, tmp_path: Path, api_level: int) -> None:
    signed = tmp_path / "signed.apk"
    signer.sign(plain, signed, api_level)
    levels = ["--min-sdk-version", api_level, "--max-sdk-version", api_level]
    said = tool("apksigner", "verify", "--print-certs", "-v", *levels, signed)
    assert f"certificate SHA-256 digest: {signer.sha256}" in said
    assert "WARNING" not in said


@pytest.mark.debian
@pytest.mark.parametrize("place", ["members", "directory"])
def test_apksigner_finds_a_changed_byte(signer: Signer, plain: Path, tmp_path: Path, place: str) -> None:
    if shutil.which("apksigner") is None:
        pytest.skip("needs apksigner")
    signed = tmp_path / "signed.apk"
    signer.sign(plain, signed, 30)
    data = bytearray(signed.read_bytes())
    at = data.index(b"classes.dex") + 2000 if place == "members" else data.rindex(b"PK\x01\x02") + 12
    data[at] ^= 1
    signed.write_bytes(data)
    done = subprocess.run(
        ["apksigner", "verify", "--min-sdk-version", "24", signed], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0


def test_every_run_has_a_key_of_its_own(signer: Signer) -> None:
    other = Signer()
    assert other.sha256 != signer.sha256
    name = other.certificate.subject.rfc4514_string()
    assert "harness" not in name.lower()


@pytest.mark.parametrize(
    ("name", "belongs"),
    [
        ("META-INF/MANIFEST.MF", True),
        ("META-INF/CERT.SF", True),
        ("META-INF/ANDROIDD.RSA", True),
        ("META-INF/CERT.EC", True),
        ("META-INF/SIG-X", True),
        ("META-INF/services/a.B", False),
        ("META-INF/deep/CERT.SF", False),
        ("assets/CERT.RSA", False),
    ],
)
def test_what_belongs_to_a_signature(name: str, belongs: bool) -> None:
    assert is_signature(name) is belongs
