"""Phases: their boundaries, their failures, and what goes on all the same."""

import itertools
from pathlib import Path

import pytest

from harness.capture.device.errors import DeviceError
from harness.evidence.rows import ConsentScreen, Incident, Phase
from tests.capture.engine.phone import ANR, Control, Phone, text
from tests.capture.engine.usual import HOME, START, run, screens, usual

pytestmark = pytest.mark.usefixtures("fast_clock")


def test_every_phase_has_start_end_cause_picture_and_tree(tmp_path: Path) -> None:
    more = (
        "  - {name: background, steps: [background, wait: 0.1]}\n"
        "  - {name: foreground, steps: [foreground, tap: 设置]}\n"
    )
    done = run(tmp_path, START + more)
    phases = list(done.bundle.rows(Phase))
    assert [row.name for row in phases] == ["install", "before_consent", "consented_idle", "background", "foreground"]
    assert [row.code for row in phases] == [
        "P0_install",
        "P1_preconsent",
        "P3_consented_idle",
        "P5_background",
        "P4_foreground",
    ]
    assert all(before.end_us == after.start_us for before, after in itertools.pairwise(phases))
    assert [row.cause for row in phases] == [
        "launch",
        "consent accept",
        "background",
        "foreground",
        "end of the scenario",
    ]
    assert [row.begun_by for row in phases[1:]] == [row.cause for row in phases[:-1]]
    for row in phases:
        assert done.bundle.has(row.screenshot or "?")
        assert done.bundle.has(row.ui_dump or "?")
    assert set(done.states.values()) == {"done"}
    assert done.runner.problems() == []


def test_a_failing_phase_ends_with_its_cause_and_the_next_one_begins(tmp_path: Path) -> None:
    more = (
        "  - name: foreground_a\n    steps: [wait: 0, {tap: {text: 没有, at_most_s: 0.1}}, press: ENTER]\n"
        "  - {name: foreground_b, steps: [tap: 设置]}\n"
    )
    done = run(tmp_path, START + more)
    assert done.states["foreground_a"] == "failed"
    assert done.states["foreground_b"] == "done"
    failed = next(row for row in done.bundle.rows(Phase) if row.name == "foreground_a")
    assert failed.failed == "no control '没有' came on screen in the phase foreground_a"
    assert "key ENTER" not in done.phone.log
    assert done.runner.problems() == [f"the phase foreground_a failed: {failed.failed}"]


def test_a_phase_that_does_not_begin_leaves_no_row(tmp_path: Path) -> None:
    more = (
        "  - {name: foreground_a, steps: [{tap: {text: 没有, at_most_s: 0.1}}]}\n"
        "  - {name: foreground_b, steps: [tap: 设置]}\n"
    )
    done = run(tmp_path, START + more)
    assert done.states["foreground_a"] == "not_begun"
    assert "foreground_a" not in done.phases
    assert "could not begin" in done.runner.problems()[0]


def test_optional_phases_and_conditions_that_are_not_met_are_no_failure(tmp_path: Path) -> None:
    more = (
        "  - {name: withdrawn, optional: true, steps: [{tap: {text: 撤回, at_most_s: 0.1}}]}\n"
        "  - {name: upgraded, when: {set: new}, steps: [wait: 0]}\n"
        "  - {name: foreground, when: {visible: 设置}, steps: [tap: 设置]}\n"
    )
    done = run(tmp_path, START + more, head="variables: {new: }")
    assert (done.states["withdrawn"], done.states["upgraded"], done.states["foreground"]) == (
        "not_exercised", "not_exercised", "done",
    )  # fmt: skip
    assert done.runner.problems() == []


def test_an_app_that_asks_for_no_consent_is_no_failure_and_nothing_after_it_is_done(tmp_path: Path) -> None:
    phone = Phone({"main": HOME}, usual)
    phases = (
        "  - {name: before_consent, steps: [launch]}\n"
        "  - {name: consented_idle, steps: [{consent: {choice: accept, at_most_s: 0.1}}]}\n"
        "  - {name: foreground, steps: [tap: 设置]}\n"
    )
    done = run(tmp_path, phases, phone=phone)
    assert done.states == {
        "before_consent": "done", "consented_idle": "not_exercised", "foreground": "not_exercised",
    }  # fmt: skip
    assert "the app asks for no consent, or in words that are not known" in done.runner.outcomes[1].cause
    assert done.runner.problems() == []
    assert "tap 设置" not in phone.log


