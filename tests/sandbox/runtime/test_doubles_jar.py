"""The committed jar is what the sources say."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from harness.sandbox.runtime import build


def test_the_jar_was_built_from_these_sources() -> None:
    assert build.jar_digest() == build.sources_digest(), "run: python -m harness.sandbox.runtime.build"


def test_every_source_has_its_class() -> None:
    with zipfile.ZipFile(build.JAR) as jar:
        names = jar.namelist()
        assert {info.date_time for info in jar.infolist()} == {build.EPOCH}
    assert names[0] == "META-INF/MANIFEST.MF" and names[1:] == sorted(names[1:])
    sources = {path.relative_to(build.SOURCES).with_suffix(".class").as_posix() for path in build.sources()}
    assert sources <= set(names)
    assert {name.partition("$")[0].removesuffix(".class") + ".class" for name in names[1:]} <= sources


def test_the_digest_knows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "A.java").write_text("class A {}")
    first = build.sources_digest(tmp_path)
    (tmp_path / "A.java").rename(tmp_path / "B.java")
    assert build.sources_digest(tmp_path) != first
    (tmp_path / "B.java").rename(tmp_path / "A.java")
    assert build.sources_digest(tmp_path) == first


@pytest.mark.skipif(build.javac() is None, reason="needs javac 17")
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    assert build.build(tmp_path / "doubles.jar").read_bytes() == build.JAR.read_bytes()


@pytest.mark.skipif(build.javac() is None, reason="needs javac 17")
def test_a_source_that_does_not_compile_is_an_error_and_leaves_no_jar(tmp_path: Path) -> None:
    (tmp_path / "A.java").write_text("class A { int x = ; }")
    with pytest.raises(RuntimeError, match=r"A\.java:1"):
        build.build(tmp_path / "out.jar", tmp_path)
    assert not (tmp_path / "out.jar").exists()
