"""The explorer on apps that are tables of screens."""

from __future__ import annotations

import itertools

import pytest

from harness.capture.device.errors import DeviceError
from harness.capture.device.structs import ShellResult
from harness.capture.explorer import ExploreReport, Surroundings, explore
from harness.capture.explorer.model import MOST_PAGES
from harness.persona.generate import generate
from tests.capture.explorer.fake_app import PACKAGE, FakeDevice, Row

pytestmark = pytest.mark.usefixtures("fast_clock")

PERSONA = generate(5)
TEXT = "android.widget.TextView"


def run(device: FakeDevice, seed: int = 1, **options: object) -> ExploreReport:
    around = Surroundings(pause=lambda seconds: None, **options.pop("around", {}))  # type: ignore[arg-type]
    return explore(device, PACKAGE, PERSONA, options.pop("seconds", 60), seed, around, **options)  # type: ignore[arg-type]


def text(said: str) -> Row:
    return Row(said, kind=TEXT)


def tree_of(depth: int, width: int) -> dict:
    """A tree of screens, each with a title and buttons to its children."""

    def screen(name: str, level: int):
        def rows(device: FakeDevice) -> list[Row]:
            below = [] if level == depth else [f"{name}{letter}" for letter in "abcd"[:width]]
            return [text(f"page {name}"), *(Row(f"to {one}", device.open(one)) for one in below)]

        return rows

    names = [
        "home" + "".join(way) for level in range(depth + 1) for way in itertools.product("abcd"[:width], repeat=level)
    ]
    return {name: screen(name, len(name) - 4) for name in names}


def test_every_screen_is_reached_once_and_the_way_to_it_is_told() -> None:
    screens = tree_of(3, 3)
    report = run(FakeDevice(screens))
    assert report.ended == "exhausted"
    assert sorted(one.title for one in report.screens) == sorted(f"page {name}" for name in screens)
    assert len({one.fingerprint for one in report.screens}) == len(screens) == 40
    deepest = next(one for one in report.screens if one.title == "page homeabc")
    assert deepest.path == ["to homea", "to homeab", "to homeabc"]
    assert all(one.controls == one.tried and not one.unvisited for one in report.screens)
    assert not report.departures and not report.restarts


def test_the_same_seed_takes_the_same_way_and_another_another() -> None:
    logs = [run(FakeDevice(tree_of(2, 4)), seed).log for seed in (1, 1, 2)]
    assert logs[0] == logs[1] != logs[2]
    assert len(logs[2]) == len(logs[0])


def test_depth_comes_first() -> None:
    log = run(FakeDevice(tree_of(2, 2))).log
    first = log[0].rpartition(" ")[2]
    assert log[1].startswith(f"2 page {first}: tap to {first}")


def test_it_finds_the_way_up_from_where_it_begins() -> None:
    device = FakeDevice(tree_of(2, 2), stack=["home", "homea", "homeab"])
    report = run(device)
    assert len(report.screens) == 7 and report.ended == "exhausted"
    assert report.screens[0].title == "page homeab"
    assert not report.departures and not device.starts


@pytest.mark.parametrize("one_activity", [False, True])
def test_it_does_not_leave_the_app_to_see_what_lies_before(one_activity: bool) -> None:
    device = FakeDevice(tree_of(2, 2), one_activity=one_activity)
    report = run(device)
    assert len(report.screens) == 7 and report.ended == "exhausted"
    assert device.front == PACKAGE and not device.starts
    assert not report.departures and not report.restarts


def test_it_does_not_go_up_where_the_device_does_not_tell_what_is_below() -> None:
    device = FakeDevice(tree_of(2, 2), stack=["home", "homea"])
    device.shell = lambda command, timeout=30.0: ShellResult(1, "", "")  # type: ignore[method-assign]
    report = run(device)
    assert {one.title for one in report.screens} == {"page homea", "page homeaa", "page homeab"}
    assert device.stack[:2] == ["home", "homea"]


def test_a_dialog_that_it_begins_on_is_not_looked_for_again() -> None:
    screens = tree_of(1, 2)
    device = FakeDevice(screens, stack=["ask"])
    screens["ask"] = lambda device: [text("welcome"), Row("agree", lambda: device.stack.__setitem__(0, "home"))]
    report = run(device)
    assert len(report.screens) == 4 and report.ended == "exhausted"
    assert not report.departures and not device.starts


