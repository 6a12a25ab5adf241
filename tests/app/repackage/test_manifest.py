"""The manifest's changes, read back by apk-info and by Android's own tool."""

import difflib
from pathlib import Path

import apk_info
import pytest

from harness.app.repackage import manifest as edit
from harness.app.repackage.axml import ANDROID, Element, read_axml, write_axml
from harness.app.repackage.rezip import rezip
from harness.app.repackage.strings import Malformed
from tests.app.repackage.apps import LANTERN, member, tool
from tests.sandbox.apks import manifest

MANIFEST = "AndroidManifest.xml"


def app_with(*processes: str, own: str = "") -> Element:
    """An app with a service in each process, its application in ``own``."""
    parts = tuple(("service", {"name": f".S{n}", "process": name}) for n, name in enumerate(processes))
    root = read_axml(manifest(components=parts, permissions=(edit.INTERNET,)))
    if own:
        edit.application(root).put(edit._android("process", 0x03, text=own))
    return root


def providers(root: Element) -> list[dict[str, object]]:
    return [
        {row.name: row.text or row.data for row in item.attributes}
        for item in edit.application(root).elements("provider")
    ]


def test_one_provider_in_each_process() -> None:
    root = app_with(":push", "com.other", ":push")
    assert edit.processes(root) == [":push", "com.other"]
    assert edit.load_early(root, "abc") == []
    rows = providers(read_axml(write_axml(root)))
    assert [(row["name"], row.get("process")) for row in rows] == [
        (edit.LOADERS[0], None),
        (edit.LOADERS[1], ":push"),
        (edit.LOADERS[2], "com.other"),
    ]
    assert [row["authorities"] for row in rows] == [f"com.example.app.p{n}.abc" for n in range(3)]
    assert all((row["exported"], row["initOrder"]) == (0, 0x7FFFFFFF) for row in rows)


def test_an_application_in_a_process_of_its_own() -> None:
    root = app_with(":push", ":main", own=":main")
    assert edit.processes(root) == [":push"]


def test_processes_beyond_the_classes_are_told() -> None:
    root = app_with(*(f":p{n:02d}" for n in range(10)))
    assert edit.load_early(root, "abc") == [":p07", ":p08", ":p09"]
    assert len(providers(root)) == len(edit.LOADERS) == 8


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("androidx.core.app.CoreComponentFactory", "androidx.core.app.CoreComponentFactory"),
        (".Own", "com.example.app.Own"),
        ("Own", "com.example.app.Own"),
        ("", ""),
    ],
)
def test_the_app_s_own_factory(written: str, full: str) -> None:
    root = app_with()
    assert edit.own_factory(root) == ""
    edit.application(root).put(edit._android("appComponentFactory", 0x03, text=written))
    assert edit.own_factory(root) == full
    edit.load_first(root)
    assert edit.own_factory(read_axml(write_axml(root))) == edit.FACTORY


def test_a_factory_that_a_resource_names() -> None:
    root = app_with()
    edit.application(root).put(edit._android("appComponentFactory", 0x01, 0x7F010000))
    assert edit.own_factory(root) is None


def test_names_that_were_taken_away() -> None:
    """The platform finds attributes by their ids."""
    root = app_with(":push")
    edit.application(root).put(edit._android("extractNativeLibs", 0x12, 0))
    for item in root.walk():
        for row in item.attributes:
            row.name = "" if row.resource else row.name
    assert edit.processes(root) == [":push"]
    assert edit.target_sdk(root) == 30
    assert edit.flag(root, "extractNativeLibs") is False
    assert not edit.allow_network(root)
    edit.unpack_libraries(root)
    again = read_axml(write_axml(root))
    assert edit.flag(again, "extractNativeLibs") is True
    assert len([row for row in edit.application(again).attributes if row.resource == 0x010104EA]) == 1


def test_the_right_to_the_network_is_given_once() -> None:
    root = read_axml(manifest())
    assert edit.allow_network(root)
    assert not edit.allow_network(root)
    (permission,) = root.elements("uses-permission")
    assert root.children.index(permission) < root.children.index(edit.application(root))


def test_flags_and_references() -> None:
    root = read_axml(manifest())
    assert edit.flag(root, "debuggable") is False
    assert edit.flag(root, "extractNativeLibs") is None
    edit.unpack_libraries(root)
    assert edit.flag(root, "extractNativeLibs") is True
    assert edit.network_config(root) == 0
    edit.set_network_config(root, 0x70010000)
    assert edit.network_config(read_axml(write_axml(root))) == 0x70010000


def test_a_manifest_without_an_application() -> None:
    with pytest.raises(Malformed, match="no application"):
        edit.load_early(Element(name="manifest"), "abc")


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    root = read_axml(member(LANTERN, MANIFEST))
    edit.load_early(root, "abc")
    edit.unpack_libraries(root)
    edit.set_network_config(root, 0x70010000)
    path = tmp_path / "changed.apk"
    rezip(LANTERN, path, without=set(), added={MANIFEST: (write_axml(root), True)})
    return path


def test_apk_info_reads_it(changed: Path) -> None:
    before, after = apk_info.APK(LANTERN), apk_info.APK(changed)
    assert {row.name for row in after.get_providers()} - {row.name for row in before.get_providers()} == {edit.LOADER}
    assert after.get_main_activities() == before.get_main_activities()
    assert after.get_permissions() == before.get_permissions()
    assert after.get_application_label() == before.get_application_label()


@pytest.mark.debian
def test_aapt_reads_it(changed: Path) -> None:
    before = tool("aapt", "dump", "xmltree", LANTERN, MANIFEST).splitlines()
    after = tool("aapt", "dump", "xmltree", changed, MANIFEST).splitlines()
    lines = list(difflib.ndiff(before, after, charjunk=None))
    assert not [line for line in lines if line.startswith("- ")]
    assert [line[2:].strip() for line in lines if line.startswith("+ ")] == [
        "A: android:extractNativeLibs(0x010104ea)=(type 0x12)0xffffffff",
        "A: android:networkSecurityConfig(0x01010527)=@0x70010000",
        "E: provider (line=1)",
        f'A: android:name(0x01010003)="{edit.LOADER}" (Raw: "{edit.LOADER}")',
        "A: android:exported(0x01010010)=(type 0x12)0x0",
        'A: android:authorities(0x01010018)="com.brightbeam.lantern.p0.abc" (Raw: "com.brightbeam.lantern.p0.abc")',
        "A: android:initOrder(0x0101001a)=(type 0x10)0x7fffffff",
    ]


def test_the_ids_are_those_of_the_platform() -> None:
    """Of android.R.attr; those of the first seven are in ``tests.sandbox.apks`` too, written by somebody else."""
    assert edit._IDS["extractNativeLibs"] == 0x010104EA
    assert edit._IDS["networkSecurityConfig"] == 0x01010527
    assert edit._IDS["appComponentFactory"] == 0x0101057A
    root = read_axml(manifest(components=(("service", {"name": ".S", "process": ":p", "exported": True}),)))
    known = {row.name: row.resource for item in root.walk() for row in item.attributes if row.namespace == ANDROID}
    for name in ("name", "process", "exported"):
        assert edit._IDS[name] == known[name]
