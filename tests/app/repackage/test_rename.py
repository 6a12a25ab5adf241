"""An app under another name is that app under another name."""

from pathlib import Path

import pytest

from harness.app.apk import read_apk
from harness.app.errors import RepackageRefused
from harness.app.repackage.rename import Identity, rename
from harness.app.repackage.sign import Signer
from harness.app.samples import sample
from tests.campaign.kit import zipped


def test_only_its_identity_is_another(tmp_path: Path) -> None:
    signer, target = Signer(), tmp_path / "x.apk"
    rename(sample("lantern"), target, Identity("com.other.torch", "别的手电", "9.1", 91), signer)
    old, new = read_apk(sample("lantern")), read_apk(target)
    assert (new.package, new.label, new.version_name, new.version_code) == ("com.other.torch", "别的手电", "9.1", "91")
    assert new.application == old.application, "the class is where it was"
    assert new.permissions == old.permissions
    assert new.signer_sha256 == [signer.sha256]


def test_two_names_by_one_signer_are_two_apps_of_one(tmp_path: Path) -> None:
    signer = Signer()
    for name in ("a", "b"):
        rename(sample("polite"), tmp_path / f"{name}.apk", Identity(f"com.{name}", name, "1", 1), signer)
    one, two = (read_apk(tmp_path / f"{name}.apk") for name in "ab")
    assert one.signer_sha256 == two.signer_sha256 and one.package != two.package


def test_what_is_no_app_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RepackageRefused, match="cannot be read"):
        rename(zipped(tmp_path / "x.apk", readme=b""), tmp_path / "y.apk", Identity("a.b", "", "", 1), Signer())
