"""Starts programs on real ART, and the agent's suite in them in place of the JVM."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.capture.agent import agent
from harness.capture.agent.script import agent_text
from tests.art import programs
from tests.art.rig.place import AOT, JIT, built
from tests.capture.agent import app

#: Nothing of what the agent does through JNI may be wrong; ART aborts where it is.
CHECKED = ("-Xcheck:jni",)
MEMORY = ("-Xmx512m",)
SUITE = "com.example.app.Main"
#: The same commands, and those that only ART has.
ON_ART = "com.example.app.OnArt"


@dataclass(frozen=True)
class Mode:
    """How code runs."""

    options: tuple[str, ...]
    nterp: bool = False
    aot: bool = False


MODES = {
    "switch": Mode(("-Xint",)),  # the interpreter in C++
    "mterp": Mode(("-Xusejit:false",)),  # the one in assembly, as in a freshly installed app
    "nterp": Mode(("-Xusejit:false",), nterp=True),  # the newer one: Android 11 has it on x86_64 alone, 12 everywhere
    "jit": Mode(("-Xusejit:true", "-Xjitthreshold:100")),
    # platform and app compiled when they are installed, platform classes initialised from an image: as on a phone
    "aot": Mode(("-Xusejit:false",), aot=True),
}


def mode_of(rig: Path, name: str) -> Mode:
    """The mode of a name; a test that wants one which this rig cannot run is skipped."""
    for own, stage in (("jit", JIT), ("aot", AOT)):
        if name == own and not built(rig, stage):
            pytest.skip(f"the rig in {rig} has no compiler for {name}: run make art to its end")
    return MODES[name]


def command(rig: Path, jar: Path, main: str, mode: Mode, options: tuple[str, ...] = CHECKED) -> list[str]:
    """The command line of a program; further arguments are the program's own."""
    chosen = [f"ART_LIB={rig / 'nterp'}"] if mode.nterp else []
    if mode.aot:
        chosen.append(f"ART_IMAGE={rig / 'boot' / 'boot.art'}")
        jar = programs.installed(rig, jar)
    return [
        "env", *chosen, str(rig / "run.sh"), *MEMORY, *mode.options, *options, "-cp", str(jar), main,
    ]  # fmt: skip


def prepared(rig: Path, script: str) -> str:
    """A script that loads what Frida's bridge asks of Android's C library before anything else.

    It cannot be in the program from the start: Frida would take it for the C library.
    """
    return f"Module.load('{rig / 'lib' / 'sys' / 'libc.so'}');\n{script}"


def script(rig: Path, java: bool = True) -> str:
    """The agent's script."""
    return prepared(rig, agent_text(java))


def take_over(
    monkeypatch: pytest.MonkeyPatch,
    rig: Path,
    mode: Mode,
    main: str = SUITE,
    jar: Path | None = None,
    *,
    checked: bool = True,
) -> None:
    """From now on ``tests.capture.agent.app.started`` starts a program on ART: the suite's app, or another one that
    answers commands."""
    program = programs.suite(rig) if jar is None else jar

    def on_art(options: tuple[str, ...]) -> list[str]:
        return command(rig, program, main, mode, (*(CHECKED if checked else ()), *options))

    monkeypatch.setattr(app, "command", on_art)
    monkeypatch.setattr(agent, "agent_text", lambda java=True: script(rig, java))
