"""Where nothing keeps an app from the machine only our own samples run, unless the user says so."""

import hashlib
import shutil
from pathlib import Path

import pytest

from harness.app.apk import read_apk
from harness.app.samples import is_sample, sample
from harness.capture.unconfined import UnconfinedError, check_confined

NONE = {"level": "none", "why": "no Landlock here"}


def test_our_samples_run_whatever_they_are_called(tmp_path: Path) -> None:
    copy = tmp_path / "other.apk"
    shutil.copy(sample("lantern"), copy)
    check_confined(read_apk(copy), copy, NONE, allowed=False)


def test_an_app_that_only_looks_like_one_is_foreign(tmp_path: Path) -> None:
    forged = tmp_path / "lantern.apk"
    data = sample("lantern").read_bytes()
    forged.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))  # package, signer and name are the sample's
    assert not is_sample(hashlib.sha256(forged.read_bytes()).hexdigest())
    apk = read_apk(sample("lantern"))
    apk.sha256 = hashlib.sha256(forged.read_bytes()).hexdigest()
    with pytest.raises(UnconfinedError) as error:
        check_confined(apk, forged, NONE, allowed=False)
    text = str(error.value)
    assert "lantern.apk would run unconfined" in text and "no Landlock here" in text and "--unconfined" in text
    assert "\n" not in text
    check_confined(apk, forged, NONE, allowed=True)


@pytest.mark.parametrize("level", ["full", "partial"])
def test_confined_apps_run(level: str, tmp_path: Path) -> None:
    apk = read_apk(sample("lantern"))
    apk.sha256 = "0" * 64
    check_confined(apk, tmp_path / "x.apk", {"level": level, "why": ""}, allowed=False)
    check_confined(apk, tmp_path / "x.apk", {}, allowed=False)