def test_the_way_up_is_found_from_below_too() -> None:
    """The last thing that is left to do is done below the screen that it began on, on one whose BACK was tried."""
    screens = tree_of(2, 1)

    def deepest(device: FakeDevice) -> list[Row]:
        more = [Row("more", lambda: None)] if device.touched.count("to homeaa") > 1 else []
        return [text("page homeaa"), *more]

    def begun(device: FakeDevice) -> list[Row]:
        return [text("page homea"), *(Row(f"to {way}", device.open("homeaa")) for way in ("homeaa", "homeaa again"))]

    screens |= {"homea": begun, "homeaa": deepest}
    device = FakeDevice(screens, stack=["home", "homea"])
    report = run(device)
    assert {one.title for one in report.screens} >= {"page home", "page homea", "page homeaa"}
    assert not report.restarts and report.ended == "exhausted"


@pytest.mark.parametrize("one_activity", [False, True])
def test_a_screen_that_does_not_let_go_at_the_beginning(one_activity: bool) -> None:
    """A new start is made only where the device says that there is more of the app below."""
    screens = tree_of(1, 2)
    screens["ad"] = lambda device: [text("held")]
    device = FakeDevice(screens, stack=["home", "ad"], one_activity=one_activity)
    press = device.key
    device.key = lambda name: None if device.stack[-1] == "ad" else press(name)  # type: ignore[method-assign]
    report = run(device)
    assert report.ended == "exhausted"
    assert (report.restarts, len(report.screens)) == ((0, 1) if one_activity else (1, 4))


def test_leaving_by_back_is_the_last_way_and_is_told() -> None:
    """Each screen takes the place of the one before: no way leads to the other but through a new start."""

    def instead(name: str):
        return lambda: device.stack.__setitem__(-1, name)

    screens = {
        "home": lambda device: [text("home"), Row("to one", instead("one")), Row("to two", instead("two"))],
        "one": lambda device: [text("one")],
        "two": lambda device: [text("two")],
    }
    device = FakeDevice(screens)
    report = run(device)
    assert {one.title for one in report.screens} == {"home", "one", "two"} and report.ended == "exhausted"
    (departure,) = report.departures
    assert departure.action.endswith("back") and departure.came_back == "brought to the front"
    assert device.starts == 1 and not report.restarts


def test_a_new_start_that_leads_nowhere_is_not_made_again() -> None:
    screens = {
        "home": lambda device: [text("home")],
        "welcome": lambda device: [text("welcome"), Row("go", lambda: enter(device)), Row("tour", print)],
    }

    def enter(device: FakeDevice) -> None:
        device.stack[:] = ["home"]

    device = FakeDevice(screens, stack=["welcome"])
    device.key = lambda name: None  # type: ignore[method-assign]
    report = run(device, seed=next(seed for seed in range(9) if run_first(seed, screens) == "go"))
    assert report.restarts == 1 and report.ended == "exhausted"
    assert report.screens[0].unvisited == ["tour"]


def run_first(seed: int, screens: dict) -> str:
    """The control that a seed touches first."""
    device = FakeDevice(screens, stack=["welcome"])
    run(device, seed, most_actions=1)
    return device.touched[0]


def test_budgets() -> None:
    few = run(FakeDevice(tree_of(3, 3)), most_actions=7)
    assert few.ended == "actions" and len(few.log) == 7
    assert any(one.unvisited for one in few.screens)
    assert run(FakeDevice(tree_of(1, 1)), seconds=0).ended == "seconds"


def test_a_clock_and_counters_make_no_new_screens() -> None:
    def home(device: FakeDevice) -> list[Row]:
        return [
            text("home"), text(f"12:00:{device.seen % 60:02d}"), text(f"level {len(device.touched)}"),
            Row("open", device.open("detail")), Row("count", lambda: None),
        ]  # fmt: skip

    report = run(FakeDevice({"home": home, "detail": lambda device: [text("detail")]}))
    assert [one.title for one in report.screens] == ["home", "detail"]
    assert report.ended == "exhausted"


def test_screens_of_one_layout_are_told_apart_by_what_they_say() -> None:
    screens = {"home": lambda device: [Row(f"news {word}", device.open(word)) for word in ("red", "green", "blue")]}
    for word in ("red", "green", "blue"):
        screens[word] = lambda device, word=word: [text(f"about {word}"), text("3 minutes ago")]
    assert len(run(FakeDevice(screens)).screens) == 4


