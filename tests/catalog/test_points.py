"""The catalogue of access points and its loader."""

import json
from pathlib import Path

import msgspec
import pytest

from harness.catalog._load import CatalogError
from harness.catalog.categories import categories
from harness.catalog.points import Point, data_dir, further, load_points, load_types, own_points, schema, with_own


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_catalogue() -> None:
    points = load_points()
    assert len(points) >= 390
    assert all(point.verified for point in points)
    known = categories()
    unknown = {p.category for p in points if p.category and p.category not in known}
    assert all(name.startswith(("control.", "channel.")) for name in unknown), unknown
    assert {"tm.getImei", "settings.secure.android_id", "uri.contacts", "cipher.doFinal"} <= {p.id for p in points}
    assert load_types()


def test_the_schema_is_the_loader_s() -> None:
    shipped = json.loads((data_dir() / "catalog" / "schema.json").read_text(encoding="utf-8"))
    assert shipped == json.loads(msgspec.json.encode(schema()))


def test_a_run_tells_the_kinds_of_own_points(tmp_path: Path) -> None:
    file = write(tmp_path, "- com.example.Crypto.sign\n- {id: mine, kind: exec, match: [ip neigh]}\n")
    assert own_points(with_own([file])) == {"com.example.Crypto.sign": "method", "mine": "exec"}
    assert own_points(load_points()) == {}


def test_own_points_in_three_lines(tmp_path: Path) -> None:
    file = write(tmp_path, "- com.example.Crypto.sign\n- {id: x, class: a.B, method: c, overloads: [[int]]}\n")
    first, second = load_points([file])
    assert (first.id, first.class_, first.method, first.overloads) == (
        "com.example.Crypto.sign",
        "com.example.Crypto",
        "sign",
        "all",
    )
    assert second.overloads == (("int",),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {id: a, class: b.C, method: d}\n- {id: a, class: b.C, method: e}\n", r"own\.yaml:2: the id a is already"),
        ("- {id: a, class: b.C, method: d}\n- {id: b, clas: b.C}\n", r"own\.yaml:2: .*clas"),
        ("- {id: a, class: b.C, method: d, kind: magic}\n", r"own\.yaml:1: .*magic"),
        ("- sign\n", r"own\.yaml:1: .*must not be empty"),
        ("- {id: a, class: b.C, method: d, kind: listener}\n", r"own\.yaml:1: a: a listener needs callback"),
        ("- {id: a, class: b.C, method: '<init>'}\n", r"own\.yaml:1: a: a constructor is kind"),
        (
            "- {id: a, kind: native, modules: [libc.so]}\n",
            r"own\.yaml:1: a: a native point in native code needs symbols",
        ),
        ("- {id: a, kind: native, modules: [x], symbols: [sign]}\n", r"own\.yaml:1: a: 'sign' is no signature"),
        ("- {id: a, kind: file, match: [proc]}\n", r"own\.yaml:1: a: a file point needs match"),
        ("- {id: a, kind: exec}\n", r"own\.yaml:1: a: an exec point without class"),
        ("- {id: a, kind: native, class: b.C, symbols: [int f()], modules: [x]}\n", r"own\.yaml:1: a: .*has no class"),
        ("- {id: a, class: b.C, method: d, modules: [x]}\n", r"own\.yaml:1: a: modules belong to symbols"),
        ("points: [", r"own\.yaml:\d: not valid YAML"),
        ("nothing\n", r"own\.yaml: Expected `object`, got `str`"),
    ],
)
def test_bad_files_are_one_sentence(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CatalogError, match=message) as caught:
        load_points([write(tmp_path, text)])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "- a.B.c\n- {id: f, kind: file, match: [/x]}\n",
            r"own\.yaml:2: f: file points cannot be added to an app that",
        ),
        ("- {id: imei, class: a.B, method: c}\n", r"own\.yaml:1: imei: the id imei is already used"),
        ("- {id: x, class: a.Known, method: m}\n", r"own\.yaml:1: x: this method is already hooked as imei"),
        ("- {id: x, class: a.Base, method: m}\n", r"own\.yaml:1: x: this method is already hooked as imei"),
        ("- {id: x, class: a.B, method: c}\n- {id: y, class: a.B, method: c}\n", r"own\.yaml:2: y: .* hooked as x"),
    ],
)
def test_points_for_a_running_app_are_new_methods(tmp_path: Path, text: str, message: str) -> None:
    known = [Point(id="imei", class_="a.Base", hook_class=("a.Known",), method="m", match=("k",))]
    with pytest.raises(CatalogError, match=message):
        further(write(tmp_path, text), known)


def test_what_is_new_may_be_added(tmp_path: Path) -> None:
    known = [Point(id="imei", class_="a.Known", method="m")]
    file = write(tmp_path, "- a.Known.other\n- {id: n, class: a.New, method: <init>, kind: constructor}\n")
    assert [point.id for point in further(file, known)] == ["a.Known.other", "n"]
