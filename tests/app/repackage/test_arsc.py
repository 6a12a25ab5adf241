"""Tables of resources: files are added under a number of their own, and what was there is found as before."""

import struct
from pathlib import Path

import apk_info
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.app.repackage.arsc import add_files, paths
from harness.app.repackage.rezip import rezip
from harness.app.repackage.strings import Malformed, chunk, write_pool
from tests.app.repackage.apps import LANTERN, LOUD, member, tool
from tests.examples import examples

FILES = {"trust": "res/a.xml", "authority": "res/b.pem"}


def with_table(source: Path, target: Path, table: bytes) -> Path:
    rezip(source, target, without=set(), added={"resources.arsc": (table, False)})
    return target


def test_an_app_without_a_table_gets_one() -> None:
    table, ids = add_files(None, FILES)
    assert {name: paths(table, number) for name, number in ids.items()} == {
        "trust": ["res/a.xml"],
        "authority": ["res/b.pem"],
    }
    assert paths(table, ids["authority"] + 1) == []


def test_files_can_be_added_twice() -> None:
    once, first = add_files(member(LOUD, "resources.arsc"), FILES)
    twice, second = add_files(once, {"third": "res/c.xml"})
    assert {number >> 24 for number in (*first.values(), *second.values())} == {0x70, 0x6F}
    assert paths(twice, first["trust"]) == ["res/a.xml"]
    assert paths(twice, second["third"]) == ["res/c.xml"]


def test_the_app_s_own_resources_stay(tmp_path: Path) -> None:
    table, _ = add_files(member(LOUD, "resources.arsc"), FILES)
    again = apk_info.APK(with_table(LOUD, tmp_path / "a.apk", table))
    assert again.get_application_label() == apk_info.APK(LOUD).get_application_label() == "百景"


@pytest.mark.debian
def test_aapt_lists_the_old_and_the_new(tmp_path: Path) -> None:
    before = tool("aapt", "dump", "--values", "resources", LOUD)
    table, ids = add_files(member(LOUD, "resources.arsc"), FILES)
    after = tool("aapt", "dump", "--values", "resources", with_table(LOUD, tmp_path / "a.apk", table))
    own = before[before.index("  Package 0") :].strip()
    assert own in after
    assert f"resource 0x{ids['authority']:08x} raw:raw/authority" in after
    assert '(string8) "res/b.pem"' in after


@pytest.mark.debian
def test_aapt_reads_a_table_that_is_new(tmp_path: Path) -> None:
    table, _ = add_files(None, FILES)
    said = tool("aapt", "dump", "--values", "resources", with_table(LANTERN, tmp_path / "a.apk", table))
    assert '"res/a.xml"' in said
    assert '"res/b.pem"' in said


def table_of(type_flags: int, entries: bytes, offsets: bytes, count: int) -> bytes:
    """A table whose package 0x7f has one type, written in one of the ways that aapt2 knows."""
    header = struct.pack("<BBHII", 1, type_flags, 0, count, 20 + 64 + len(offsets)) + struct.pack("<I", 64).ljust(
        64, b"\0"
    )
    kind = chunk(0x0201, header, offsets + entries)
    package = chunk(0x0200, struct.pack("<I", 0x7F) + bytes(256 + 20), write_pool(["xml"]) + write_pool(["k"]) + kind)
    return chunk(0x0002, struct.pack("<I", 1), write_pool(["zero", "res/8G.xml"]) + package)


ENTRY = struct.pack("<HHIHBBI", 8, 0, 0, 8, 0, 0x03, 1)
COMPACT = struct.pack("<HHI", 0, 0x0308, 1)


@pytest.mark.parametrize(
    ("flags", "entries", "offsets", "count"),
    [
        (0, ENTRY, struct.pack("<iii", -1, -1, 0), 3),
        (1, ENTRY, struct.pack("<HH", 2, 0), 1),
        (2, ENTRY, struct.pack("<HHH", 0xFFFF, 0xFFFF, 0) + bytes(2), 3),
        (0, COMPACT, struct.pack("<iii", -1, -1, 0), 3),
    ],
    ids=["dense", "sparse", "short", "compact"],
)
def test_every_way_of_writing_entries(flags: int, entries: bytes, offsets: bytes, count: int) -> None:
    table = table_of(flags, entries, offsets, count)
    assert paths(table, 0x7F010002) == ["res/8G.xml"]
    for other in (0x7F010001, 0x7F010003, 0x7F020002, 0x7E010002):
        assert paths(table, other) == []


@pytest.mark.parametrize(
    "entry",
    [struct.pack("<HHI", 8, 1, 0), struct.pack("<HHIHBBI", 8, 0, 0, 8, 0, 0x01, 1)],
    ids=["a bag", "a reference"],
)
def test_what_is_no_file(entry: bytes) -> None:
    assert paths(table_of(0, entry, struct.pack("<i", 0), 1), 0x7F010000) == []


def test_what_is_broken_is_said() -> None:
    with pytest.raises(Malformed, match="no table"):
        add_files(write_pool([]), FILES)
    with pytest.raises(Malformed, match="no strings"):
        add_files(chunk(0x0002, bytes(4)), FILES)
    with pytest.raises(Malformed, match="outside of its type"):
        paths(table_of(0, b"", struct.pack("<i", 4000), 1), 0x7F010000)


@examples(300)
@given(st.data())
def test_no_damage_does_more_than_be_refused(data: st.DataObject) -> None:
    raw = bytearray(table_of(0, ENTRY, struct.pack("<iii", -1, -1, 0), 3))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    table = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    for act in (lambda: paths(table, 0x7F010002), lambda: add_files(table, FILES)):
        try:
            act()
        except Malformed:
            continue
