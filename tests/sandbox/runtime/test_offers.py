"""What the doubles have: held against ``javap``'s words, where there is a JDK, and against what apps rely on."""

import re
import shutil
import subprocess

import pytest

from harness.sandbox.runtime.offers import JAR, offers


def test_classes_with_their_parents_and_members() -> None:
    found = offers()
    edit = found["android/widget/EditText"]
    assert edit.parents == ("android/widget/TextView",)
    assert {("getText", "()Landroid/text/Editable;"), ("getText", "()Ljava/lang/CharSequence;")} <= edit.members
    assert ("SDK_INT", "I") in found["android/os/Build$VERSION"].members


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("javap") is None, reason="needs a JDK's javap")
@pytest.mark.parametrize("name", ["android/app/Activity", "android/os/Bundle", "android/content/Context"])
def test_what_another_reader_finds(name: str) -> None:
    command = ["javap", "-private", "-s", "-cp", str(JAR), name.replace("/", ".")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert sorted(re.findall(r"descriptor: (\S+)", said)) == sorted(shape for _, shape in offers()[name].members)
