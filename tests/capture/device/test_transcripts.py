"""Recorded outputs: each has a form, each is read as it should be, and the sandbox answers in the same forms."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.capture.device.frida.start_limits import start_timeout
from harness.capture.device.link import outputs
from harness.capture.device.link.outputs import Start
from harness.capture.device.plant.content import refusal
from harness.capture.device.routes import sockets
from tests.capture.device.attached import Bench, bench
from tests.capture.device.transcripts import FORMS, INVENTED, READ_BY_KEYS, Transcript, covered, everything, said

ROOT = Path(__file__).resolve().parents[3]


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def strange(command: str, text: str) -> list[str]:
    """The lines that have none of the command's forms."""
    return [line for line in lines(text) if not any(re.fullmatch(form, line) for form in FORMS[command].lines)]


@pytest.mark.parametrize("each", everything(), ids=lambda each: each.name)
def test_every_transcript_has_a_form_or_a_parser(each: Transcript) -> None:
    assert each.what
    if each.command in READ_BY_KEYS:
        assert each.command not in FORMS
        return
    assert strange(each.command, each.text) == []


@pytest.fixture(scope="module", params=[30, 36])
def one(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bench, int]]:
    with bench(tmp_path_factory.mktemp("device"), api_level=request.param, root="su0") as running:
        yield running, request.param


@pytest.mark.parametrize("command", FORMS)
def test_the_sandbox_answers_in_the_same_form(one: tuple[Bench, int], command: str) -> None:
    device, api = one
    if command == "location" and api > 30:
        pytest.skip("the recorded answer is that of API 30, which has not the command yet")
    for line in FORMS[command].asked:
        done = device.client.device(device.serial).shell2(line, v2=True)
        answer = f"{done.stdout}\n{done.stderr}"
        assert lines(answer), line
        assert strange(command, answer) == [], line


def test_what_is_said_on_the_error_output_with_exit_code_0(one: tuple[Bench, int]) -> None:
    device, _ = one
    shell = device.client.device(device.serial).shell2
    for line in ("content query --uri content://nosuch", "cmd clipboard get-text"):
        done = shell(line, v2=True)
        assert (done.returncode, done.stdout.strip()) == (0, ""), line
        assert done.stderr.strip(), line


def test_a_process_that_did_not_attach_in_time() -> None:
    found = start_timeout(said("start_timeout-system"), 23741)
    assert found == "Killing 23741:net.dot.Android.Device_Emulator.JIT.Test/u0a134 (adj -10000): start timeout"
    events = said("start_timeout-events")
    assert start_timeout(events, 8341).startswith("am_process_start_timeout")
    assert start_timeout(events.replace("am_process_start_timeout", "x"), 8341).endswith("start timeout]")
    assert start_timeout(events, 834) == ""


def test_refusals_of_content_providers() -> None:
    assert refusal("", said("content-api29-none")) is not None
    assert refusal("", said("content-api23-refused")) is not None
    assert refusal(said("content-api23-row"), "") is None


def test_connections() -> None:
    found = sockets.parse(said("proc_net_tcp-angler"), 10093)
    assert found == {("74.125.68.154", 443), ("216.58.203.227", 443), ("74.125.24.156", 443)}
    assert sockets.parse(said("proc_net_tcp-angler"), 1009) == set()


def test_other_readers() -> None:
    assert outputs.free_bytes(said("df-toolbox")) == 8 << 30
    assert outputs.started(said("am_start-thistime")) == Start(
        status="ok", activity="com.ziipin.softkeyboard.uzbekistan/com.ziipin.setting.GuideActivity", total_ms=4171,
        wait_ms=4190,
    )  # fmt: skip
    emulator = outputs.properties(said("getprop-api28-emulator"))
    assert (emulator["ro.kernel.android.checkjni"], emulator["ro.hardware"]) == ("1", "ranchu")
    assert outputs.properties(said("getprop-api23-emulator"))["ro.build.version.base_os"] == ""
    assert "sdk_gphone64" in outputs.properties(said("getprop-api33-emulator"))["ro.bootimage.build.fingerprint"]
    zygotes = outputs.properties(said("getprop-api35-zygotes"))
    assert zygotes["init.svc.zygote_ocomp"] == "running"
    assert outputs.install_failure(said("install_session-api29")) is None
    assert "<?xml" not in said("uiautomator-restless")


def test_what_is_recorded_and_what_is_invented_is_in_the_documentation() -> None:
    page = (ROOT / "docs" / "devices.md").read_text("utf-8")
    for command, levels in covered().items():
        told = ", ".join(str(level) for level in levels if level)
        assert f"| `{command}` | {told or 'not told'} |" in page, command
    for command in INVENTED:
        assert f"| {command} |" in page, command
