"""The committed jar is what the sources say."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from harness.catalog.points import load_points
from harness.sandbox.runtime import build, generate


def test_the_jar_was_built_from_these_sources() -> None:
    assert build.jar_digest() == build.sources_digest(), "run: python -m harness.sandbox.runtime.build"


def test_every_source_has_its_class() -> None:
    with zipfile.ZipFile(build.JAR) as jar:
        names = jar.namelist()
        assert {info.date_time for info in jar.infolist()} == {build.EPOCH}
    assert names[0] == "META-INF/MANIFEST.MF" and names[1:] == sorted(names[1:])
    written = {path.relative_to(build.SOURCES).as_posix() for path in build.sources()}
    sources = {name.replace(".java", ".class") for name in [*written, *generate.generate()]}
    assert sources <= set(names)
    assert {name.partition("$")[0].removesuffix(".class") + ".class" for name in names[1:]} <= sources


def test_the_digest_knows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "A.java").write_text("class A {}")
    first = build.sources_digest(tmp_path)
    (tmp_path / "A.java").rename(tmp_path / "B.java")
    assert build.sources_digest(tmp_path) != first
    (tmp_path / "B.java").rename(tmp_path / "A.java")
    assert build.sources_digest(tmp_path) == first


@pytest.mark.slow
@pytest.mark.skipif(build.javac() is None, reason="needs javac 17")
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    assert build.build(tmp_path / "doubles.jar").read_bytes() == build.JAR.read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(build.javac() is None, reason="needs javac 17")
def test_a_source_that_does_not_compile_is_an_error_and_leaves_no_jar(tmp_path: Path) -> None:
    (tmp_path / "A.java").write_text("class A { int x = ; }")
    with pytest.raises(RuntimeError, match=r"A\.java:1"):
        build.build(tmp_path / "out.jar", tmp_path)
    assert not (tmp_path / "out.jar").exists()


def described(tmp_path: Path, text: str) -> str:
    path = tmp_path / "one.yaml"
    path.write_text(text, "utf-8")
    (source,) = generate.generate([path]).values()
    return source.decode()


def test_a_description_becomes_java(tmp_path: Path) -> None:
    source = described(
        tmp_path,
        "android.telephony.euicc.EuiccManager2:\n  doc: A phone.\n  is: final class\n  has:\n"
        '    String getName(): needs(CAMERA|a.B) state bluetooth.name or "none"\n'
        "    int getLevel(): state battery.level or 3\n"
        "    private final Uri uri: ~\n    void stop(): ~\n",
    )
    assert "import android.net.Uri;\n" in source and "public final class EuiccManager2 {" in source
    assert 'return Sys.text("bluetooth.name", "none", "android.permission.CAMERA", "a.B");' in source
    assert 'return Sys.integer("battery.level", 3);' in source
    assert "private final Uri uri;" in source and "public void stop() {\n    }" in source


def test_guarded_means_the_permissions_of_the_catalogue() -> None:
    (permissions,) = [point.permission for point in load_points() if point.id == "euicc.getEid"]
    source = generate.generate()["android/telephony/euicc/EuiccManager.java"].decode()
    assert f"""Sys.string("telephony.eid", {", ".join(f'"{name}"' for name in permissions)})""" in source


@pytest.mark.parametrize(
    ("member", "problem"),
    [
        ("int getX(): ~", "a method that returns something needs a body"),
        ("int getX(): guarded = 3", "the catalogue names no permission for android.test.Phone.getX"),
        ("Uri getX(): state a.b", "cannot read a Uri from 'a.b'"),
        ("int getX(): nonsense", "cannot read the body 'nonsense'"),
        ("get X Y(: = 3", "cannot read the member"),
    ],
)
def test_a_description_that_says_nothing_is_an_error(tmp_path: Path, member: str, problem: str) -> None:
    with pytest.raises(generate.DescriptionError, match=re.escape(problem)):
        described(tmp_path, f"android.test.Phone:\n  doc: A phone.\n  has:\n    {member}\n")


def test_a_class_that_is_written_by_hand_is_not_described(tmp_path: Path) -> None:
    with pytest.raises(generate.DescriptionError, match=r"android\.app\.Activity is written by hand and described"):
        described(tmp_path, "android.app.Activity:\n  doc: Another.\n")
