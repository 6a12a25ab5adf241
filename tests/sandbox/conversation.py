"""One conversation between a stock adb client and a device, whatever device it is.

Everything here is the transport's business (exit codes, channels, files), so that the answers of Debian's real adbd,
whose shell is this machine's, and of the sandbox must be equal.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any

from tests.sandbox.conftest import Adb

NAMES = [
    "with space",
    "引号'and\"double",
    "中文 文件.txt",
    "-dash",
    "a;b&c|d",
    "$HOME",
    "back\\slash",
    "tab\tname",
    "ünïcode",
]


def converse(adb: Adb, base: str, work: Path) -> dict[str, Any]:
    """The answers by name. ``base`` is a directory of the device to work in, ``work`` one of this machine."""
    said: dict[str, Any] = {}

    def ask(name: str, *args: str, data: bytes | None = None) -> None:
        done = adb.run(*args, data=data)
        said[name] = (done.returncode, done.stdout, done.stderr)

    ask("exit code", "shell", "exit 7")
    ask("exit code of the last", "shell", "true; false")
    ask("channels", "shell", "echo out; echo err >&2; exit 3")
    ask("stdin", "shell", "cat", data=b"one\ntwo\0three\xff")
    ask("stdin to its end", "shell", "wc -c", data=bytes(300_000))
    ask("pipe", "shell", "echo a b c | wc -w")
    ask("and or", "shell", "false && echo no || echo yes")
    ask("quotes", "shell", "echo 'a  b' \"c $? d\" e\\ f")
    ask("status in the output", "shell", "false; echo X4EXIT:$?")
    ask("without v2", "shell", "-x", "echo out; echo err >&2; exit 3")
    ask("exec-out", "exec-out", "printf 'a\\nb\\r\\n'")
    ask("long argument", "shell", "echo " + "x" * 30_000)

    data = os.urandom(5_000_000)
    (work / "big").write_bytes(data)
    ask("make directory", "shell", f"mkdir -p {base}/sub")
    said["push"] = adb.run("push", str(work / "big"), f"{base}/big").returncode
    said["pull"] = adb.run("pull", f"{base}/big", str(work / "back")).returncode
    said["big file is whole"] = (work / "back").read_bytes() == data
    said["digest"] = (
        adb.run("shell", f"sha256sum < {base}/big").stdout[:64] == hashlib.sha256(data).hexdigest().encode()
    )
    said["exec-out is binary clean"] = adb.run("exec-out", f"cat {base}/big").stdout == data
    ask("size", "shell", f"wc -c < {base}/big")

    (work / "names").mkdir()
    for number, name in enumerate(NAMES):
        (work / "names" / name).write_bytes(b"x" * number)
        os.utime(work / "names" / name, (1_600_000_000 + number, 1_600_000_000 + number))
    (work / "names" / NAMES[0]).chmod(0o755)
    said["push directory"] = adb.run("push", str(work / "names"), f"{base}/names").returncode
    said["list"] = _listing(adb.run("ls", f"{base}/names").stdout)
    said["pull directory"] = adb.run("pull", "-a", f"{base}/names", str(work / "again")).returncode
    said["names"] = sorted(
        (path.name, path.stat().st_size, int(path.stat().st_mtime)) for path in (work / "again").iterdir()
    )
    ask("pull what is not there", "pull", f"{base}/missing", str(work / "nothing"))
    ask("list what is not there", "ls", f"{base}/missing")
    ask("push onto a directory's place", "push", str(work / "big"), f"{base}/big/below")
    said["push onto a directory's place"] = (
        said["push onto a directory's place"][0],
        re.sub(rb".*remote ", b"", said["push onto a directory's place"][2]),
    )
    (work / "empty").write_bytes(b"")
    said["empty file"] = adb.run("push", str(work / "empty"), f"{base}/sub/").returncode
    ask("empty file's size", "shell", f"wc -c < {base}/sub/empty")

    port = adb.run("reverse", "tcp:0", "tcp:9").stdout.decode().strip()
    said["reverse gives a port"] = port.isdigit()
    listed = adb.run("reverse", "--list").stdout.decode()
    said["reverse list"] = re.sub(r"^host-\d+", "host-N", listed).replace(port, "PORT")
    ask("reverse removed", "reverse", "--remove", f"tcp:{port}")
    ask("reverse removed twice", "reverse", "--remove", f"tcp:{port}")
    said["reverse removed twice"] = tuple(
        item.replace(port.encode(), b"PORT") if isinstance(item, bytes) else item
        for item in said["reverse removed twice"]
    )
    ask("reverse list empty", "reverse", "--list")
    ask("remove", "shell", f"rm -rf {base}")
    return {name: _anonymous(answer, base, work) for name, answer in said.items()}


def _listing(raw: bytes) -> list[tuple[str, str, str]]:
    """Mode, size and name of files in ``adb ls``'s lines (``mode size time name``, hexadecimal)."""
    rows = []
    for line in raw.decode("utf-8", "surrogateescape").splitlines():
        mode, size, _, name = line.split(" ", 3)
        if name not in (".", ".."):
            rows.append((mode, size, name))
    return sorted(rows)


def _anonymous(answer: Any, base: str, work: Path) -> Any:
    if isinstance(answer, bytes):
        text = answer.replace(base.encode(), b"BASE").replace(str(work).encode(), b"WORK")
        return re.sub(rb"\d+(\.\d+)? MB/s.*", b"SPEED", text)
    if isinstance(answer, tuple):
        return tuple(_anonymous(item, base, work) for item in answer)
    return answer