def test_an_app_that_offers_no_refusal_is_a_fact_and_no_failure(tmp_path: Path) -> None:
    only = [text("隐私政策"), text("请您阅读并同意《隐私政策》"), Control("同意", does="agree")]
    phases = (
        "  - {name: before_consent, steps: [launch]}\n"
        "  - {name: refused, steps: [{consent: {choice: refuse, at_most_s: 0.1}}]}\n"
        "  - {name: refused_relaunch, steps: [relaunch]}\n"
    )
    done = run(tmp_path, phases, phone=Phone({"main": only}, usual))
    assert (done.states["refused"], done.states["refused_relaunch"]) == ("not_exercised", "not_exercised")
    assert "has no control to refuse" in done.runner.outcomes[1].cause
    assert done.runner.problems() == []
    assert "tap 同意" not in done.phone.log


def test_a_box_that_the_app_ticked_is_unticked_to_refuse_and_enough_to_agree(tmp_path: Path) -> None:
    box = Control("我已阅读并同意《隐私政策》和《用户协议》", kind="CheckBox", does="untick", ticked=True)
    phases = (
        "  - {{name: before_consent, steps: [launch]}}\n"
        "  - {{name: after, steps: [{{consent: {{choice: {0}, at_most_s: 0.1}}}}]}}\n"
    )
    refused = run(tmp_path / "r", phases.format("refuse"), phone=Phone({"main": [box, Control("登录")]}, usual))
    assert refused.states["after"] == "done"
    assert [line for line in refused.phone.log if line.startswith("tap")] == [f"tap {box.text}"]
    agreed = run(tmp_path / "a", phases.format("accept"), phone=Phone({"main": [box, Control("登录")]}, usual))
    assert agreed.states["after"] == "done"
    assert [line for line in agreed.phone.log if line.startswith("tap")] == []
    assert next(agreed.bundle.rows(ConsentScreen)).pre_ticked


def test_an_app_that_crashes_fails_its_phase_and_is_started_by_a_later_one(tmp_path: Path) -> None:
    def crash(phone: Phone, does: str) -> None:
        usual(phone, does)
        if does == "settings":
            phone.ends()

    more = (
        "  - {name: foreground, steps: [tap: 设置, {tap: {text: 返回, at_most_s: 0.1}}]}\n"
        "  - {name: background, steps: [background]}\n  - {name: relaunch, steps: [relaunch]}\n"
    )
    done = run(tmp_path, START + more, on=crash)
    assert done.states["foreground"] == "failed"
    assert done.states["background"] == "not_begun"
    assert done.states["relaunch"] == "done"
    row = next(row for row in done.bundle.rows(Phase) if row.name == "foreground")
    assert row.failed == "the app ended by itself in the phase foreground (exit 0)"


def test_an_app_that_leaves_when_the_user_refuses_is_no_failure(tmp_path: Path) -> None:
    phases = "  - {name: before_consent, steps: [launch]}\n  - {name: refused, steps: [consent: refuse, wait: 0.1]}\n"
    done = run(tmp_path, phases)
    assert done.states["refused"] == "done"
    assert list(done.bundle.rows(Phase))[-1].app_ended


def test_an_app_that_does_not_respond_is_waited_for_once(tmp_path: Path) -> None:
    def freeze(phone: Phone, does: str) -> None:
        usual(phone, does)
        if does == "agree":
            phone.at = "anr"

    more = "  - {name: foreground, steps: [tap: 设置]}\n"
    done = run(tmp_path, START + more, phone=Phone(screens(anr=ANR), freeze))
    assert done.states["foreground"] == "done"
    (incident,) = done.bundle.rows(Incident)
    assert (incident.kind, incident.done) == ("anr", "waited once")
    assert done.bundle.has(incident.screenshot or "?")


def test_an_app_that_never_responds_again_is_closed(tmp_path: Path) -> None:
    def freeze(phone: Phone, does: str) -> None:
        usual(phone, does)
        if does in ("agree", "wait"):
            phone.at = "anr"

    more = "  - {name: foreground, steps: [{wait: 1}]}\n"
    done = run(tmp_path, START + more, phone=Phone(screens(anr=ANR), freeze))
    assert done.states["foreground"] == "failed"
    assert [row.done for row in done.bundle.rows(Incident)] == ["waited once", "closed"]
    assert "没有响应" in done.runner.problems()[0]


