"""Time stamps on a bundle's manifest, from an authority of the test's own."""

import shutil
import subprocess
from pathlib import Path

import pytest

from harness.evidence.bundle import Bundle
from harness.evidence.seal import seal, verify
from harness.evidence.timestamp import StampError, check_stamp, load_roots, stamp
from harness.files.read import ReadError
from tests.evidence.authority import Authority, serving
from tests.evidence.bundles import sealed


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return sealed(tmp_path / "bundle")


def test_a_stamp_is_had_kept_and_verified(bundle: Path, authority: Authority, tmp_path: Path) -> None:
    with serving(authority.answer) as url:
        found = stamp(bundle, url)
    assert (found.state, found.time, found.authority) == ("unchecked", "2026-05-04T03:02:01.000000Z", "CN=Test Time")
    (tmp_path / "root.pem").write_bytes(authority.root_pem())
    roots = load_roots(tmp_path / "root.pem")
    result = verify(bundle, roots=roots)
    assert result.intact and result.stamp is not None and result.stamp.state == "verified"
    other = check_stamp(Bundle(bundle), [Authority("Other").root])
    assert other is not None and other.state == "unverifiable" and other.reason


def test_a_stamp_of_another_manifest_is_bad(bundle: Path, authority: Authority) -> None:
    with serving(authority.answer) as url:
        stamp(bundle, url)
    (bundle / "ui/x.xml").write_bytes(b"<other/>")
    seal(bundle)
    result = verify(bundle, roots=[authority.root])
    assert result.stamp is not None and result.stamp.state == "invalid"
    assert not result.intact and result.void == ["the time stamp is bad: it is of another manifest.json"]


@pytest.mark.parametrize("answer", [b"\x30\x03\x02\x01\x02", b"not DER", b"\x30" * 100])
def test_a_token_that_cannot_be_read_is_kept_and_called_unverifiable(bundle: Path, answer: bytes) -> None:
    with serving(lambda query: answer) as url:
        found = stamp(bundle, url)
    assert found.state == "unverifiable" and "cannot be read" in found.reason
    assert (bundle / "manifest.json.tsr").read_bytes() == answer
    assert verify(bundle).intact, "what is unknown is no sign of a change"


def test_a_changed_token_is_unverifiable(bundle: Path, authority: Authority) -> None:
    with serving(authority.answer) as url:
        stamp(bundle, url)
    token = bytearray((bundle / "manifest.json.tsr").read_bytes())
    token[-1] ^= 1  # in the signature
    (bundle / "manifest.json.tsr").write_bytes(token)
    found = check_stamp(Bundle(bundle), [authority.root])
    assert found is not None and found.state == "unverifiable"


def test_no_answer_is_a_sentence(bundle: Path) -> None:
    with pytest.raises(StampError, match="did not answer"):
        stamp(bundle, "http://127.0.0.1:9/tsr")
    with serving(lambda query: b"x", status=500) as url, pytest.raises(StampError, match="did not answer"):
        stamp(bundle, url)
    with serving(lambda query: b"") as url, pytest.raises(StampError, match="gave no time stamp"):
        stamp(bundle, url)
    with serving(lambda query: b"x" * ((1 << 20) + 1)) as url, pytest.raises(StampError, match="gave no time stamp"):
        stamp(bundle, url)
    for url in ("file:///etc/passwd", "tsa.example", "http://", "http://[a"):
        with pytest.raises(StampError, match="no address"):
            stamp(bundle, url)
    assert not (bundle / "manifest.json.tsr").exists()


def test_certificates_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("none")
    with pytest.raises(ReadError, match="holds no certificate"):
        load_roots(tmp_path / "x.pem")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL's program is not installed")
def test_another_program_can_check_the_stamp(bundle: Path, authority: Authority, tmp_path: Path) -> None:
    with serving(authority.answer) as url:
        stamp(bundle, url)
    (tmp_path / "root.pem").write_bytes(authority.root_pem())
    words = ["openssl", "ts", "-verify", "-in", "manifest.json.tsr", "-data", "manifest.json", "-CAfile"]
    done = subprocess.run([*words, str(tmp_path / "root.pem")], cwd=bundle, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "Verification: OK" in done.stdout + done.stderr
