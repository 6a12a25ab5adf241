"""Runs the escape app through its tricks, and takes what a run saw apart by trick."""

import contextlib
import dataclasses
import os
import re
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from harness.analysis.assessment import assess
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.recording import Recording
from harness.evidence.bundle import LOGCAT, Bundle
from harness.evidence.rows import Value
from tests.e2e.conftest import ROOT, Finished, harness
from tests.sockets import hang_up

APK = ROOT / "samples" / "escape" / "escape.apk"
SECRET = "ESCAPE_SECRET"
LINE = re.compile(rb"@(\w+) \d{15}")


def page_rows(title: str) -> list[list[str]]:
    """Return the rows of a table of docs/limits.md, a cell an item."""
    page = (ROOT / "docs" / "limits.md").read_text("utf-8")
    section = page.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\| `.*\|$", section, re.M)]


def promised(trick: str, level: str) -> set[str]:
    """Return what docs/limits.md says that the verdict of a trick names at a level of confinement."""
    (cell,) = [row[4] for row in page_rows("On the sandbox device") if row[0] == f"`{trick}`"]
    parts = [part.strip() for part in cell.split(";")]
    mine = [part for part in parts if part.startswith(("`", f"{level}:"))]
    return {word for part in mine for word in re.findall(r"`(\w+)`", part)}


class Outside:
    """Everything on this machine that an escape would reach: listeners on all its addresses, files of its user."""

    def __init__(self, folder: Path) -> None:
        """Listen, and lay out the files, below ``folder``."""
        self.heard: list[tuple[str, bytes]] = []
        self.host = _own_address()
        self._tcp = socket.create_server(("0.0.0.0", 0))  # noqa: S104 - an escape may come by any address
        self._spare = socket.create_server(("0.0.0.0", 0))  # noqa: S104
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("0.0.0.0", 0))  # noqa: S104
        # A short directory: the path of a Unix socket has at most 107 bytes.
        self._short = tempfile.TemporaryDirectory(prefix="esc-")
        self.unix = Path(self._short.name) / "s"
        self.abstract = Path(self._short.name).name
        self._path, self._name = (socket.socket(socket.AF_UNIX) for _ in range(2))
        self._path.bind(str(self.unix))
        self._name.bind(f"\0{self.abstract}")
        self.home = folder / "home"
        self.home.mkdir()
        self.file = self.home / "diary.txt"
        self.file.write_text("nobody's business", "utf-8")
        for name, one in (("tcp", self._tcp), ("tcp", self._spare), ("unix", self._path), ("abstract", self._name)):
            one.listen()
            threading.Thread(target=self._serve, args=(name, one), daemon=True).start()
        threading.Thread(target=self._datagrams, daemon=True).start()
        self.tcp, self.udp, self.spare = (one.getsockname()[1] for one in (self._tcp, self._udp, self._spare))

    def address(self, trick: str, directory: Path) -> str:
        """Return the address that has the app try a trick; the bundle will lie below ``directory``.

        An address that was refused is a row once a run: what is tried a second time has a port of its own.
        """
        tcp = self.spare if trick == "memory" else self.tcp
        return (
            f"escape://{trick}?host={self.host}&tcp={tcp}&udp={self.udp}&loopback={self.tcp}&unix={self.unix}"
            f"&abstract={self.abstract}&file={self.file}&directory={directory}"
        )

    def _serve(self, name: str, server: socket.socket) -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client, contextlib.suppress(OSError):
                client.settimeout(5)
                self.heard.append((name, client.recv(4096)))

    def _datagrams(self) -> None:
        with contextlib.suppress(OSError):
            while got := self._udp.recv(4096):  # nothing: hung up
                self.heard.append(("udp", got))

    def escaped(self) -> set[str]:
        """Return the tricks by which a value came here."""
        return {found.decode() for _, got in self.heard for found in LINE.findall(got)}

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        hang_up(self._tcp, self._spare, self._udp, self._path, self._name)
        self._short.cleanup()


