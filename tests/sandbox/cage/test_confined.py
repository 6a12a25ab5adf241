"""A program that tries to get out, at each level: nothing succeeds, and what matters is told."""

import asyncio
import json
import os
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from harness.sandbox.cage import limits
from harness.sandbox.cage.landlock import abi

from .conftest import HERE, Outcome, confined

LEVELS = ["full", "partial"]


@pytest.fixture(scope="module", params=LEVELS)
def outcome(
    request: pytest.FixtureRequest, outside: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    if request.param == "partial" and not abi():
        pytest.skip("no Landlock here")
    folder = tmp_path_factory.mktemp(request.param)
    secret = folder / "secret.txt"
    secret.write_text("secret")
    with socket.socket() as forward, socket.socket(socket.AF_UNIX) as unix:
        forward.bind(("127.0.0.1", 0))
        forward.listen()
        unix.bind(str(folder / "unix"))
        unix.listen()
        threading.Thread(target=_serve, args=(forward,), daemon=True).start()
        given = {**outside, "forward": forward.getsockname()[1], "secret": str(secret), "unix": str(folder / "unix")}
        arguments = [str(HERE / "inside.py"), json.dumps(given)]
        found = asyncio.run(confined(request.param, folder, arguments, "sinkhole", given["forward"]))
    found.found |= {
        "level": request.param,
        "given": given,
        "kept": secret.read_text(),
        "mode": secret.stat().st_mode & 0o777,
    }
    return found


def _serve(listener: socket.socket) -> None:
    try:
        while True:
            listener.accept()[0].sendall(b"hello")
    except OSError:
        return


def test_it_runs_and_reaches_what_it_may(outcome: Outcome) -> None:
    assert (outcome.code, outcome.errors) == (0, "")
    assert outcome.found["forward"] == outcome.found["forward_mapped"] == "b'hello'"
    assert outcome.found["own"] == "'wrote'"
    assert outcome.found["own_signal"] == "None"
    assert outcome.found["pid"] == outcome.pid, "both sides mean the same by a process's id"


def test_no_address_is_reached(outcome: Outcome) -> None:
    found = outcome.found
    assert found["outside"] == found["outside_forward"] == found["outside6"] == "ENETUNREACH"
    assert found["loopback"] == "ECONNREFUSED"
    assert found["fast_open"] == "ENOTSUP"
    assert found["udp_sendto"] == found["udp_connect"] == "ENETUNREACH"
    assert found["udp_sendmsg"] == "ENETUNREACH"
    assert found["unix"] in ("ENOENT", "ECONNREFUSED")
    assert found["abstract"] == "ECONNREFUSED"
    assert found["netlink"] == "EAFNOSUPPORT"


def test_each_address_is_told(outcome: Outcome) -> None:
    forward = outcome.found["given"]["forward"]
    expected = {("192.0.2.1", 80), ("192.0.2.1", forward), ("2001:db8::1", 80), ("192.0.2.2", 53), ("192.0.2.3", 80)}
    assert set(outcome.denied) == expected
    assert outcome.denied.count(("192.0.2.2", 53)) == 3, "sendto, sendmsg and connect each"
    answer = "inside" if outcome.found["level"] == "full" else "refused"
    told = {(row.what, row.target, row.answer) for row in outcome.attempts}
    assert ("connect", f"127.0.0.1:{outcome.found['given']['port']}", answer) in told
    assert ("connect", f"unix:{outcome.found['given']['unix']}", answer) in told
    assert ("connect", f"unix:@{outcome.found['given']['abstract']}", answer) in told


def test_no_file_but_its_own(outcome: Outcome) -> None:
    found = outcome.found
    for name in ("read", "write", "chmod", "truncate", "victim"):
        assert found[name] in ("ENOENT", "EACCES", "EPERM", "EROFS"), (name, found[name])
    assert (found["kept"], found["mode"] & 0o002) == ("secret", 0)
    assert ("write", found["given"]["secret"], "refused") in {(r.what, r.target, r.answer) for r in outcome.attempts}


def test_no_program_and_no_other_process(outcome: Outcome) -> None:
    found = outcome.found
    assert found["exec"] == "2"
    assert found["signal"] == ("ESRCH" if found["level"] == "full" else "EPERM")
    for name in ("trace", "unshare", "mount", "io_uring", "memfd", "limit_of_other"):
        assert found[name] in ("EPERM", "ESRCH"), (name, found[name])
    told = {row.what: row for row in outcome.attempts}
    assert {"exec", "signal", "trace", "namespace", "mount", "call", "socket"} <= told.keys()
    assert told["exec"].target == "/bin/true" and told["exec"].process == "app"
    assert told["exec"].pid != outcome.pid, "it was a child of the app"
    if found["level"] == "full":
        assert found["processes"] == repr([str(outcome.pid)])


def test_it_sees_of_the_kernel_what_any_app_does(outcome: Outcome) -> None:
    assert outcome.found["ipv6"], "the JVM looks there"
    assert outcome.found["settings"] in ("[]", "EACCES")
    assert outcome.found["symbols"] in ("''", "EACCES")


def test_it_has_no_privilege(outcome: Outcome) -> None:
    status = dict(outcome.found["status"])
    assert status["NoNewPrivs:"] == "1"
    assert int(status["CapEff:"], 16) == 0


def test_it_knows_nothing_of_our_environment(outcome: Outcome) -> None:
    assert set(outcome.found["environment"]) <= {"LANG", "PATH", "TMPDIR", "TZ", "LC_CTYPE"}


def test_nothing_of_it_is_left(outcome: Outcome) -> None:
    marker = str(HERE / "inside.py").encode()
    left = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                line = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if marker in line and outcome.found["given"]["secret"].encode() in line:
                left.append(process.name)
    assert not left


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("program", "code"), [("raise SystemExit(7)", 7), ("import os; os.abort()", -6)])
def test_it_ends_as_the_program_did(level: Any, program: str, code: int, tmp_path: Path) -> None:
    assert asyncio.run(confined(level, tmp_path, ["-c", program], "sinkhole")).code == code


