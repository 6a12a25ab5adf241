"""Binary XML: what aapt wrote comes back unchanged; what is written is in the order that the platform needs."""

import struct
from pathlib import Path

import apk_info
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.app.repackage.axml import (
    ANDROID,
    BOOLEAN,
    STRING,
    Attribute,
    Element,
    read_axml,
    write_axml,
)
from harness.app.repackage.rezip import rezip
from harness.app.repackage.strings import Malformed
from tests.app.repackage.apps import LANTERN, SAMPLES, member, tool
from tests.examples import examples
from tests.sandbox.apks import manifest

APKS = sorted(SAMPLES.glob("*/*.apk"))
MANIFEST = "AndroidManifest.xml"


@pytest.mark.parametrize("path", APKS, ids=lambda path: path.stem)
def test_a_document_of_aapt_comes_back(path: Path, tmp_path: Path) -> None:
    data = member(path, MANIFEST)
    again = write_axml(read_axml(data))
    assert read_axml(again) == read_axml(data)
    changed = tmp_path / "changed.apk"
    rezip(path, changed, without=set(), added={MANIFEST: (again, True)})
    assert apk_info.APK(changed).get_xml_string() == apk_info.APK(path).get_xml_string()


@pytest.mark.debian
def test_aapt_reads_the_same(tmp_path: Path) -> None:
    changed = tmp_path / "changed.apk"
    again = write_axml(read_axml(member(LANTERN, MANIFEST)))
    rezip(LANTERN, changed, without=set(), added={MANIFEST: (again, False)})
    assert tool("aapt", "dump", "xmltree", changed, MANIFEST) == tool("aapt", "dump", "xmltree", LANTERN, MANIFEST)


def test_attributes_and_names_are_sorted_by_resource() -> None:
    element = Element(name="e", namespaces=[("android", ANDROID)])
    for name, resource in (("late", 0x010104EA), ("early", 0x01010003), ("none", 0), ("middle", 0x01010010)):
        space = ANDROID if resource else ""
        element.put(Attribute(name=name, kind=STRING, text=name, namespace=space, resource=resource))
    data = write_axml(element)
    again = read_axml(data)
    assert [row.name for row in again.attributes] == ["early", "middle", "late", "none"]
    at = 8 + struct.unpack_from("<I", data, 12)[0]
    kind, _, size = struct.unpack_from("<HHI", data, at)
    assert (kind, struct.unpack_from("<3I", data, at + 8)) == (0x0180, (0x01010003, 0x01010010, 0x010104EA))
    assert size == 20


def test_an_attribute_takes_the_place_of_one_with_its_id() -> None:
    """Obfuscators take the names of attributes away; the platform goes by the ids."""
    element = Element(name="e", attributes=[Attribute(name="", kind=BOOLEAN, namespace=ANDROID, resource=7)])
    element.put(Attribute(name="flag", kind=BOOLEAN, data=1, namespace=ANDROID, resource=7))
    assert [(row.name, row.data) for row in element.attributes] == [("flag", 1)]


def test_chunks_of_unknown_kinds_are_passed_over() -> None:
    data = manifest()
    pool = struct.unpack_from("<I", data, 12)[0]
    junk = struct.pack("<HHI", 0x7777, 8, 16) + bytes(8)
    body = data[8 : 8 + pool] + junk + data[8 + pool :]
    assert read_axml(struct.pack("<HHI", 3, 8, 8 + len(body)) + body) == read_axml(data)


def deep(levels: int) -> bytes:
    root = Element(name="e")
    inner = root
    for _ in range(levels):
        inner.children.append(Element(name="e"))
        inner = inner.children[0]  # type: ignore[assignment]
    return write_axml(root)


def test_what_is_nested_too_deep_is_refused() -> None:
    assert read_axml(deep(400)).children
    with pytest.raises(Malformed, match="nested too deep"):
        read_axml(deep(600))


@examples(300)
@given(st.data())
def test_no_damage_does_more_than_be_refused(data: st.DataObject) -> None:
    raw = bytearray(manifest(permissions=("a.b",)))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        root = read_axml(bytes(raw[: data.draw(st.integers(0, len(raw)))]))
    except Malformed:
        return
    assert read_axml(write_axml(root)) is not None