def test_before_consent_even_the_system_s_dialog_is_left_alone(tmp_path: Path) -> None:
    phone = Phone({"anr": ANR}, lambda phone, does: setattr(phone, "at", "anr"))
    done = run(tmp_path, "  - {name: before_consent, steps: [launch, wait: 0.7]}\n", phone=phone)
    assert done.states["before_consent"] == "failed"
    assert [line for line in phone.log if line.startswith(("tap", "key"))] == []


def test_an_app_that_draws_its_own_screen_gives_no_tree(tmp_path: Path) -> None:
    phases = (
        "  - {name: before_consent, steps: [launch]}\n"
        "  - {name: consented_idle, steps: [{consent: {choice: accept, at_most_s: 0.1}}]}\n"
    )
    done = run(tmp_path, phases, phone=Phone({"main": None}, usual))
    assert done.states["consented_idle"] == "not_begun"
    assert "no view tree" in done.runner.outcomes[1].cause
    assert [row.kind for row in done.bundle.rows(Incident)] == ["no_tree"]


def test_another_app_in_front_is_named(tmp_path: Path) -> None:
    def away(phone: Phone, does: str) -> None:
        usual(phone, does)
        if does == "settings":
            phone.at = "browser"

    browser = [text("浏览器", "com.android.browser")]
    more = "  - name: foreground\n    steps: [tap: 设置, {tap: {text: 返回, at_most_s: 0.1}}]\n"
    done = run(tmp_path, START + more, phone=Phone(screens(browser=browser), away))
    assert "com.android.browser is on the screen, not the app" in done.runner.problems()[0]
    assert next(done.bundle.rows(Incident)).kind == "covered"


def test_a_keyboard_over_the_button_is_put_away(tmp_path: Path) -> None:
    tall = [*HOME, *(text(f"行{n}") for n in range(12)), Control("提交", does="settings")]
    phone = Phone(screens(home=tall), usual)
    more = "  - name: foreground\n    steps: [{type: {value: '${persona.phone_number}', into: {id: tel}}}, tap: 提交]\n"

    def typed(words: str) -> None:
        phone.log.append(f"type {words}")
        phone.keyboard = True

    phone.type_text = typed  # type: ignore[method-assign]
    done = run(tmp_path, START + more, phone=phone)
    assert done.states["foreground"] == "done"
    assert phone.log[-2:] == ["key BACK", "tap 提交"]
    assert any(line.startswith("type 1") for line in phone.log)
    assert "keyboard" in {row.kind for row in done.bundle.rows(Incident)}


def test_a_rotated_screen_is_noted(tmp_path: Path) -> None:
    phone = Phone(screens(), usual)
    phone.rotation = 1
    done = run(tmp_path, START, phone=phone)
    assert done.states["consented_idle"] == "done"
    assert {row.kind for row in done.bundle.rows(Incident)} == {"rotated"}


def test_guides_before_the_dialog_are_gone_through_in_a_phase_of_their_own(tmp_path: Path) -> None:
    guide = [text("欢迎"), Control("下一步", does="on")]

    def on(phone: Phone, does: str) -> None:
        usual(phone, does)
        if does == "launch":
            phone.at = "guide"
        elif does == "on":
            phone.at = "main"

    done = run(tmp_path, START, phone=Phone(screens(guide=guide), on))
    assert done.phases == ["install", "before_consent", "before_consent_onward", "consented_idle"]
    asked = list(done.bundle.rows(ConsentScreen))
    assert [(row.act, row.kind, row.onward) for row in asked] == [("seen", "none", 0), ("accept", "dialog", 1)]


def test_what_is_asked_before_consent_is_kept_with_its_evidence(tmp_path: Path) -> None:
    done = run(tmp_path, START)
    seen, accepted = list(done.bundle.rows(ConsentScreen))
    assert (seen.act, seen.kind, seen.accept, seen.refuse, seen.pre_ticked) == (
        "seen",
        "dialog",
        "同意",
        "不同意",
        False,
    )
    assert accepted.act == "accept"
    assert seen.reasons
    assert done.bundle.has(seen.ui_dump or "?")


def test_a_lost_device_ends_the_run(tmp_path: Path) -> None:
    phone = Phone(screens(), usual)

    def on(phone: Phone, does: str) -> None:
        usual(phone, does)
        phone.lost = does == "agree"

    phone._on = on
    with pytest.raises(DeviceError, match="Lost the device"):
        run(tmp_path, START + "  - {name: foreground, steps: [tap: 设置]}\n", phone=phone)
