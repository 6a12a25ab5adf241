"""Looking for a place by tapping: the shortest way, and nothing touched that had better not be."""

from pathlib import Path

import pytest

from harness.evidence.rows import Phase, Place
from tests.capture.engine.phone import CONSENT, Control, Finished, Phone, play, scenario, text

pytestmark = pytest.mark.usefixtures("fast_clock")

POLICY = [text("隐私政策"), text("我们会收集您的设备标识符，用于识别访客身份。"), Control("知道了", does="back")]


def app(links: dict[str, list[str]], **texts: list[Control]) -> tuple[dict, dict[str, str]]:
    """Screens of buttons that lead to one another, by name; BACK leads where one came from."""
    screens: dict = {"main": CONSENT, **texts}
    for name, labels in links.items():
        screens[name] = [text(f"页面{name}"), *(Control(label, does=f"go {label}") for label in labels)]
    return screens, {}


def phone(links: dict[str, list[str]], to: dict[str, str], **texts: list[Control]) -> Phone:
    screens, _ = app(links, **texts)
    back: list[str] = []

    def on(one: Phone, does: str) -> None:
        if does == "agree":
            one.at = "home"
        elif does.startswith("go ") and does[3:] in to:
            back.append(one.at)
            one.at = to[does[3:]]
        elif does in ("key BACK", "back") and back:
            one.at = back.pop()

    return Phone(screens, on)


def find(tmp_path: Path, one: Phone, step: str, after: str = "") -> Finished:
    script = scenario(
        "phases:\n  - {name: before_consent, steps: [launch]}\n  - {name: consented_idle, steps: [consent: accept]}\n"
        f"  - {{name: foreground, optional: true, steps: [find: {{{step}}}]}}\n{after}"
    )
    return play(one, script, tmp_path / "b")


DEEP = {
    "home": ["推荐", "我的"],
    "mine": ["设置"],
    "settings": ["关于我们"],
    "about": ["法律信息"],
    "legal": ["隐私政策"],
}
TO = {
    "我的": "mine",
    "设置": "settings",
    "关于我们": "about",
    "法律信息": "legal",
    "隐私政策": "policy",
    "推荐": "home",
}


def test_a_policy_five_taps_away(tmp_path: Path) -> None:
    done = find(tmp_path, phone(DEEP, TO, policy=POLICY), "what: policy, at_most_taps: 6")
    (place,) = done.bundle.rows(Place)
    assert (place.found, place.taps, place.exhaustive) == (True, 5, True)
    assert place.way == ["我的", "设置", "关于我们", "法律信息", "隐私政策"]
    assert place.words
    assert place.length > 20
    assert done.bundle.has(place.screenshot or "?")
    assert done.phone.at == "home", "it comes back to where it began"


def test_a_longer_way_is_not_believed_before_the_other_controls_were_tried(tmp_path: Path) -> None:
    links = {**DEEP, "home": ["领红包", "我的"], "gift": ["隐私政策"]}
    done = find(tmp_path, phone(links, {**TO, "领红包": "gift"}, policy=POLICY), "what: policy, at_most_taps: 6")
    (place,) = done.bundle.rows(Place)
    assert (place.taps, place.way) == (2, ["领红包", "隐私政策"])


def test_a_near_policy_needs_no_other_control(tmp_path: Path) -> None:
    links = {"home": ["附近的人", "关于"], "about": ["隐私政策"]}
    done = find(tmp_path, phone(links, {"关于": "about", "隐私政策": "policy"}, policy=POLICY), "what: policy")
    assert next(done.bundle.rows(Place)).taps == 2
    assert "tap 附近的人" not in done.phone.log


def test_a_policy_that_is_not_there(tmp_path: Path) -> None:
    links = {"home": ["设置", "聊天"], "settings": ["退出登录", "立即支付", "注销账号", "退出应用"], "chat": []}
    done = find(tmp_path, phone(links, {"设置": "settings", "聊天": "chat"}), "what: policy, at_most_taps: 3")
    (place,) = done.bundle.rows(Place)
    assert (place.found, place.exhaustive) == (False, True)
    for label in ("退出登录", "立即支付", "注销账号", "退出应用"):
        assert f"tap {label}" not in done.phone.log
    assert done.states["foreground"] == "done", "that there is none is a fact, not a failure"


def test_a_link_that_only_names_the_policy_is_not_the_policy(tmp_path: Path) -> None:
    links = {"home": ["隐私政策"]}
    done = find(
        tmp_path, phone(links, {"隐私政策": "empty"}, empty=[text("加载失败")]), "what: policy, at_most_taps: 2"
    )
    assert not next(done.bundle.rows(Place)).found


def test_withdrawing_is_its_phase_s_first_act_and_looking_for_it_is_not(tmp_path: Path) -> None:
    links = {"home": ["附近天气", "设置"], "settings": ["撤回同意"]}
    after = "  - {name: withdrawn, steps: [{find: {what: withdraw, tap: true}}]}\n"
    done = find(tmp_path, phone(links, {"设置": "settings"}), "what: withdraw", after)
    assert [row.taps for row in done.bundle.rows(Place)] == [1, 1]
    assert "tap 附近天气" not in done.phone.log
    last, withdrawn = list(done.bundle.rows(Phase))[-2:]
    assert (last.name, withdrawn.name, withdrawn.code) == ("foreground", "withdrawn", "P9_withdraw")
    assert [line for line in done.phone.log if line.startswith("tap")][-1] == "tap 撤回同意"


def test_the_way_to_the_account_s_end_may_be_named_like_it(tmp_path: Path) -> None:
    links = {"home": ["设置"], "settings": ["账号注销服务", "撤回同意"], "service": ["注销账号"]}
    done = find(tmp_path, phone(links, {"设置": "settings", "账号注销服务": "service"}), "what: account_cancel")
    assert next(done.bundle.rows(Place)).way == ["设置", "账号注销服务"]
    assert not {"tap 撤回同意", "tap 注销账号"} & set(done.phone.log)


def test_consent_that_cannot_be_withdrawn_begins_no_phase(tmp_path: Path) -> None:
    links = {"home": ["设置"], "settings": ["夜间模式"]}
    after = "  - {name: withdrawn, optional: true, steps: [{find: {what: withdraw, tap: true}}]}\n"
    done = find(tmp_path, phone(links, {"设置": "settings"}), "what: account_cancel", after)
    assert done.states["withdrawn"] == "not_exercised"
    assert done.phases[-1] == "foreground"
    assert done.runner.problems() == []
    assert [(row.what, row.found) for row in done.bundle.rows(Place)] == [
        ("account_cancel", False),
        ("withdraw", False),
    ]
