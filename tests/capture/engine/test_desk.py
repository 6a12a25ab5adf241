"""Permission dialogs: recognised, answered by policy, recorded, and what the app does about a denial."""

from pathlib import Path

import pytest

from harness.capture.screen.controls import nodes
from harness.capture.screen.dialogs import permission_dialog
from harness.capture.screen.looking import Look
from harness.capture.screen.plea import plea
from harness.evidence.rows import PermissionRequest, Phase
from tests.capture.engine.phone import (
    APP,
    CONSENT,
    CONTROLLER,
    LABEL,
    Control,
    Finished,
    Phone,
    dialog,
    play,
    scenario,
    text,
)

pytestmark = pytest.mark.usefixtures("fast_clock")

HOME = [text("首页"), Control("查看附近", does="near"), Control("设置", does="settings")]
WHY = [text("我们需要您的位置来查询附近的门店"), Control("继续", does="ask"), Control("暂不", does="home")]


def look(controls: list[Control]) -> Look:
    phone = Phone({"main": controls}, lambda phone, does: None)
    phone.at = "main"
    tree = phone.ui_dump()
    return Look(1, tree, tuple(nodes(tree)))


def run(
    tmp_path: Path, on, policy: str, screens: dict | None = None, steps: str = "consent: accept, wait: 1", **more
) -> Finished:
    script = scenario(
        f"""
permissions: {policy}
phases:
  - name: before_consent
    steps: [launch, wait: 0.1]
  - name: permission_denied
    steps: [{steps}]
"""
    )
    base = {"main": CONSENT, "home": HOME, "LOCATION": dialog(), "CONTACTS": dialog("CONTACTS"), "SMS": dialog("SMS")}
    return play(Phone({**base, **(screens or {})}, on), script, tmp_path / "b", **more)


# -- recognising --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "package",
    [
        "com.android.packageinstaller",  # 6-9
        "com.google.android.packageinstaller",
        "com.android.permissioncontroller",  # 10-15, the sandbox
        "com.google.android.permissioncontroller",
        "com.lbe.security.miui",
    ],
)
def test_dialogs_of_every_android_are_recognised(package: str) -> None:
    found = permission_dialog(look(dialog(package=package)), LABEL)
    assert found is not None
    assert (found.package, found.groups, found.deny_is_final) == (package, ("LOCATION",), False)
    assert (found.allow.text, found.deny.text) == ("允许", "拒绝")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("ids", "allow", "deny", "final"),
    [
        (["permission_allow_button", "permission_deny_button"], 0, 1, False),
        (
            ["permission_allow_always_button", "permission_allow_foreground_only_button", "permission_deny_button"],
            1,
            2,
            False,
        ),
        (
            ["permission_allow_foreground_only_button", "permission_allow_one_time_button", "permission_deny_button"],
            0,
            2,
            False,
        ),
        (["permission_allow_button", "permission_deny_and_dont_ask_again_button"], 0, 1, True),
        (["permission_allow_always_button", "permission_no_upgrade_button"], 0, 1, False),
        (["permission_allow_always_button", "permission_no_upgrade_and_dont_ask_again_button"], 0, 1, True),
        (["permission_allow_selected_button", "permission_allow_all_button", "permission_deny_button"], 1, 2, False),
    ],
)
def test_the_controls_of_android_10_to_15(ids: list[str], allow: int, deny: int, final: bool) -> None:
    controls = [Control(f"b{n}", id=f"{CONTROLLER}:id/{name}", package=CONTROLLER) for n, name in enumerate(ids)]
    found = permission_dialog(look([*controls, text("Allow x to access your contacts?", CONTROLLER)]), LABEL)
    assert found is not None
    assert (found.allow.text, found.deny.text, found.deny_is_final) == (f"b{allow}", f"b{deny}", final)  # type: ignore[union-attr]


def test_renamed_ids_are_told_by_their_labels() -> None:
    package = "com.lbe.security.miui"
    controls = [
        text("允许读取联系人？", package),
        Control("拒绝", package=package),
        Control("仅在使用中允许", package=package),
    ]
    found = permission_dialog(look(controls), LABEL)
    assert found is not None
    assert (found.groups, found.allow.text, found.deny.text) == (("CONTACTS",), "仅在使用中允许", "拒绝")  # type: ignore[union-attr]


