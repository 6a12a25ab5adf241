"""The shell that adbd starts: its rights, and what it does without a command."""

from pathlib import Path

import pytest

from harness.sandbox import caller
from harness.sandbox.system.device import RootMode
from tests.sandbox.shell.typed import run


@pytest.mark.parametrize(("root", "who"), [("adbd", "root\n"), ("su", "shell\n"), ("none", "shell\n")])
def test_it_has_the_rights_of_adbd(tmp_path: Path, root: RootMode, who: str) -> None:
    assert run(tmp_path, "whoami", root=root) == (0, who, "")
    assert caller.uid.get() == caller.ROOT


def test_without_a_command_it_reads_lines(tmp_path: Path) -> None:
    assert run(tmp_path, "", b"cd /data\npwd\nfalse\nexit 5\necho never\n") == (5, "/data\n", "")


def test_on_a_terminal_it_prompts_echoes_and_edits(tmp_path: Path) -> None:
    code, shown, _ = run(tmp_path, "", b"echo ax\x7fb\r\x04", tty=True)
    assert code == 0
    assert shown == "sandbox:/ # echo ax\b \bb\nab\nsandbox:/ # "
