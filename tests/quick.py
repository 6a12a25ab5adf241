"""What ``make quick`` runs: every test that starts no device, no adb, no JVM and no browser, and is not long.

Nobody marks a test as quick: it is, unless it is marked as something else (pyproject.toml lists the marks), or its file
or a fixture is named below. That this is so is watched: a quick test that starts one of these
programs fails, whether it does so itself or a program that it starts does; so does one that computes too long.
"""

import functools
import os
import re
import resource
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import examples

OTHERS = ("e2e", "art", "browser", "debian", "root", "device", "slow", "postgres")
"""Who has one of these marks is not quick."""
FIXTURES = {"adb", "adb_server", "attach", "sandbox"}
"""Who asks for one of these gets the mark ``device``."""
DEVICES = {
    "tests/capture/device": (
        "test_avd", "test_faults", "test_journal", "test_ready", "test_redroid", "test_transcripts", "test_trust",
    ),
    "tests/capture/device/adb": ("test_apps",),
    "tests/capture/device/frida": ("test_server",),
    "tests/capture/device/gadget": ("test_session",),
    "tests/capture/device/install": ("test_install",),
    "tests/capture/device/link": ("test_link", "test_root_shell", "test_server", "test_wall_clock"),
    "tests/capture/device/plant": ("test_emulator", "test_oaid", "test_plant", "test_typed"),
    "tests/capture/device/routes": ("test_routes",),
    "tests/capture/doctor": ("test_confinement", "test_host"),
    "tests/capture/doctor/selftest": ("test_whole",),
    "tests/capture/unpin": ("test_unpin",),
    "tests/cli": ("test_device_faults", "test_doctor"),
    "tests/faults": ("test_signals",),
    "tests/sandbox": ("test_instances",),
    "tests/sandbox/cage": ("test_confined", "test_ends"),
}  # fmt: skip
"""Folder by folder the files whose tests start devices themselves: all of them get the mark ``device``."""
LONG = {
    "tests/analysis": ("test_bounds", "test_determinism", "test_gather", "test_hostile"),
    "tests/analysis/search": ("test_fallback",),
    "tests/analysis/decode": ("test_xor",),
    "tests/cli": ("test_doors",),
    "tests/recordings": ("test_uses",),
    "tests": ("test_quick",),
}
"""The same of the mark ``slow``."""
MOST_S = 4.0
"""Seconds of a processor after which a quick test fails, with its fixtures and the programs that it waited for.

The rule is half a second (CONTRIBUTING.md); the rest is for a slow or busy machine, and for whoever is first to import.
"""
ALL_EXAMPLES = 4
"""Where all examples are tried, and by the usual engine, a test may take so many times as long."""
_LONGEST = 5
SEVERAL = 1000
"""Who tries fewer tests than these asks about something else."""
ENVIRONMENT = ("JAVA_HOME", "ADBUTILS_ADB_PATH", "PATH")
_WHOLE = re.compile(rf"^pytestmark = \[?pytest\.mark\.(?:{'|'.join(OTHERS)})\b", re.MULTILINE)
"""A file all of whose tests have such a mark."""
_PARTLY = re.compile(rf"\bmark\.(?:{'|'.join(OTHERS)})\b|\b(?:{'|'.join(sorted(FIXTURES))})\b")
"""In a file, or in a ``conftest.py`` above it, without any of these words every test is quick."""
_PROGRAMS = re.compile(r"(^|/)(adb|java|chromium|chrome)$")
_MODULES = ("harness.sandbox",)


class Watch:
    """Tells of programs that start. Traps stand where programs look for adb and java, for those that tests start."""

    def __init__(self, folder: Path) -> None:
        self.said = folder / "said"
        self.said.touch()
        self.java = folder / "java"
        self.bin = self.java / "bin"
        self.bin.mkdir(parents=True)
        (self.java / "release").write_text('JAVA_VERSION="17"\n')
        for name in ("adb", "java"):
            trap = self.bin / name
            line = f'echo "{name} $*" >> {shlex.quote(str(self.said))}'
            trap.write_text(f"#!/bin/sh\n{line}\nexit 97\n")
            trap.chmod(0o755)
        self.on = False
        self.before: dict[str, str | None] = {}
        self._listen()

    def _listen(self) -> None:
        """Hear of every program that this process starts; an audit hook would be called for a million other things."""
        start = subprocess.Popen.__init__

        @functools.wraps(start)
        def heard(made: Any, *args: Any, **named: Any) -> None:
            if self.on:
                self._look(args[0] if args else named["args"])
            start(made, *args, **named)

        subprocess.Popen.__init__ = heard  # type: ignore[method-assign]

    def _look(self, args: Any) -> None:
        if isinstance(args, (str, bytes, os.PathLike)):
            words = os.fsdecode(args).split()
        else:
            words = [os.fsdecode(word) for word in args]
        if words and (_PROGRAMS.search(words[0]) or any(word in _MODULES for word in words)):
            with self.said.open("a") as out:
                out.write(f"{shlex.join(words)[:200]}\n")

    def start(self) -> None:
        """Listen, and put the traps where programs are looked for; as long as one quick test follows the other."""
        if self.on:
            return
        self.before = {name: os.environ.get(name) for name in ENVIRONMENT}
        path = os.environ.get("PATH", "")
        os.environ.update(JAVA_HOME=str(self.java), ADBUTILS_ADB_PATH=str(self.bin / "adb"), PATH=f"{self.bin}:{path}")
        self.on = True

    def stop(self) -> None:
        """Let programs start again."""
        if not self.on:
            return
        self.on = False
        for name, value in self.before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def heard(self) -> str:
        """Return what was started since somebody asked."""
        if not self.said.stat().st_size:
            return ""
        said = self.said.read_text(errors="replace")
        os.truncate(self.said, 0)
        return said


