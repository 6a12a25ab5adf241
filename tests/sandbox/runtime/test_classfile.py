"""The constants of a class file."""

import struct
import zipfile

import pytest

from harness.sandbox.runtime.classfile import constants
from harness.sandbox.runtime.offers import JAR


def test_of_a_class_of_the_doubles() -> None:
    with zipfile.ZipFile(JAR) as archive:
        data = archive.read("android/widget/EditText.class")
    found = constants(data)
    assert {found.texts[name] for name in found.classes.values()} >= {
        b"android/widget/EditText", b"android/widget/TextView",
    }  # fmt: skip
    called = {found.texts[found.pairs[pair][0]] for _, _, pair in found.methods}
    assert b"setClickable" in called and data[found.end : found.end + 2] == b"\x00\x21", "public, with super's meaning"


@pytest.mark.parametrize("data", [b"", b"\xca\xfe\xba\xbe\0\0\0\x34\0\x05", b"\xca\xfe\xba\xbe\0\0\0\x34\0\x02\x63"])
def test_what_is_none(data: bytes) -> None:
    with pytest.raises((ValueError, KeyError, IndexError, struct.error)):
        constants(data)
