"""The family ``covert``: what speaks against an app, and what is left open."""

import pytest

from harness.rules.case import Case
from harness.rules.testing import clean, read, send
from tests.rules.families.kit import hits


def reads(category: str, phase: str) -> Case:
    found = clean()
    found.collected.append(read(category, phase))
    return Case(found)


@pytest.mark.parametrize("phase", ["before_consent", "consented_idle", "background", "refused"])
def test_camera_and_microphone_while_nobody_uses_them(phase: str) -> None:
    assert hits("TC260-6", reads("microphone_audio", phase)) == [("capture.read", "VIOLATION", "microphone_audio")]


def test_in_use_they_may() -> None:
    assert hits("TC260-6", reads("camera_image", "foreground")) == []


def test_the_clipboard() -> None:
    assert hits("TC260-7", reads("clipboard", "before_consent")) == [("clipboard.read", "SUSPECTED", "clipboard")]
    assert hits("TC260-7", reads("clipboard", "foreground")) == [], "perhaps its user pasted"
    assert hits("TC260-7", Case(send(clean(), "clipboard", "foreground"))) == [
        ("clipboard.sent", "VIOLATION", "clipboard")
    ]


def test_the_place_in_the_background() -> None:
    assert hits("TC260-5", reads("location_precise", "background")) == [
        ("background.read", "VIOLATION", "location_precise")
    ]
    assert hits("TC260-5", reads("location_precise", "foreground")) == []
    found = clean()
    found.bundle["apk"]["permissions"] = ["android.permission.ACCESS_BACKGROUND_LOCATION"]
    assert hits("TC260-5", Case(found)) == [("background_permission", "SUSPECTED", "")]
    assert hits("TC260-5", Case(found, "vehicle_service")) == []


def test_permissions_for_all_files() -> None:
    found = clean()
    found.bundle["apk"]["permissions"] = ["android.permission.READ_MEDIA_IMAGES", "android.permission.INTERNET"]
    assert hits("D26-STO", Case(found)) == [("storage", "SUSPECTED", "")]
    assert hits("D26-STO", Case(clean())) == []
