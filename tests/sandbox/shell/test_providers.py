"""``content``, ``appops`` and location, as AOSP's commands answer at each API level; and a shell that reads its input.

Sources: AOSP ``Content.java`` of Android 10 and 11, ``AppOpsService.java``, ``LocationShellCommand.java``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.sandbox import caller
from harness.sandbox.runtime.jvm import CommandRuntime
from harness.sandbox.shell.interpreter import Shell
from harness.sandbox.shell.io import Buffer, Channels, Empty, Pipe
from harness.sandbox.system.device import Device

Run = Callable[..., tuple[int, str, str]]


def runner(tmp_path: Path, api_level: int) -> Run:
    device = Device(tmp_path / "device", CommandRuntime(["false"]), api_level=api_level)

    def run(line: str, uid: int = caller.SHELL) -> tuple[int, str, str]:
        async def go() -> tuple[int, str, str]:
            out, err = Buffer(), Buffer()
            with caller.acting(new_uid=uid):
                code = await Shell(device).run(line, Channels(Empty(), out, err))
            return code, out.data.decode(), err.data.decode()

        return asyncio.run(go())

    return run


def row(value: str) -> str:
    return f"content insert --uri content://call_log/calls --bind number:s:'{value}' --bind date:l:1"


@pytest.mark.parametrize(
    ("api_level", "written", "stored"),
    [(29, "10:30 a", "10:30 a"), (29, "a\\b", "a\\b"), (30, "10\\:30 a", "10:30 a"), (36, "a\\\\b", "a\\b"),
     (30, "a\\b", "ab")],
)  # fmt: skip
def test_a_binding_is_split_as_the_release_does(tmp_path: Path, api_level: int, written: str, stored: str) -> None:
    run = runner(tmp_path, api_level)
    assert run(row(written)) == (0, "", "")
    assert f"number={stored}\n" in run("content query --uri content://call_log/calls --projection number")[1]


@pytest.mark.parametrize(
    ("api_level", "argument", "said"),
    [(30, "number:s:10:30", "Binding not well formed: number:s:10:30"), (30, "number:s:a\\", "Invalid escaping"),
     (29, "number:n:", "Unsupported type: n"), (29, "number", "Binding not well formed: number")],
)  # fmt: skip
def test_what_it_does_not_understand_is_on_its_output_and_the_code_is_0(
    tmp_path: Path, api_level: int, argument: str, said: str
) -> None:
    run = runner(tmp_path, api_level)
    code, out, err = run(f"content insert --uri content://call_log/calls --bind '{argument}'")
    assert (code, err) == (0, "")
    assert f"[ERROR] {said}\n" in out
    assert "No result found." in run("content query --uri content://call_log/calls")[1]


def test_what_a_provider_throws_is_on_the_error_output_and_the_code_is_0(tmp_path: Path) -> None:
    code, out, err = runner(tmp_path, 34)("content query --uri content://nowhere/x")
    assert (code, out) == (0, "")
    assert err.startswith("Error while accessing provider:")


@pytest.mark.parametrize("uid", [caller.ROOT, caller.SHELL])
def test_sms_are_written_and_deleted_by_who_may(tmp_path: Path, uid: int) -> None:
    run = runner(tmp_path, 34)
    insert = "content insert --uri content://sms/inbox --bind address:s:1 --bind body:s:x"
    query = "content query --uri content://sms"
    assert run(insert, uid) == (0, "", "")
    assert "No result found." in run(query, uid)[1], "silently ignored, for root too"
    assert run(f"appops get {uid} WRITE_SMS")[1] == "No operations.\nDefault mode: ignore\n"
    run(f"appops set {uid} WRITE_SMS allow")
    assert run(f"appops get {uid} WRITE_SMS")[1] == "Uid mode: WRITE_SMS: allow\n"
    run(insert, uid)
    assert "body=x" in run(query, uid)[1]
    other = caller.SHELL if uid == caller.ROOT else caller.ROOT
    run("content delete --uri content://sms", other)
    assert "body=x" in run(query, uid)[1]
    run("content delete --uri content://sms", uid)
    assert "No result found." in run(query, uid)[1]


def test_a_test_location_wants_the_operation_of_the_caller_s_uid(tmp_path: Path) -> None:
    run = runner(tmp_path, 34)
    add = "cmd location providers add-test-provider gps"
    run("appops set com.android.shell android:mock_location allow")
    assert run(add, caller.SHELL)[0] == 0
    code, _, err = run(add, caller.ROOT)
    assert code == 255 and "root from uid 0 not allowed to perform MOCK_LOCATION" in err
    run("appops set 0 android:mock_location allow")
    assert run(add, caller.ROOT)[0] == 0


def test_a_shell_runs_its_input_as_it_comes(tmp_path: Path) -> None:
    device = Device(tmp_path / "device", CommandRuntime(["false"]), api_level=34)

    async def go() -> list[str]:
        stdin, out, seen = Pipe(), Buffer(), []
        running = asyncio.ensure_future(Shell(device).run("sh", Channels(stdin, out, out)))
        for piece in ("echo one\n", "echo 'two\n", "lines'; ( echo three\n", ")\n", "no-such; echo $?\n", "echo a)\n"):
            await stdin.write(piece.encode())
            await asyncio.sleep(0.05)
            seen.append(out.data.decode())
            out.data.clear()
        stdin.close()
        await running
        return seen

    seen = asyncio.run(go())
    assert seen[:4] == ["one\n", "", "", "two\nlines\nthree\n"]
    assert seen[4].endswith("127\n")
    assert "syntax error" in seen[5], "a mistake is told, and does not wait for more"