def _own_address() -> str:
    """An address of this machine that is not its loopback, if it has one. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "127.0.0.2"


def scenario(tricks: list[tuple[str, ...]], outside: Outside, out: Path) -> str:
    """Return a scenario with a phase a trick. Each group has a process of its own."""
    text = ["schema: 1", "name: escape", "permissions: granted_at_install", "phases:"]
    for number, group in enumerate(tricks):
        for place, trick in enumerate(group):
            start = [] if place else ["relaunch" if number else "launch"]
            steps = [*start, f'deep_link: "{outside.address(trick, out)}"']
            steps.append(f"assert: {{visible: {trick} end, at_most_s: 60}}")
            text += [f"  - name: {trick}", "    steps:", *(f"      - {step}" for step in steps)]
    text += ["branches:", "  ignore:", "    - name: after", "      steps:", "        - wait: {seconds: 0.1}"]
    return "\n".join(text) + "\n"


class Tried(Finished):
    """A finished run of the app through its tricks, with what was heard outside."""

    def __init__(self, finished: Finished, outside: Outside) -> None:
        """Read what the app says of itself."""
        super().__init__(finished.done, finished.out)
        self.outside = outside
        log = self.bundle.read_bytes(LOGCAT).decode()
        self.said = dict(re.findall(r" Escape *: (\w+\.[^:]+?): (.*)$", log, re.MULTILINE))
        self.whole = recording_from_bundle(Bundle(self.bundle.path))

    @property
    def level(self) -> str:
        """How the app was confined."""
        return str(self.bundle.run.confinement and self.bundle.run.confinement.level)

    def alone(self, trick: str) -> Recording:
        """Return what the bundle would hold of this trick, had nothing else been tried."""
        (phase,) = [row for row in self.whole.phases if row.name == trick]

        def here(row: Any) -> bool:
            return bool(phase.start_us <= row.time_us < phase.end_us)

        whole = self.whole
        observations = [row for row in whole.observations if here(row)]
        pids = {row.pid for row in observations}
        return dataclasses.replace(
            whole,
            observations=observations,
            phases=[phase],
            exchanges=[row for row in whole.exchanges if phase.start_us <= row.time_us < phase.end_us],
            connections=[row for row in whole.connections if here(row)],
            attempts=[row for row in whole.attempts if here(row)],
            processes=[row for row in whole.processes if row.pid in pids],
            gaps=[row for row in whole.gaps if phase.start_us <= row.from_us < phase.end_us],
        )

    def verdict(self, trick: str) -> tuple[str, list[str]]:
        """Return the verdict, and its reasons, of this trick alone."""
        summary = assess(self.alone(trick)).summary
        return summary.verdict, list(summary.reasons)

    def rows(self, trick: str) -> list[str]:
        """Return what the bundle tells of this trick, a line a row."""
        one = self.alone(trick)
        lines = [f"attempt {row.what} {row.target} {row.answer}" for row in one.attempts]
        lines += [f"connection {row.state} {row.host}:{row.port}" for row in one.connections]
        lines += [f"exchange {row.kind} {row.url}" for row in one.exchanges]
        for row in one.observations:
            words = " ".join(word for value in row.args for word in _texts(value))
            lines.append(f"observation {row.point} {words} {row.exception or ''}")
        return lines


def _texts(value: Value) -> Iterator[str]:
    if value.text:
        yield value.text
    for each in (*value.fields.values(), *value.items):
        yield from _texts(each)


def tried(
    folder: Path, tricks: list[tuple[str, ...]], *words: str, confine: str = "", outside: Outside | None = None
) -> Tried:
    """Run the app through the tricks, as a user does; more ``words`` go to the program."""
    out = folder / "runs"
    with outside or Outside(folder) as listening:
        file = folder / "escape.yaml"
        file.write_text(scenario(tricks, listening, out), "utf-8")
        environment = {**os.environ, SECRET: "hunter2", **({"HARNESS_CONFINE": confine} if confine else {})}
        command = ("run", str(APK), "--device", "sandbox", "--branch", "ignore", "--scenario", str(file), *words)
        done = harness(*command, "--out", str(out), cwd=ROOT, timeout=800, env=environment)
        return Tried(Finished(done, out), listening)