def test_something_said_in_place_is_no_new_screen() -> None:
    def home(device: FakeDevice) -> list[Row]:
        said = ["nothing yet", "done", "done again"][min(len(device.touched), 2)]
        return [text("home"), text("a text"), text(said), Row("do", lambda: None), Row("do more", lambda: None)]

    assert len(run(FakeDevice({"home": home})).screens) == 1


def test_long_lists_are_scrolled_and_their_ends_reached() -> None:
    rows = [f"row {letter}{other}" for letter in "abcde" for other in "fghij"]
    screens = {"home": lambda device: [text("list"), *(Row(row, device.open(row)) for row in rows)]}
    for row in rows:
        screens[row] = lambda device, row=row: [text(f"about {row}")]
    report = run(FakeDevice(screens))
    assert len(report.screens) == 26
    assert report.screens[0].controls == 25


def test_an_endless_list_ends() -> None:
    def home(device: FakeDevice) -> list[Row]:
        shown = device.offsets.get("home", 0)
        return [text("feed"), *(text(f"post {'abcdefghij'[n % 10]}{'x' * (n // 10)}") for n in range(shown + 40))]

    report = run(FakeDevice({"home": home}), most_actions=1000)
    assert report.ended == "exhausted"
    assert len(report.log) <= MOST_PAGES + 1 and len(report.screens) == 1


@pytest.mark.parametrize(
    ("label", "resource", "why"),
    [
        ("退出登录", "", "logout"), ("Log out", "", "logout"), ("账号", "btn_signOut", "logout"),
        ("立即支付", "", "pay"), ("Buy now", "", "pay"), ("确认", "pay_confirm", "pay"), ("提交订单", "", "pay"),
        ("拨打电话", "", "call"), ("Call us", "", "call"), ("注销账号", "", "delete_account"),
        ("Delete my account", "", "delete_account"), ("卸载", "", "uninstall"), ("清空数据", "", "delete_data"),
        ("退出应用", "", "exit"), ("撤回同意", "", "withdraw_consent"), ("Send an SMS", "", "message"),
    ],
)  # fmt: skip
def test_what_costs_or_destroys_is_left_alone(label: str, resource: str, why: str) -> None:
    device = FakeDevice({"home": lambda device: [text("home"), Row(label, device.end, id=resource), Row("ok", print)]})
    report = run(device)
    assert device.touched == ["ok"]
    assert report.screens[0].avoided == {label: why}


@pytest.mark.parametrize("label", ["通话记录", "Call history", "我的支出", "Callback settings", "返回", "Payload"])
def test_what_only_sounds_like_it_is_touched(label: str) -> None:
    device = FakeDevice({"home": lambda device: [text("home"), Row(label, lambda: None)]})
    run(device)
    assert device.touched == [label]


def test_a_question_about_it_is_not_answered_with_yes() -> None:
    screens = {
        "home": lambda device: [text("home"), Row("more", device.open("ask"))],
        "ask": lambda device: [text("确定要退出登录吗？"), Row("取消", device.stack.pop), Row("确定", device.end)],
    }
    device = FakeDevice(screens)
    assert run(device).screens[1].avoided == {"确定": "logout"}
    assert "确定" not in device.touched


def form(device: FakeDevice) -> list[Row]:
    def go() -> None:
        if device.typed.get("phone") == PERSONA.text("phone_number") and device.state.get("box"):
            device.stack.append("done")

    def tick() -> None:
        device.state["box"] = not device.state.get("box")

    return [
        text("register"), Row("next", go), Row(hint="手机号", id="phone"), Row(hint="Full name", id="n"),
        Row(hint="密码", id="p", password=True), Row("agree", tick, checked=bool(device.state.get("box"))),
    ]  # fmt: skip


def test_forms_are_filled_in_with_the_persona_before_they_are_sent() -> None:
    device = FakeDevice({"home": form, "done": lambda device: [text("done")]})
    report = run(device)
    assert [one.title for one in report.screens] == ["register", "done"]
    assert device.typed["n"] == PERSONA.text("name")
    assert report.typed == ["phone_number", "name"]
    assert device.typed["p"] and device.state["box"]


def test_a_box_that_is_ticked_stays_ticked() -> None:
    device = FakeDevice({"home": form, "done": lambda device: [text("done")]}, state={"box": True})
    run(device)
    assert device.state["box"]