@pytest.mark.parametrize("level", LEVELS)
def test_limits(level: Any, tmp_path: Path) -> None:
    program = """
import json, os, threading, time
found = {}
try:
    data = b"x" * (5 << 30)
    found["memory"] = len(data)
except MemoryError:
    found["memory"] = "refused"
try:
    with open("large", "wb") as file:
        os.ftruncate(file.fileno(), 300 << 20)
    found["file"] = "made"
except OSError as error:
    found["file"] = error.errno
except BaseException as error:
    found["file"] = repr(error)
files = []
try:
    while True:
        files.append(os.open("/dev/null", os.O_RDONLY))
except OSError as error:
    found["files"] = len(files) < 5000 and error.errno
for handle in files:
    os.close(handle)
print(json.dumps(found))
"""
    outcome = asyncio.run(
        confined(level, tmp_path, ["-c", f"import signal; signal.signal(25, signal.SIG_IGN){program}"], "sinkhole")
    )
    assert outcome.found == {"memory": "refused", "file": 27, "files": 24}, outcome.errors


@pytest.mark.parametrize("level", LEVELS)
def test_a_bomb_of_processes_is_held_and_told(level: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TASKS", 40)
    program = """
import os, json, time
made = 0
try:
    while made < 300:
        if os.fork() == 0:
            time.sleep(60)
        made += 1
except OSError as error:
    print(json.dumps({"made": made < 45, "errno": error.errno}))
"""
    outcome = asyncio.run(confined(level, tmp_path, ["-c", program], "sinkhole"))
    assert outcome.found == {"made": True, "errno": 11}, outcome.errors
    if os.geteuid() == 0:
        assert "limit" in {row.what for row in outcome.attempts}


def test_a_flood_of_attempts_is_counted(tmp_path: Path) -> None:
    program = """
import os
for n in range(3000):
    try:
        open(f"/nowhere/{n}", "w")
    except OSError:
        pass
for n in range(500):
    try:
        open("/nowhere/same", "w")
    except OSError:
        pass
"""
    outcome = asyncio.run(confined("full", tmp_path, ["-c", program], "sinkhole"))
    assert len(outcome.attempts) == 2001
    assert (outcome.attempts[-1].what, sum(row.count for row in outcome.attempts)) == ("more", 3500)


def test_an_open_network_is_partial(tmp_path: Path, outside: dict[str, Any]) -> None:
    program = f"""
import socket, json
found = {{}}
own = socket.create_server(("127.0.0.1", 0))
for name, to in (("loopback", ("127.0.0.1", {outside["port"]})), ("own", own.getsockname()), ("file", None)):
    try:
        if to:
            socket.create_connection(to, 2)
        else:
            open("/etc/passwd").read()
        found[name] = "reached"
    except OSError as error:
        found[name] = error.errno
print(json.dumps(found))
"""
    outcome = asyncio.run(confined("full", tmp_path, ["-c", program], "live"))
    assert outcome.found == {"loopback": 111, "own": "reached", "file": 2}, outcome.errors
