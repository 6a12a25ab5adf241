"""Rows of content providers through the ``content`` command, each checked after it was written.

Source: AOSP ``frameworks/base/cmds/content`` (``Content.java``): ``--bind NAME:TYPE:VALUE`` with the types b, s, i, l,
f, d and n; ``Row: N name=value, ...`` on output. It runs as the shell's user, or as root, which every provider trusts.
"""

import re
from collections.abc import Mapping

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.journal import Command
from harness.capture.device.link import Link, one_line

Cell = str | int | None


def sql(text: str) -> str:
    """Return a text as SQLite's literal."""
    return "'" + text.replace("'", "''") + "'"


def _bind(values: Mapping[str, Cell]) -> list[str]:
    words = []
    for name, value in values.items():
        kind = "n" if value is None else "l" if isinstance(value, int) else "s"
        words += ["--bind", f"{name}:{kind}:{'' if value is None else value}"]
    return words


class Provider:
    """One content provider, written as root where there is root and as the shell otherwise."""

    def __init__(self, link: Link) -> None:
        """``link`` is the device."""
        self._link = link
        self._root = link.root is not None

    def _run(self, *words: str) -> str:
        run = self._link.sudo if self._root else self._link.shell
        done = run(["content", *words])
        # The command exits 0 even when the provider throws; it then prints the exception on its error output.
        if done.code != 0 or "Error while accessing provider" in done.stderr + done.stdout:
            reason = one_line(done.stderr or done.stdout, 200)
            raise ChangeRefused(f"content {words[0]} {words[2]} failed on {self._link.serial}: {reason}.")
        return done.stdout

    def undo_rows(self, what: str, uri: str, where: str) -> None:
        """Write into the journal that the rows of ``where`` are to be deleted."""
        self._link.change(what, Command(["content", "delete", "--uri", uri, "--where", where], self._root))

    def insert(self, uri: str, values: Mapping[str, Cell]) -> None:
        """Insert a row. Raises :class:`ChangeRefused` when the provider throws; silent refusals show in :meth:`ids`."""
        self._run("insert", "--uri", uri, *_bind(values))

    def ids(self, uri: str, where: str) -> list[int]:
        """Return the ``_id`` of the rows that match, lowest first."""
        said = self._run("query", "--uri", uri, "--projection", "_id", "--where", where)
        return sorted(int(found) for found in re.findall(r"^Row: \d+ _id=(\d+)\s*$", said, re.MULTILINE))
