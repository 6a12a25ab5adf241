"""What the names at the prompt ask of the session."""

from pathlib import Path
from typing import Any

import pytest

from harness.explore.console.answers import ACTS, AT_BENCH, Answers
from harness.explore.console.offered import Offered

LANTERN = Path("tests/recordings/lantern-accept").absolute()


class Asked:
    """Notes what is asked."""

    def __init__(self, answer: Any = None) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.answer = answer

    def __call__(self, name: str, *args: Any, **named: Any) -> Any:
        self.calls.append((name, *args, *named.items()))
        return self.answer


def test_every_act_of_the_device_is_one_that_the_session_knows() -> None:
    asked = Asked("")
    device = Offered(asked, "").names()["device"]
    given = {"tap": ("OK",), "type": ("x",), "revoke": ("CAMERA",), "mark": ("menu", "why")}
    for name in (name for name in vars(type(device)) if not name.startswith("_")):
        getattr(device, name)(*given.get(name, ()))
    device.grant("CAMERA")
    assert {call[1] for call in asked.calls if call[0] == "act"} == ACTS
    assert ("act", "consent", "refuse") in asked.calls and ("act", "mark", "menu", "why") in asked.calls
    assert ("act", "permission", "grant") in asked.calls and ("act", "grant", "CAMERA") in asked.calls


def test_everything_that_is_asked_has_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    asked = Asked(["", "text"])
    names = Offered(asked, "").names()
    app = names["app"]
    script = app.load("~/mine.js", 7)
    assert script.exports.add(1, 2) == ["", "text"] and repr(script) == "<script mine.js>"
    assert dir(script.exports) == ["", "text"] and app.load("points.yaml") is None
    script.post({"type": "x"})
    script.received()
    assert app.js("1") == "text"
    for act in (app.processes, app.unpin, lambda: app.hooks_off("imei"), lambda: app.hooks_on("imei")):
        act()
    for name in ("disclosures", "sightings", "findings", "phases", "values"):
        names[name]()
    names["search"]("13900000000", "phone")
    assert all(hasattr(Answers, f"give_{call[0]}") for call in asked.calls)
    assert {call[1] for call in asked.calls if call[0] == "bench"} == AT_BENCH
    assert ("exported", "mine.js", "add", (1, 2), 7) in asked.calls
    assert ("bench", "load", Path("~/mine.js").expanduser()) in asked.calls
    capsys.readouterr()
    names["help"]()
    said = capsys.readouterr().out
    assert all(f"\n{name}" in f"\n{said}" for name in names if name != "help") and "device.tap()" in said


def test_a_finished_bundle_is_read_and_nothing_of_it_is_acted_upon() -> None:
    names = Offered(Asked(), str(LANTERN)).names()
    assert "device" not in names and "app" not in names
    assert names["path"]() == LANTERN
    assert len(names["values"]()) > 10 and len(list(names["exchanges"]())) > 1 and next(names["calls"]()).point
