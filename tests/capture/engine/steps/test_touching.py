"""Steps that touch the app or type into it."""

from pathlib import Path

import pytest

from tests.capture.engine.phone import APP, Control, Phone, text
from tests.capture.engine.usual import HOME, acts, screens, steps, usual

pytestmark = pytest.mark.usefixtures("fast_clock")


def done_by(tmp_path: Path, *written: str, home: list[Control] | None = None) -> list[str]:
    """What the phone got after consent."""
    done = steps(tmp_path, *written, phone=Phone(screens(**({"home": home} if home else {})), usual))
    assert done.states["foreground"] == "done", done.runner.problems()
    return acts(done)


@pytest.mark.parametrize(
    ("step", "did"),
    [
        ("tap: [登录, 设置]", ["tap 设置"]),
        ("tap: {id: tel}", ["tap 手机号"]),
        ("tap: {contains: 手机}", ["tap 手机号"]),
        ("tap: {at: [10, 240]}", ["tap 设置"]),
        ("tap: {text: 登录, optional: true, at_most_s: 0}", []),
        ("long_press: {text: 设置, seconds: 2}", ["input swipe 500 245 500 245 2000"]),
        ("long_press: 设置", ["input swipe 500 245 500 245 1000"]),
        ("type: {value: abc, into: {id: tel}}", ["tap 手机号", "type abc"]),
        ("type: abc", ["type abc"]),
        ("type: {value: abc, into: 登录, optional: true, at_most_s: 0}", []),
        ("clear: {id: tel}", ["tap 手机号", f"input keyevent KEYCODE_MOVE_END{4 * ' KEYCODE_DEL'}"]),
        ("clear", [f"input keyevent KEYCODE_MOVE_END{4 * ' KEYCODE_DEL'}"]),
        ("swipe: up", ["input swipe 500 1500 500 500 300"]),
        ("swipe: {from: [1, 2], to: [50%, 100%], seconds: 1}", ["input swipe 1 2 500 1999 1000"]),
        ("press: ENTER", ["key ENTER"]),
        ("hide_keyboard", []),
    ],
)
def test_what_a_step_does(tmp_path: Path, step: str, did: list[str]) -> None:
    assert done_by(tmp_path, step) == did


def test_a_keyboard_that_is_shown_is_hidden(tmp_path: Path) -> None:
    phone = Phone(screens(), usual)
    phone.keyboard = True
    assert acts(steps(tmp_path, "hide_keyboard", phone=phone)) == ["key BACK"]


def test_a_field_that_is_not_there_has_its_most_deletions(tmp_path: Path) -> None:
    (said,) = done_by(tmp_path, "clear", home=[text("首页")])
    assert said.count("KEYCODE_DEL") == 200


def test_what_is_not_there_fails_the_phase(tmp_path: Path) -> None:
    done = steps(tmp_path, "tap: {text: 登录, at_most_s: 0}")
    assert done.runner.problems() == [
        "the phase foreground could not begin: no control '登录' came on screen in the phase consented_idle"
    ]


@pytest.mark.parametrize("step", ["tap: {text: '%s', at_most_s: 0}", "scroll: {text: '%s', times: 1}"])
def test_what_is_missing_is_named_without_the_persona_s_value(tmp_path: Path, step: str) -> None:
    done = steps(tmp_path, step % "${persona.phone_number}")
    assert "no control '${persona.phone_number}' came on screen" in done.runner.problems()[0]


def test_scrolling_goes_the_other_way_until_it_is_there(tmp_path: Path) -> None:
    phone = Phone(screens(), usual)
    turns: list[str] = []
    shell = phone.shell

    def scrolled(command, timeout=30.0):
        if list(command[:2]) == ["input", "swipe"]:
            turns.append(" ".join(command))
            if len(turns) == 2:
                phone.screens["home"] = [*HOME, Control("退出", id=f"{APP}:id/out")]
        return shell(command, timeout)

    phone.shell = scrolled  # type: ignore[method-assign]
    done = steps(tmp_path, "scroll: 退出", "scroll: {text: 无, times: 1, direction: up, optional: true}", phone=phone)
    assert done.states["foreground"] == "done"
    assert turns == [*2 * ["input swipe 500 1500 500 500 300"], "input swipe 500 500 500 1500 300"]
