"""What the shell does itself."""

from pathlib import Path

import pytest

from harness.sandbox.system.device import RootMode
from tests.sandbox.shell.typed import run


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sh -c 'exit 4'; echo $?", "4\n"),
        ("su -c 'id -u'", "0\n"),
        ("export A=b; exec echo $A; echo never", "b\n"),
        ("A=1; sh -c 'echo $A; A=2; cd /data'; echo $A; pwd", "1\n1\n/\n"),
        ("cd /sdcard; pwd; echo $PWD", "/storage/emulated/0\n/storage/emulated/0\n"),
        ("export A=b; unset A; echo [$A]", "[]\n"),
        ("sleep 0.1 & wait; echo after", "after\n"),
        ("which cd ls nothing; echo $?", "cd\n/system/bin/ls\n1\n"),
        ("time echo a; nohup echo b; eval echo c", "a\nb\nc\n"),
        ("echo 'echo from a file' > /sdcard/s; sh /sdcard/s", "from a file\n"),
    ],
)
def test_lines(tmp_path: Path, line: str, expected: str) -> None:
    assert run(tmp_path, line)[1] == expected


def test_commands_of_the_input(tmp_path: Path) -> None:
    assert run(tmp_path, "sh", b"cd /data\npwd\nexit 3\necho never\n")[:2] == (3, "/data\n")


@pytest.mark.parametrize(
    ("line", "code", "error"),
    [
        ("cd /nope", 2, "/system/bin/sh: cd: /nope: No such file or directory\n"),
        ("cd /system/etc/hosts", 2, "/system/bin/sh: cd: /system/etc/hosts: Not a directory\n"),
        ("exit 300", 44, ""),
    ],
)
def test_codes(tmp_path: Path, line: str, code: int, error: str) -> None:
    found, _, errors = run(tmp_path, line)
    assert (found, errors) == (code, error)


@pytest.mark.parametrize(
    ("root", "line", "code", "output"),
    [
        ("su", "id -u; su -c 'id -u'; id -u", 0, "2000\n0\n2000\n"),
        ("su0", "su 0 id -u; su root id -u", 0, "0\n0\n"),
        ("su0", "su -c 'id -u'", 1, ""),
        ("none", "su", 127, ""),
    ],
)
def test_who_may_become_root(tmp_path: Path, root: RootMode, line: str, code: int, output: str) -> None:
    assert run(tmp_path, line, root=root)[:2] == (code, output)
