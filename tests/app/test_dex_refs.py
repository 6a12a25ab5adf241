"""What a dex file names: held against enjarify's reader, which is not ours."""

import contextlib
import zipfile
from pathlib import Path

import pytest
import uiautomator2
from enjarify import parsedex
from hypothesis import given
from hypothesis import strategies as st

from harness.app.dex import DexRefused
from harness.app.dex_refs import Defined, Member, read_refs

LANTERN = Path(__file__).parents[2] / "samples" / "lantern" / "lantern.apk"
FOREIGN = Path(uiautomator2.__file__).parent / "assets" / "app-uiautomator.apk"


def code(apk: Path) -> bytes:
    with zipfile.ZipFile(apk) as archive:
        return archive.read("classes.dex")


SMALL = code(LANTERN)


def text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace").lstrip("[").removeprefix("L").removesuffix(";")


@pytest.mark.slow
@pytest.mark.parametrize("apk", [LANTERN, FOREIGN], ids=lambda path: path.stem)
def test_what_another_reader_finds(apk: Path) -> None:
    data = code(apk)
    found, other = read_refs(data), parsedex.DexFile(data)
    methods = [other.method_id(index) for index in range(other.method_ids.size)]
    assert {(m.owner, m.name, m.descriptor) for m in found.members if m.descriptor.startswith("(")} == {
        (text(m.cname), m.name.decode("utf-8", "replace"), m.desc.decode("utf-8", "replace")) for m in methods
    }
    assert found.types >= {text(m.cname) for m in methods if m.cname.startswith(b"L") or b"/" in m.cname}
    for each in other.classes[:300]:
        each.parseData()
        own = found.defined[text(each.name)]
        assert own.parents == (text(each.super), *map(text, each.interfaces))
        members = [*each.data.methods, *each.data.fields]
        assert own.members == {(m.id.name.decode(), m.id.desc.decode()) for m in members}


def test_an_app_s_own() -> None:
    found = read_refs(SMALL)
    main = found.defined["com/brightbeam/lantern/MainActivity"]
    assert isinstance(main, Defined) and main.parents[0] == "android/app/Activity"
    assert ("onCreate", "(Landroid/os/Bundle;)V") in main.members
    assert any(isinstance(m, Member) and m.owner.startswith("android/") for m in found.members)


@pytest.mark.parametrize("data", [b"", b"dex\n035\0", b"PK" + bytes(200), SMALL[:500]])
def test_what_is_no_dex_file(data: bytes) -> None:
    with pytest.raises(DexRefused):
        read_refs(data)


@given(st.lists(st.tuples(st.integers(0x20, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_broken_files_are_refused_or_read(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SMALL)
    for at, byte in changes:
        data[at] = byte
    with contextlib.suppress(DexRefused):
        read_refs(bytes(data))