def test_an_app_that_draws_the_same_dialog_is_not_believed() -> None:
    assert permission_dialog(look(dialog(package=APP)), LABEL) is None
    other = [text("应用信息", CONTROLLER), Control("权限", package=CONTROLLER)]
    assert permission_dialog(look(other), LABEL) is None


def test_the_app_s_own_name_asks_for_nothing() -> None:
    controls = dialog("CONTACTS")
    controls[0].text = "允许“短信与位置大师”访问您的通讯录吗？"
    found = permission_dialog(look(controls), "短信与位置大师")
    assert found is not None
    assert found.groups == ("CONTACTS",)


# -- answering ----------------------------------------------------------------------------------------------------


def polite(phone: Phone, does: str) -> None:
    """Asks for the place after consent, and goes on whatever is answered."""
    if does == "agree":
        phone.at = "LOCATION"
    elif does.startswith(("allow", "deny")):
        phone.granted |= {"android.permission.ACCESS_FINE_LOCATION"} if does.startswith("allow") else set()
        phone.at = "home"


@pytest.mark.parametrize(
    ("policy", "answer", "reaction"),
    [
        ("grant_all", "granted", ""),
        ("deny_all", "denied", "goes_on"),
        ("leave", "left", ""),
        ("deny_then_grant", "denied", "goes_on"),
    ],
)
def test_policies(tmp_path: Path, policy: str, answer: str, reaction: str) -> None:
    done = run(tmp_path, polite, policy)
    (request,) = done.bundle.rows(PermissionRequest)
    assert (request.groups, request.answer, request.reaction) == (["LOCATION"], answer, reaction)
    assert request.message.startswith("允许“示例”")
    assert (request.phase, request.launch, request.user_act) == ("permission_denied", 1, "tap 同意")
    assert request.before_texts[0] == "隐私政策提示"
    for name in (request.screenshot, request.ui_dump, request.before_ui_dump):
        assert name is not None
        assert done.bundle.has(name)
    if reaction:
        assert done.bundle.has(request.reaction_screenshot or "?")
    last = list(done.bundle.rows(Phase))[-1]
    assert last.granted == (["android.permission.ACCESS_FINE_LOCATION"] if policy == "grant_all" else [])


def test_what_the_app_s_type_needs_is_granted_and_nothing_else(tmp_path: Path) -> None:
    def both(phone: Phone, does: str) -> None:
        phone.at = {"agree": "LOCATION", "allow LOCATION": "CONTACTS", "deny LOCATION": "CONTACTS"}.get(does, "home")
        if does == "launch":
            phone.at = "main"

    done = run(tmp_path, both, "grant_necessary", necessary=frozenset({"LOCATION"}))
    assert {tuple(row.groups): row.answer for row in done.bundle.rows(PermissionRequest)} == {
        ("LOCATION",): "granted", ("CONTACTS",): "denied",
    }  # fmt: skip


def test_denied_once_then_granted(tmp_path: Path) -> None:
    done = run(
        tmp_path, polite, "deny_then_grant", steps="consent: accept, wait: 0.3, relaunch, consent: accept, wait: 0.6"
    )
    assert [row.answer for row in done.bundle.rows(PermissionRequest)] == ["denied", "granted"]
    assert [row.launch for row in done.bundle.rows(PermissionRequest)] == [1, 2]


def test_an_app_that_leaves_when_denied(tmp_path: Path) -> None:
    def bully(phone: Phone, does: str) -> None:
        polite(phone, does)
        if does.startswith("deny"):
            phone.ends()

    done = run(tmp_path, bully, "deny_all")
    (request,) = done.bundle.rows(PermissionRequest)
    assert (request.reaction, "exit 0" in request.reaction_why) == ("exits", True)
    assert list(done.bundle.rows(Phase))[-1].app_ended
    assert done.states["permission_denied"] == "done", "that the app leaves is a finding, not a failure of the run"


def test_an_app_that_only_leaves_the_screen(tmp_path: Path) -> None:
    def leaver(phone: Phone, does: str) -> None:
        polite(phone, does)
        if does.startswith("deny"):
            phone.key("HOME")

    (request,) = run(tmp_path, leaver, "deny_all").bundle.rows(PermissionRequest)
    assert (request.reaction, "launcher" in request.reaction_why) == ("exits", True)


