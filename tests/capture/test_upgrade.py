"""Another version of the app over the installed one; what is none is a step that fails, not a run that ends."""

from pathlib import Path

import pytest

from harness.app.apk import read_apk
from harness.app.samples import sample
from harness.capture.device.errors import InstallError
from harness.capture.engine import StepFailed
from harness.capture.upgrade import upgrade
from tests.capture.blank import Blank


class Phone(Blank):
    """Takes apps, or refuses them with a sentence."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses
        self.taken: list[tuple[Path, bool, bool]] = []

    def install(self, apk: Path, *, grant_all: bool, update: bool = False) -> None:
        if self.refuses:
            raise InstallError(self.refuses)
        self.taken.append((apk, grant_all, update))


def test_the_new_version_is_put_over_the_old_one_and_read() -> None:
    phone, app = Phone(), read_apk(sample("lantern"))
    assert upgrade(phone, sample("lantern"), app, unconfined=False) == app
    assert phone.taken == [(sample("lantern"), False, True)]


def test_what_is_no_version_of_it_is_said_and_nothing_is_installed(tmp_path: Path) -> None:
    text = tmp_path / "text.apk"
    text.write_text("no APK")
    app = read_apk(sample("lantern"))
    for path, refuses, said in (
        (text, "", "is not an APK"),
        (sample("polite"), "", f"polite.apk is another app (.*), not {app.package}"),
        (sample("lantern"), "no room left", "no room left"),
    ):
        phone = Phone(refuses)
        with pytest.raises(StepFailed, match=said):
            upgrade(phone, path, app, unconfined=False)
        assert phone.taken == []
