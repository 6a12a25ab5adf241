"""An app that is made of resources: its texts, screens, themes and settings; and files that are damaged."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.sandbox.runtime import build
from harness.sandbox.runtime.translate import translate
from tests.apps.build import apk
from tests.sandbox.runtime.fake_system import FakeSystem, java, nodes

PACKAGE = "com.example.mural"

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def jar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return translate(apk("mural"), tmp_path_factory.mktemp("translated"))


@pytest.fixture(scope="module")
def mural(jar: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeSystem]:
    names = [f"{PACKAGE}.MainActivity", f"{PACKAGE}.Settings"]
    system = FakeSystem(
        jar, tmp_path_factory.mktemp("mural"), package=PACKAGE, process=PACKAGE, activities=names, label="Mural"
    )
    system.start()
    system.launch(names[0])
    system.wait_log("endless=")
    yield system
    system.close()


def test_texts_and_values_are_the_devices(mural: FakeSystem) -> None:
    said = dict(line.removeprefix("mural: ").split("=", 1) for line in mural.logs() if line.startswith("mural: "))
    assert said == {
        "greet": "Hello you, 5",
        "alias": "Mural",
        "default": "kept 😀",
        "plural": "1 wall",
        "array": "[red, Mural][3, -4]",
        "values": "ffcc3311 26.25 26 true 7",
        "names": "com.example.mural:id/heading greet true 0",
        "framework": "OK",
        "drawable": "true",
        "raw": "a note",
        "missing": "Resource ID #0x7f7f0001",
        "declared": "com.example.mural.Paints true 3Mural true null no service",
        "endless": "refused",
    }


def test_the_screen_is_the_layouts(mural: FakeSystem) -> None:
    (window,) = mural.dump()
    found = {node["resource_id"].rpartition("/")[2]: node for node in nodes(window["root"])}
    texts = {name: node["text"] for name, node in found.items()}
    assert (texts["heading"], texts["themed"], texts["styled"]) == ("Mural", "plain", "LOUD")
    assert (texts["included"], found["heading"]["content_desc"]) == ("part", "a heading")
    assert found["heading"]["weight"] == 2
    assert [node["text"] for node in nodes(window["root"]) if node["text"] in ("first", "second")] == [
        "first",
        "second",
    ]
    assert (found["secret"]["hint"], found["secret"]["password"]) == ("secret", True)
    assert found["agree"]["checked"] and not found["gone"]["visible"]
    assert [node["text"] for node in nodes(found["frame"])][-1] == "oil ffcc3311"
    assert "stub" not in texts or not found["stub"]["visible"]


def test_a_click_goes_to_the_method_that_the_layout_names_and_shells_are_told(mural: FakeSystem) -> None:
    (window,) = mural.dump()
    (button,) = [node for node in nodes(window["root"]) if node["text"] == "Paint"]
    mural.event("ui.click", view=button["view"])
    assert mural.wait_log("made=").endswith("made=true")
    (window,) = mural.dump()
    assert "painted" in [node["text"] for node in nodes(window["root"])]
    assert {"calls": {"android.app.Activity.getVolumeControlStream": 1}} in mural.calls("shells.called")


def test_settings_come_from_their_file(mural: FakeSystem) -> None:
    mural.launch(f"{PACKAGE}.Settings", token="a2")
    mural.wait(lambda: any("Wet paint" in texts(window) for window in mural.dump()))
    (shown,) = [window for window in mural.dump() if "Wet paint" in texts(window)]
    assert texts(shown) == ["Walls", "Wet paint", "Mural", "about it"]
    assert [node["checked"] for node in nodes(shown["root"]) if node["text"] == "Wet paint"] == [True]


def texts(window: dict[str, Any]) -> list[str]:
    return [node["text"] for node in nodes(window["root"]) if node["text"]]


@pytest.mark.skipif(build.javac() is None, reason="needs javac 17")
def test_languages_are_told_apart_and_damaged_files_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(apk("mural")) as archive:
        (tmp_path / "arsc").write_bytes(archive.read("resources.arsc"))
        (tmp_path / "xml").write_bytes(archive.read("res/layout/main.xml"))
    source = tmp_path / "Damage.java"
    source.write_text(DAMAGE)
    compiler = [str(build.javac()), *build.BRIEF, "-cp", build.CLASS_PATH]
    subprocess.run([*compiler, "-d", str(tmp_path), str(source)], check=True)
    command = [
        str(java()),
        "-Xmx64m",
        "-Dfile.encoding=UTF-8",
        "-Dsun.stdout.encoding=UTF-8",
        f"-Xbootclasspath/a:{build.CLASS_PATH}",
        "-cp",
        str(tmp_path),
        "Damage",
    ]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["你好 %1$s，%2$d", "Hello %1$s, %2$d", "whole", "survived"], (
        done.stdout + done.stderr
    )


DAMAGE = """
import harness.runtime.res.*;
import java.nio.file.*;
import java.util.*;
import org.xmlpull.v1.XmlPullParser;
import org.xmlpull.v1.XmlPullParserException;
public class Damage {
    static int table(byte[] data) {
        int found = 0;
        try {
            ResTable table = new ResTable(data, "zh", "CN", 30);
            table.id("string/greet");
            for (int type = 1; type < 16; type++) {
                for (int entry = 0; entry < 16; entry++) {
                    int id = 0x7f000000 | type << 16 | entry;
                    ResValue value = table.find(id);
                    table.name(id);
                    if (value != null) {
                        found++;
                        table.resolve(value).said();
                    }
                }
            }
        } catch (IndexOutOfBoundsException e) {
            return -1;
        }
        return found;
    }
    static int xml(byte[] data) {
        int tags = 0;
        try {
            XmlParser xml = new XmlParser(data, null);
            for (int event = xml.next(); event != XmlPullParser.END_DOCUMENT; event = xml.next()) {
                if (event == XmlPullParser.START_TAG) {
                    tags++;
                    for (int i = 0; i < xml.getAttributeCount() && i < 100; i++) {
                        xml.getAttributeName(i);
                        xml.getAttributeValue(i);
                    }
                }
            }
        } catch (XmlPullParserException | IndexOutOfBoundsException e) {
            return -1;
        }
        return tags;
    }
    public static void main(String[] args) throws Exception {
        byte[] arsc = Files.readAllBytes(Path.of(args[0], "arsc"));
        byte[] xml = Files.readAllBytes(Path.of(args[0], "xml"));
        for (String language : new String[] {"zh", "fr"}) {
            ResTable table = new ResTable(arsc, language, "", 30);
            System.out.println(table.find(table.id("string/greet")).text());
        }
        System.out.println(table(arsc) > 20 && xml(xml) == 12 ? "whole" : "not read: " + table(arsc) + " " + xml(xml));
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            byte[] one = (i % 2 == 0 ? arsc : xml).clone();
            if (i % 3 == 0) {
                one = Arrays.copyOf(one, random.nextInt(one.length));
            }
            for (int j = 0; j < 1 + i % 4 && one.length > 0; j++) {
                one[random.nextInt(one.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            if (i % 2 == 0) {
                table(one);
            } else {
                xml(one);
            }
        }
        System.out.println("survived");
    }
}
"""
