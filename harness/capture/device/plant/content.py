"""Rows of content providers through the ``content`` command, each checked after it was written.

Source: AOSP ``frameworks/base/cmds/content`` (``Content.java``): ``--bind NAME:TYPE:VALUE`` with the types b, s, i, l,
f, d; ``Row: N name=value, ...`` on output. From Android 11 the argument is split at every colon that no backslash
precedes, and must have three parts (``splitWithEscaping``); there is a type n for null. Before, all behind the second
colon is the value, as it is. What it does not understand it says on its *output* (``[ERROR] ...``), what a provider
throws on its error output, and both times it exits with 0.
"""

import re
from collections.abc import Mapping

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.journal import Command
from harness.capture.device.link.link import Link
from harness.capture.device.link.outputs import one_line

ESCAPES_SINCE = 30
Cell = str | int | None


def sql(text: str) -> str:
    """Return a text as SQLite's literal."""
    return "'" + text.replace("'", "''") + "'"


def binding(name: str, value: Cell, api_level: int) -> str:
    """Return the argument of ``--bind`` and ``--extra`` that means this value at an API level."""
    if value is None:
        return f"{name}:n:"
    text = str(value)
    if api_level >= ESCAPES_SINCE:
        text = text.replace("\\", "\\\\").replace(":", "\\:")
    return f"{name}:{'l' if isinstance(value, int) else 's'}:{text}"


def refusal(stdout: str, stderr: str) -> str | None:
    """Return what ``content`` complained of, ``None`` when it did not."""
    wrong = re.search(r"^\[ERROR\].*$", stdout, re.MULTILINE)
    if wrong is not None:
        return one_line(wrong[0], 200)
    return one_line(stderr or stdout, 200) if "Error while accessing provider" in stderr + stdout else None


def _bind(values: Mapping[str, Cell], api_level: int) -> list[str]:
    words = []
    for name, value in values.items():
        if value is not None or api_level >= ESCAPES_SINCE:  # without a type for it, what is left out is null
            words += ["--bind", binding(name, value, api_level)]
    return words


class Provider:
    """One content provider, written as root where there is root and as the shell otherwise."""

    def __init__(self, link: Link, *, as_shell: bool = False) -> None:
        """``link`` is the device; ``as_shell``: never as root, for providers that go by app operations."""
        self._link = link
        self._root = link.root is not None and not as_shell

    def _run(self, *words: str) -> str:
        run = self._link.sudo if self._root else self._link.shell
        done = run(["content", *words])
        reason = refusal(done.stdout, done.stderr)
        if done.code != 0 or reason is not None:
            reason = reason or one_line(done.stderr or done.stdout, 200)
            raise ChangeRefused(f"content {words[0]} {words[2]} failed on {self._link.serial}: {reason}.")
        return done.stdout

    def undo_rows(self, what: str, uri: str, where: str) -> None:
        """Write into the journal that the rows of ``where`` are to be deleted."""
        self._link.change(what, Command(["content", "delete", "--uri", uri, "--where", where], self._root))

    def insert(self, uri: str, values: Mapping[str, Cell]) -> None:
        """Insert a row. Raises :class:`ChangeRefused` when the provider throws; silent refusals show in :meth:`ids`."""
        self._run("insert", "--uri", uri, *_bind(values, self._link.api_level))

    def ids(self, uri: str, where: str) -> list[int]:
        """Return the ``_id`` of the rows that match, lowest first."""
        said = self._run("query", "--uri", uri, "--projection", "_id", "--where", where)
        return sorted(int(found) for found in re.findall(r"^Row: \d+ _id=(\d+)\s*$", said, re.MULTILINE))