def test_a_field_that_the_device_cannot_be_given_is_named() -> None:
    device = FakeDevice({"home": form, "done": lambda device: [text("done")]}, types=str.isascii)
    report = run(device)
    assert report.not_typed == ["register: name"]
    assert "n" not in device.typed and report.typed == ["phone_number"]


def test_other_apps_are_left_again() -> None:
    device = FakeDevice({"home": lambda device: [text("home"), Row("share", device.go("com.other")), Row("ok", print)]})
    report = run(device)
    (departure,) = report.departures
    assert (departure.package, departure.came_back) == ("com.other", "BACK")
    assert report.ended == "exhausted" and sorted(device.touched) == ["ok", "share"]


def test_an_app_that_does_not_let_back_is_brought_to_the_front() -> None:
    device = FakeDevice({"home": lambda device: [text("home"), Row("share", device.go("com.other"))]})
    device.key = lambda name: None  # type: ignore[method-assign]
    (departure,) = run(device).departures
    assert departure.came_back == "brought to the front"


def test_an_app_that_ends_is_started_again_and_the_rest_explored() -> None:
    device = FakeDevice(
        {
            "home": lambda device: [text("home"), Row("crash", device.end), Row("other", device.open("other"))],
            "other": lambda device: [text("other")],
        }
    )
    report = run(device)
    assert {one.title for one in report.screens} == {"home", "other"}
    assert report.restarts == 1
    assert report.departures[0].package == ""
    assert device.touched.count("crash") == 1


def test_an_app_that_always_ends_at_once_is_given_up() -> None:
    restarts = []
    device = FakeDevice({"home": lambda device: [text("home")]})
    device.end()
    report = run(device, around={"restart": lambda: restarts.append(1)})
    assert report.ended == "lost" and len(restarts) == 3


def test_a_screen_that_does_not_let_go_is_left_by_a_restart() -> None:
    screens = tree_of(1, 2)
    screens["homea"] = lambda device: [text("held")]
    device = FakeDevice(screens)
    press = device.key
    device.key = lambda name: None if device.stack[-1] == "homea" else press(name)  # type: ignore[method-assign]
    report = run(device)
    assert {one.title for one in report.screens} == {"page home", "held", "page homeb"}
    assert report.restarts <= 1


def test_dialogs_of_the_system_are_the_callers() -> None:
    device = FakeDevice({"home": lambda device: [text("home"), Row("locate", device.go("com.android.dialog"))]})
    answered = []

    def on_screen(tree: bytes) -> bool:
        if b"com.android.dialog" not in tree:
            return False
        answered.append(tree)
        device.front = PACKAGE
        return True

    report = run(device, around={"on_screen": on_screen})
    assert len(answered) == 1 and not report.departures


def test_new_screens_are_kept_and_touches_told() -> None:
    kept, told = [], []

    def keep(name: str, tree: bytes) -> tuple[str, str]:
        kept.append(name)
        return f"{name}.png", f"{name}.xml"

    report = run(FakeDevice(tree_of(1, 2)), around={"keep": keep, "acted": told.append})
    assert kept == ["screen_001", "screen_002", "screen_003"]
    assert report.screens[2].screenshot == "screen_003.png"
    assert told == report.log


def test_what_was_seen_is_there_when_the_caller_stops_it() -> None:
    from harness.capture.explorer import Explorer

    def on_screen(tree: bytes) -> bool:
        if len(explorer.report.log) > 3:
            raise TimeoutError
        return False

    around = Surroundings(on_screen=on_screen, pause=lambda seconds: None)
    explorer = Explorer(FakeDevice(tree_of(3, 3)), PACKAGE, PERSONA, 60, 1, around)
    with pytest.raises(TimeoutError):
        explorer.run()
    assert explorer.report.ended == "stopped" and explorer.report.screens


def test_trees_that_are_none_are_no_screens() -> None:
    device = FakeDevice({"home": lambda device: [text("home"), Row("ok", lambda: None)]})
    dump = device.ui_dump
    bad = iter([b"<!DOCTYPE x [<!ENTITY a 'b'>]><hierarchy/>", b"no xml", b"<hierarchy>" + b"<node>" * 300])

    def hostile() -> bytes:
        tree = next(bad, None)
        if tree == b"no xml":
            raise DeviceError("could not get idle state")
        return tree or dump()

    device.ui_dump = hostile  # type: ignore[method-assign]
    assert [one.title for one in run(device).screens] == ["home"]
