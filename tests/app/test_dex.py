import struct
from pathlib import Path
from zipfile import ZipFile

import pytest

from harness.app.dex import DexRefused, classes
from tests.app.dexes import dex


def test_the_names_of_the_classes_it_defines() -> None:
    names = ["cn.jpush.android.A", "com.example.app.Main"]
    assert list(classes(dex(names, ["https://a.example/x"]))) == names


def test_a_real_dex_file() -> None:
    with ZipFile(Path(__file__).parents[2] / "samples" / "lantern" / "lantern.apk") as archive:
        assert "com.brightbeam.lantern.MainActivity" in list(classes(archive.read("classes.dex")))


@pytest.mark.parametrize("at", [0x38, 0x60])
def test_tables_that_end_behind_the_file(at: int) -> None:
    data = bytearray(dex(["a.B"]))
    struct.pack_into("<I", data, at, 1 << 28)
    with pytest.raises(DexRefused):
        list(classes(bytes(data)))


def test_no_dex_file_and_a_class_without_a_name() -> None:
    with pytest.raises(DexRefused, match="no dex"):
        list(classes(b"PK\3\4" * 100))
    data = bytearray(dex(["a.B"]))
    struct.pack_into("<I", data, len(data) - 32 - len(b"\5La/B;\0"), 99)
    with pytest.raises(DexRefused, match="no name"):
        list(classes(bytes(data)))
