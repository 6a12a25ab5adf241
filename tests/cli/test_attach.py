"""``--attach``: what it takes, and what does not go with it."""

from pathlib import Path
from typing import Any

import pytest
import typer

from harness.cli import watch as watching
from harness.cli.attach import attached_to, refuse_with_attach
from tests.cli.test_cli import say


def given(device: str | None = "emulator-5554", **more: Any) -> dict[str, Any]:
    return {"device": device, "frida_gadget": None, "replace_app": False, **more}


def test_a_package_is_attached_to() -> None:
    options = given()
    assert attached_to(Path("com.example.app"), options) == Path("com.example.app.apk")
    assert options["attach"] == "com.example.app"


@pytest.mark.parametrize(
    ("package", "options", "said"),
    [
        ("lantern", given(), "--attach takes the name of an app"),
        ("com.example.app", given("sandbox"), "--device sandbox starts a device of its own"),
        ("com.example.app", given("avd:pixel"), "--device avd:pixel starts a device of its own"),
        ("com.example.app", given(frida_gadget=Path("g.so")), "--frida-gadget is about an app that the session starts"),
    ],
)
def test_what_cannot_be_attached_to_is_said(
    package: str, options: dict[str, Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        attached_to(Path(package), options)
    assert "attach" not in options and said in " ".join(capsys.readouterr().err.split())


def test_options_about_the_start_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    refuse_with_attach({"--scenario": "", "--record": None})
    with pytest.raises(typer.Exit):
        refuse_with_attach({"--scenario": "", "--record": Path("a.yaml")})
    assert "--record is about an app that the session starts" in " ".join(capsys.readouterr().err.split())


def test_a_session_of_an_app_that_runs_plants_and_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[watching.Prepared] = []
    monkeypatch.setattr(watching, "_run", lambda ready, show: found.append(ready) or 0)
    code, _, err = say("watch", "com.example.app", "--attach", "--device", "S1")
    assert code == 0, err
    (ready,) = found
    assert (ready.plan.attach, ready.plan.device, ready.apk) == ("com.example.app", "S1", Path("com.example.app.apk"))
    assert ready.persona.values == [] and ready.plan.scenario.script(ready.branch) == ()
    assert ready.bundle_name.startswith("com.example.app-session-")


def test_a_scenario_does_not_go_with_it() -> None:
    code, _, err = say("watch", "com.example.app", "--attach", "--device", "S1", "--scenario", "consent")
    assert code == 2 and "--scenario is about an app that the session starts" in " ".join(err.split())
