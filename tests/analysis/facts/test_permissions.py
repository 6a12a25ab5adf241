"""What is said of permission dialogs: purpose, batches, repeats within 48 hours, compulsory authorization."""

import pytest

from harness.analysis.facts.permissions import permissions
from harness.analysis.join.actors import Actors
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.model import Permissions
from harness.evidence.rows import ConsentScreen, Observation, PermissionRequest, Phase, Value

T0 = 1_790_000_000_000_000
S = 1_000_000
HOUR = 3600 * S
PACKAGE = "com.example.app"
FINE = "android.permission.ACCESS_FINE_LOCATION"
PHASES = [
    Phase(name="install", start_us=T0 - 10 * S, end_us=T0, cause="launch"),
    Phase(name="before_consent", start_us=T0, end_us=T0 + 10 * S, cause="consent accept"),
    Phase(
        name="permission_denied",
        start_us=T0 + 10 * S,
        end_us=T0 + 1000 * S,
        cause="end",
        begun_by="consent accept",
        branch="deny",
    ),
]
DECIDED = ConsentScreen(time_us=T0 + 10 * S, phase="before_consent", act="accept", kind="dialog")


def asked(number: int, at_s: float, group: str = "LOCATION", **more) -> PermissionRequest:
    time = T0 + round(at_s * S)
    fields = {
        "clock_us": time, "phase": "before_consent" if at_s < 10 else "permission_denied", "groups": [group],
        "answer": "denied", "answered_us": time + S // 2, "reaction": "goes_on", "before_us": time - S,
        "before_texts": ["首页"], "launch": 1,
    }  # fmt: skip
    return PermissionRequest(id=number, time_us=time, **{**fields, **more})


def call(at_s: float, *names: str, frame: str = f"{PACKAGE}.Main.start(Main.java:1)") -> Observation:
    items = [Value(type="java.lang.String", text=name) for name in names]
    return Observation(
        seq=int(at_s * 10), time_us=T0 + round(at_s * S), mono_ns=0, pid=7, process=PACKAGE, thread_id=1, thread="main",
        point="perm.activity.requestPermissions", category="control.permission_request", stack=[frame],
        args=[Value(type="[Ljava.lang.String;", items=items)],
    )  # fmt: skip


def facts(*rows: PermissionRequest, calls=(), phases=PHASES, decisions=(DECIDED,), app_type: str = "") -> Permissions:
    return permissions(rows, phases, decisions, calls, Actors(PACKAGE), PhaseTimes(phases), app_type)


def test_who_asked_for_which_permission() -> None:
    (row,) = facts(asked(1, 20), calls=[call(19.9, FINE, "android.permission.INTERNET")]).requests
    assert (row.id, row.permissions, row.observations) == ("p001", [FINE], ["7:199"])
    assert row.actor is not None
    assert row.actor.id == "app"
    assert (row.consent, row.phase) == ("after", "permission_denied")
    (other,) = facts(asked(1, 20), calls=[call(19.9, "android.permission.CAMERA")]).requests
    assert (other.permissions, other.actor) == ([], None)


def test_a_request_before_consent_is_named() -> None:
    found = facts(asked(1, 5), asked(2, 20))
    assert found.before_consent == ["p001"]


@pytest.mark.parametrize(
    ("texts", "purpose"),
    [
        (["我们需要您的位置来查询附近的门店"], "told"),
        (["Find stores nearby"], "told"),
        (["为了保障应用的正常运行，请授权"], "vague"),
        (["To improve your experience"], "vague"),
        (["首页", "设置"], "not_told"),
        ([], "unknown"),
    ],
)
def test_what_the_screen_before_says_of_the_purpose(texts: list[str], purpose: str) -> None:
    found = facts(asked(1, 20, before_texts=texts))
    assert found.requests[0].purpose == purpose
    assert found.not_told == (["p001"] if purpose in ("vague", "not_told") else [])


def test_a_purpose_told_long_before_does_not_count() -> None:
    row = asked(1, 40, before_texts=["附近的门店需要位置"], before_us=T0 + 20 * S)
    assert facts(row).requests[0].purpose == "unknown"


def test_the_user_s_act_is_what_triggered_it_but_deciding_about_the_policy_is_none() -> None:
    def trigger(acted_s: float) -> str:
        return facts(asked(1, 20, user_act_us=T0 + round(acted_s * S))).requests[0].trigger

    assert trigger(18) == "user"
    assert trigger(9.9) == "auto", "longer than ten seconds ago"
    assert facts(asked(1, 11, user_act_us=T0 + 10 * S)).requests[0].trigger == "auto", "that was the consent"
    assert facts(asked(1, 20)).requests[0].trigger == "auto"


