"""The shell's language and its small commands, without adb."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.sandbox.shell.commands import commands
from tests.sandbox.shell.typed import run


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("echo a; echo b", "a\nb\n"),
        ("false || echo or && echo and", "or\nand\n"),
        ("! false && echo yes", "yes\n"),
        ("X=1 Y='a b'; echo $X-${Y}-\"$Y\"-'$X'", "1-a b-a b-$X\n"),
        ("echo $(echo deep $(echo er)) `echo tick`", "deep er tick\n"),
        ("(cd /data; pwd); pwd", "/data\n/\n"),
        ("echo one > /sdcard/f; echo two >> /sdcard/f; cat < /sdcard/f", "one\ntwo\n"),
        ("cd /system; echo e*/hosts no*thing", "etc/hosts no*thing\n"),
        ("ls /nope 2>/dev/null; echo $?", "1\n"),
        ("foo 2>&1 | grep -c inaccessible", "1\n"),
        ("sleep 0 & echo done", "done\n"),
        ("# nothing\necho line\n\necho next", "line\nnext\n"),
        ("[ -d /data ] && [ ! -e /nope ] && test 3 -gt 2 && echo ok", "ok\n"),
        ("printf '%s-%d\\n' a 5", "a-5\n"),
        ("yes=1; echo a | cat | cat | wc -l", "1\n"),
        ("echo 'b\na\nb' 2>&1 | sort -u | head -n 1", "a\n"),
        ("mkdir -p /sdcard/a/b && touch /sdcard/a/b/c && find /sdcard/a -type f", "/sdcard/a/b/c\n"),
        (
            "echo x > /sdcard/x; mv /sdcard/x /sdcard/y; cp /sdcard/y /sdcard/z; ls /sdcard/[yz]",
            "/sdcard/y\n/sdcard/z\n",
        ),
        ("echo abc | md5sum", "0bee89b07a248e27c83fc3d5951213c1  -\n"),
        ("stat -c '%s %F' /system/etc/hosts", "56 regular file\n"),
        ("getprop ro.harness.sandbox", "1\n"),
        ("setprop a.b c; getprop a.b; setprop ro.serialno x || echo no", "c\nno\n"),
    ],
)
def test_lines(tmp_path: Path, line: str, expected: str) -> None:
    assert run(tmp_path, line)[1] == expected


@pytest.mark.parametrize(
    "line",
    ["echo 'open", 'echo "open', "a |", "| a", "a && ", "(a", "a)", "if true", "for x in a", "echo $((1+1))",
     ">", "a 5>x",
     "((((((((((((((((((((((((", "$(" * 40, "`", "${", "a >& x", "&&", ";;", "\\"],
)  # fmt: skip
def test_broken_lines_are_told(tmp_path: Path, line: str) -> None:
    code, _, errors = run(tmp_path, line)
    assert "Traceback" not in errors
    assert code != 0 or not errors


@pytest.mark.parametrize(
    ("line", "code", "error"),
    [
        ("foo", 127, "/system/bin/sh: foo: inaccessible or not found\n"),
        ("/data/x", 127, "/system/bin/sh: /data/x: inaccessible or not found\n"),
        ("/data", 126, "/system/bin/sh: /data: can't execute: Is a directory\n"),
        ("cat /nope", 1, "cat: /nope: No such file or directory\n"),
        ("rm /nope", 1, "rm: /nope: No such file or directory\n"),
        ("ls -Q /", 1, "ls: Unknown option 'Q'\n"),
        ("echo x > /nope/y", 1, "/system/bin/sh: can't open /nope/y: No such file or directory\n"),
        ("grep '('", 0, ""),
        ("head -n x", 1, "head: bad number 'x'\n"),
    ],
)
def test_errors(tmp_path: Path, line: str, code: int, error: str) -> None:
    found, _, errors = run(tmp_path, line, b"(\n")
    assert (found, errors) == (code, error)


def test_every_command_survives_strange_arguments(tmp_path: Path) -> None:
    skipped = {"sleep", "logcat", "screencap", "rm"}
    strange = ["", "''", "-", "--", "-x", "x", "-n", "1 2 3 4 5", "\udcff", "/../..", "a b c", "'[' '('", "-c", "%s"]
    lines = [f"{name} {arg} >/dev/null" for name in sorted(set(commands()) - skipped) for arg in strange]
    _, _, errors = run(tmp_path, "\n".join(lines))
    assert "the sandbox failed" not in errors


def test_a_line_says_the_same_each_time_however_long_it_is(tmp_path: Path) -> None:
    line = "x=1; (x=2; echo $x) && echo $x | cat > /data/f; ! false && cat /data/f"
    for each in (line, f"{line} # {'.' * 5000}"):
        assert run(tmp_path, "\n".join([each] * 3)) == (0, "2\n1\n" * 3, "")
    assert all(run(tmp_path, "echo 'open")[0] for _ in range(2)), "what is no command stays none"
