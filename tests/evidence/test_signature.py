"""Ed25519 signatures: who sealed a bundle, and that nobody else can seal it again."""

import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from harness.evidence.seal import seal, verify
from harness.evidence.signature import KeyFileError, fingerprint, load_private, load_public, new_key
from harness.files.write import WriteError
from tests.evidence.bundles import sealed


@pytest.fixture
def key(tmp_path: Path) -> Ed25519PrivateKey:
    new_key(tmp_path / "mine")
    return load_private(tmp_path / "mine")


@pytest.fixture
def bundle(tmp_path: Path, key: Ed25519PrivateKey) -> Path:
    return sealed(tmp_path / "bundle", key)


def test_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public = new_key(tmp_path / "k")
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600
    assert fingerprint(load_public(tmp_path / "k.pub")) == fingerprint(load_public(tmp_path / "k"))
    assert fingerprint(public) == fingerprint(load_private(tmp_path / "k").public_key())
    with pytest.raises(WriteError, match="File exists"):
        new_key(tmp_path / "k")
    (tmp_path / "n.pub").write_text("mine")
    with pytest.raises(WriteError):
        new_key(tmp_path / "n")
    assert not (tmp_path / "n").exists(), "no half a pair"
    monkeypatch.setenv("HARNESS_KEY_PASSPHRASE", "secret")
    new_key(tmp_path / "p")
    load_private(tmp_path / "p")
    monkeypatch.setenv("HARNESS_KEY_PASSPHRASE", "wrong")
    with pytest.raises(KeyFileError, match="passphrase is wrong"):
        load_private(tmp_path / "p")
    monkeypatch.delenv("HARNESS_KEY_PASSPHRASE")
    with pytest.raises(KeyFileError, match="give it in HARNESS_KEY_PASSPHRASE"):
        load_private(tmp_path / "p")


def test_what_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("none")
    other = rsa.generate_private_key(65537, 2048)
    (tmp_path / "rsa").write_bytes(
        other.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    for load in (load_private, load_public):
        with pytest.raises(KeyFileError, match=r"no (private|public) key"):
            load(tmp_path / "x")
        with pytest.raises(KeyFileError, match="not of the kind Ed25519"):
            load(tmp_path / "rsa")
        with pytest.raises(KeyFileError, match="No such file"):
            load(tmp_path / "none")


def test_verify_says_who_signed(bundle: Path, key: Ed25519PrivateKey) -> None:
    found = verify(bundle)
    assert found.intact and found.signature is not None
    assert (found.signature.good, found.signature.expected) == (True, None)
    assert found.signature.fingerprint == fingerprint(key.public_key())
    right, wrong = verify(bundle, key.public_key()), verify(bundle, Ed25519PrivateKey.generate().public_key())
    assert right.signature is not None and right.signature.expected is True
    assert wrong.signature is not None and wrong.signature.expected is False


def test_sealing_again_does_not_pass_without_the_key(bundle: Path, key: Ed25519PrivateKey) -> None:
    (bundle / "ui/x.xml").write_bytes(b"<other/>")
    seal(bundle)
    found = verify(bundle, key.public_key())
    assert not found.intact
    assert found.signature is not None and not found.signature.good
    assert found.void == ["the signature is bad: manifest.json.sig is not of this manifest.json"]


def test_signing_with_another_key_does_not_pass(bundle: Path, key: Ed25519PrivateKey) -> None:
    (bundle / "ui/x.xml").write_bytes(b"<other/>")
    seal(bundle, key=Ed25519PrivateKey.generate())
    found = verify(bundle, key.public_key())
    assert found.signature is not None and found.signature.expected is False
    assert not found.intact, "run.json still names the signer"
    assert "is of another key" in found.void[0]


def test_a_signature_that_was_taken_away_is_missed(bundle: Path) -> None:
    (bundle / "manifest.json.sig").unlink()
    (bundle / "signer.pem").unlink()
    found = verify(bundle)
    assert not found.intact and "the signature is gone" in found.void[0]


@pytest.mark.parametrize("name", ["manifest.json.sig", "signer.pem"])
@pytest.mark.parametrize("content", [None, b"", b"x" * 64, b"-----BEGIN PUBLIC KEY-----\n"])
def test_a_damaged_signature_is_bad(bundle: Path, name: str, content: bytes | None) -> None:
    (bundle / name).unlink() if content is None else (bundle / name).write_bytes(content)
    found = verify(bundle)
    assert found.signature is not None and not found.signature.good and not found.intact


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL's program is not installed")
def test_another_program_can_check_the_signature(bundle: Path) -> None:
    words = "openssl pkeyutl -verify -pubin -inkey signer.pem -rawin -in manifest.json -sigfile manifest.json.sig"
    done = subprocess.run(words.split(), cwd=bundle, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "Verified Successfully" in done.stdout