def test_a_batch_at_the_start() -> None:
    names = (FINE, "android.permission.READ_CONTACTS", "android.permission.READ_SMS")
    rows = [
        asked(n, 10.5 + n, group, user_act_us=T0 + 10 * S) for n, group in enumerate(("LOCATION", "CONTACTS", "SMS"))
    ]
    (batch,) = facts(*rows, calls=[call(10.4, *names)]).batches
    assert batch.groups == ["LOCATION", "CONTACTS", "SMS"]
    assert (batch.one_call, batch.at_start) == (True, True)
    (apart,) = facts(*rows).batches
    assert not apart.one_call


def test_what_is_no_batch() -> None:
    assert facts(asked(1, 20), asked(2, 60, "SMS")).batches == [], "too far apart"
    assert facts(asked(1, 20), asked(2, 21), asked(3, 22)).batches == [], "one group only"
    touched = asked(2, 21, "SMS", user_act_us=T0 + 20 * S + 800_000)
    assert facts(asked(1, 20), touched).batches == [], "the user used something in between"
    assert facts(asked(1, 20), asked(2, 21, "SMS", launch=2)).batches == []


def test_asked_again_by_the_device_s_clock() -> None:
    rows = [
        asked(1, 20),
        asked(2, 30, launch=2),
        asked(3, 40, launch=3, clock_us=T0 + 47 * HOUR),
        asked(4, 50, launch=4, clock_us=T0 + 49 * HOUR, user_act_us=T0 + 49 * S),
    ]
    (repeat,) = facts(*rows).repeats
    assert (repeat.group, repeat.denied, repeat.again) == ("LOCATION", "p001", ["p002", "p003", "p004"])
    assert (repeat.within_48h, repeat.launches, repeat.user_triggered) == (2, 3, 1)
    assert repeat.hours[0] < 0.01 < 46 < repeat.hours[1] < 48 < repeat.hours[2]
    assert facts(asked(1, 20, answer="granted", reaction=""), asked(2, 30)).repeats == []
    assert facts(asked(1, 20), asked(2, 30, "SMS")).repeats == []


@pytest.mark.parametrize("reaction", ["exits", "loops", "blocks"])
def test_compulsory_authorization(reaction: str) -> None:
    found = facts(asked(1, 20, reaction=reaction), asked(2, 30, "SMS")).compulsory
    assert (found.verdict, found.requests, found.reactions, found.type_known) == (
        "compelled",
        ["p001"],
        [reaction],
        False,
    )


def test_what_the_app_s_type_needs_may_be_insisted_on() -> None:
    rows = (asked(1, 20, reaction="exits"), asked(2, 30, "SMS"))
    navigation = facts(*rows, app_type="map_navigation")
    assert [row.necessary for row in navigation.requests] == [True, False]
    assert navigation.compulsory.verdict == "not_compelled"
    torch = facts(*rows, app_type="utility")
    assert torch.compulsory.verdict == "compelled"
    assert torch.compulsory.type_known


def test_what_was_not_tested_is_not_cleared() -> None:
    assert facts().compulsory.verdict == "not_tested"
    assert facts(asked(1, 20, answer="granted", reaction="")).compulsory.verdict == "not_tested"
    assert facts(asked(1, 20, reaction="")).compulsory.verdict == "undetermined"
    assert facts(asked(1, 20)).compulsory.verdict == "not_compelled"


def test_a_denied_permission_that_comes_back() -> None:
    later = Phase(name="upgraded", start_us=T0 + 1000 * S, end_us=T0 + 1100 * S, cause="end", granted=[FINE])
    (row,) = facts(asked(1, 20), phases=[*PHASES, later]).restored
    assert (row.group, row.denied, row.phase, row.permissions) == ("LOCATION", "p001", "upgraded", [FINE])
    again = asked(2, 1050, answer="granted", reaction="")
    assert facts(asked(1, 20), again, phases=[*PHASES, later]).restored == []


def test_the_same_rows_in_any_order_give_the_same_facts() -> None:
    rows = [asked(1, 20), asked(2, 21, "SMS"), asked(3, 50, launch=2)]
    assert facts(*rows) == facts(*reversed(rows))


def test_what_was_granted_without_a_dialog() -> None:
    held = [
        Phase(name="a", start_us=T0, end_us=T0 + 50 * S, cause="x", granted=[FINE, "android.permission.READ_SMS"]),
        Phase(name="b", start_us=T0 + 50 * S, end_us=T0 + 90 * S, cause="x", granted=["android.permission.CAMERA"]),
    ]
    rows = [asked(1, 20, answer="granted"), asked(2, 95, group="CAMERA", answer="granted")]
    assert facts(*rows, phases=held).beforehand == ["CAMERA", "SMS"]
    assert facts(*rows).beforehand == []