def test_an_app_that_asks_on_and_on(tmp_path: Path) -> None:
    def loop(phone: Phone, does: str) -> None:
        if does == "agree":
            phone.at = "LOCATION"
        elif does.startswith("deny"):
            phone.screens["LOCATION"][0].text += " "  # a new dialog, not the old one still there
            phone.at = "LOCATION"

    requests = list(run(tmp_path, loop, "deny_all", steps="consent: accept, wait: 0.6").bundle.rows(PermissionRequest))
    assert len(requests) >= 3
    assert requests[0].reaction == "loops"
    assert max(row.in_a_row for row in requests) >= 3
    assert len(requests) < 10, "the engine gives up"


def test_an_app_that_locks_its_screen(tmp_path: Path) -> None:
    locked = [text("需要位置权限才能继续使用"), Control("去设置"), Control("退出应用")]

    def lock(phone: Phone, does: str) -> None:
        polite(phone, does)
        if does.startswith("deny"):
            phone.at = "locked"

    (request,) = run(tmp_path, lock, "deny_all", {"locked": locked}).bundle.rows(PermissionRequest)
    assert (request.reaction, "nothing to touch" in request.reaction_why) == ("blocks", True)


def test_a_demand_with_a_way_out_is_left_by_it(tmp_path: Path) -> None:
    demand = [text("需要位置权限才能查看附近"), Control("去设置"), Control("暂不", does="home")]

    def ask(phone: Phone, does: str) -> None:
        polite(phone, does)
        if does.startswith("deny"):
            phone.at = "demand"
        elif does == "home":
            phone.at = "home"

    done = run(tmp_path, ask, "deny_all", {"demand": demand})
    (request,) = done.bundle.rows(PermissionRequest)
    assert request.reaction == "goes_on"
    assert "tap 暂不" in done.phone.log


@pytest.mark.parametrize(
    ("controls", "kind"),
    [
        ([text("需要存储权限，请前往设置开启"), Control("去设置"), Control("退出")], "stuck"),
        ([text("Storage permission is required to continue"), Control("Open settings"), Control("Exit app")], "stuck"),
        ([text("没有权限，无法拍照"), Control("知道了")], "stuck"),
        ([text("需要存储权限"), Control("去设置"), Control("取消")], "open"),
        ([text("未获得位置权限，请输入城市"), Control("按城市查询")], "open"),
        ([text("今天天气很好"), Control("去设置")], None),
    ],
)
def test_what_a_screen_insists_on(controls: list[Control], kind: str | None) -> None:
    found = plea(look(controls), APP)
    assert (found.kind if found else None) == kind


# -- before consent -----------------------------------------------------------------------------------------------


def test_nothing_is_touched_before_consent_but_what_is_asked_is_recorded(tmp_path: Path) -> None:
    def early(phone: Phone, does: str) -> None:
        if does == "launch":
            phone.at = "LOCATION"
        elif does.startswith("deny"):
            phone.at = "main"
        elif does == "agree":
            phone.at = "home"

    done = run(tmp_path, early, "deny_all")
    (request,) = done.bundle.rows(PermissionRequest)
    assert (request.phase, request.answer) == ("before_consent", "denied")
    assert done.phases == ["install", "before_consent", "before_consent_asked", "permission_denied"]
    before, asked = list(done.bundle.rows(Phase))[1:3]
    assert before.end_us <= request.answered_us <= asked.end_us
    assert done.phone.log.index("tap 拒绝") < done.phone.log.index("tap 同意")


def test_the_dialog_stays_when_consent_is_not_decided(tmp_path: Path) -> None:
    script = scenario("permissions: deny_all\nphases:\n  - name: before_consent\n    steps: [launch, wait: 1]\n")
    phone = Phone({"LOCATION": dialog()}, lambda phone, does: setattr(phone, "at", "LOCATION"))
    done = play(phone, script, tmp_path / "b")
    (request,) = done.bundle.rows(PermissionRequest)
    assert request.answer == "left"
    assert [line for line in phone.log if line.startswith(("tap", "key"))] == []


def test_the_step_permission_overrides_the_policy(tmp_path: Path) -> None:
    done = run(tmp_path, polite, "leave", steps="consent: accept, permission: grant, wait: 0.1")
    assert [row.answer for row in done.bundle.rows(PermissionRequest)] == ["granted"]