_WATCH: list[Watch] = []
_BEGUN = pytest.StashKey[float]()
COST = "processor_s"
"""The property of a quick test's report that says what it took."""


def _spent() -> float:
    """Return the seconds of a processor that this process took, and programs for whose end it waited."""
    each = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in each)


def _limit() -> float:
    return MOST_S * (1 if examples.few() else ALL_EXAMPLES)


def _watch(config: pytest.Config) -> Watch:
    """Return the one of this process; its folder is one of pytest's, which removes also those of killed sessions."""
    if not _WATCH:
        _WATCH.append(Watch(config._tmp_path_factory.mktemp("harness-quick-")))  # type: ignore[attr-defined]
    return _WATCH[0]


def pytest_sessionfinish() -> None:
    """Take the traps away."""
    for watch in _WATCH:
        watch.stop()


def all_quick(file: Path, root: Path) -> bool:
    """Whether a file of tests has none but quick ones, without reading it as Python; False where that is not sure."""
    if _named(file, root):
        return False
    above = [folder / "conftest.py" for folder in file.parents if folder.is_relative_to(root / "tests")]
    texts = (each.read_text("utf-8") for each in (file, *above[:-1]) if each.exists())
    return not any(_PARTLY.search(text) for text in texts)


def _named(file: Path, root: Path) -> bool:
    folder = file.parent.relative_to(root).as_posix()
    return file.stem in (*DEVICES.get(folder, ()), *LONG.get(folder, ()))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files unread in which nothing is what alone is asked for: a tenth of what imports cost where that is quick
    tests, a quarter of what collecting costs, and half of the tests, where it is all others."""
    if collection_path.suffix != ".py":
        return None
    if config.option.markexpr == "not quick":
        return (
            True if collection_path.name.startswith("test_") and all_quick(collection_path, config.rootpath) else None
        )
    if config.option.markexpr != "quick":
        return None
    folder = collection_path.parent.relative_to(config.rootpath).as_posix()
    named = _named(collection_path, config.rootpath)
    marked = collection_path.name.startswith("test_") and _WHOLE.search(collection_path.read_text("utf-8"))
    return True if named or marked or folder.startswith("tests/art") else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is quick: after the folders have marked what is theirs, before any is left out."""
    for item in items:
        folder, _, file = item.nodeid.partition("::")[0].rpartition("/")
        name = file.removesuffix(".py")
        if name in DEVICES.get(folder, ()) or FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.device)
        if name in LONG.get(folder, ()):
            item.add_marker(pytest.mark.slow)
        if not any(item.get_closest_marker(name) for name in OTHERS):
            item.add_marker(pytest.mark.quick)
    for file in {item.path for item in items if item.get_closest_marker("quick") is None}:
        if all_quick(file, config.rootpath):
            raise pytest.UsageError(f"{file}: not all is quick, which the file does not say: name it in tests/quick.py")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Watch a quick test from before its fixtures on."""
    if item.get_closest_marker("quick"):
        item.stash[_BEGUN] = _spent()
        _watch(item.config).start()
    elif _WATCH:
        _WATCH[0].stop()


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Fail a test that is not what it is marked as, after its fixtures are gone."""
    try:
        return (yield)
    finally:
        if item.get_closest_marker("quick"):
            cost = _spent() - item.stash[_BEGUN]
            item.user_properties.append((COST, round(cost, 3)))
            if said := _WATCH[0].heard():
                told = f"a quick test started\n{said[:2000]}mark it as `device`, or name its file in tests/quick.py"
                pytest.fail(told, pytrace=False)
            if cost > _limit():
                told = f"a quick test took {cost:.1f} s of a processor ({_limit():.0f} at most): mark it as `slow`"
                pytest.fail(told, pytrace=False)


def costs(terminalreporter: Any) -> dict[str, float]:
    """Return the seconds of a processor that each quick test of this session took, in whatever process."""
    return {
        report.nodeid: float(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "teardown"
        for name, value in report.user_properties
        if name == COST
    }


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what the quick tests took, and which of them took most: they run more often than all others together."""
    found = costs(terminalreporter)
    if len(found) > SEVERAL:
        terminalreporter.section(f"quick tests: {sum(found.values()):.0f} s of a processor, the most of it in")
        for name in sorted(found, key=lambda each: -found[each])[:_LONGEST]:
            terminalreporter.line(f"{found[name]:6.2f} s {name}")
