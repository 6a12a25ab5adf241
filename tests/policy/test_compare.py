import msgspec
import pytest

from harness.analysis.model import Assessment, Recipient
from harness.policy.compare import compare
from harness.policy.differences import Difference
from harness.policy.model import Gap, Policy
from harness.rules.testing import ADS, OTHER, OWN, PUSH, clean, read, send
from tests.policy.said import policy

ABROAD = Recipient(host="track.other.example", domain="other.example", party="third", country="SG")


def seen(*rows: tuple[str, str], actor: object = None) -> Assessment:
    found = clean()
    for category, phase in rows:
        found.collected.append(read(category, phase, actor) if actor else read(category, phase))  # type: ignore[arg-type]
    return found


def rows(said: str | Policy, found: Assessment, kind: str) -> list[Difference]:
    return [row for row in compare(policy(said) if isinstance(said, str) else said, found) if row.kind == kind]


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ("我们会收集您的IMEI。", "declared"),
        ("我们会收集您的设备信息。", "vague"),
        ("我们会收集您的手机号。", "not_declared"),
    ],
)
def test_what_is_collected_is_declared_vaguely_or_not(said: str, standing: str) -> None:
    (row,) = rows(said, seen(("imei", "foreground")), "collected")
    assert (row.standing, row.category, row.actor, row.phases) == (standing, "imei", "app", ["foreground"])
    assert row.evidence == ["7:imei"]
    assert bool(row.claims) == (standing != "not_declared")


def test_nothing_is_concluded_from_the_silence_of_a_policy_that_could_not_be_read() -> None:
    half = msgspec.structs.replace(policy("我们会收集您的手机号。"), gaps=[Gap(key="pages_without_text")])
    (row,) = rows(half, seen(("imei", "foreground")), "collected")
    assert (row.standing, row.gaps) == ("undetermined", ["pages_without_text"])


def test_refused_calls_collected_nothing() -> None:
    found = clean()
    found.collected.append(read("imei", "foreground", count=2, refused=2))
    assert rows("我们会收集您的手机号。", found, "collected") == []


def test_hidden_text_told_nobody() -> None:
    said = policy("我们会收集您的IMEI。")
    hidden = msgspec.structs.replace(
        said, sentences=[msgspec.structs.replace(row, hidden=True) for row in said.sentences]
    )
    (row,) = rows(hidden, seen(("imei", "foreground")), "collected")
    assert (row.standing, row.why) == ("not_declared", "hidden_only")


def test_what_an_sdk_reads_is_declared_for_the_sdk() -> None:
    found = seen(("imei", "foreground"), actor=PUSH)
    assert rows("极光推送SDK会收集您的IMEI。", found, "collected")[0].standing == "declared"
    (row,) = rows("我们会收集您的IMEI。", found, "collected")
    assert (row.standing, row.why) == ("vague", "other_actor")
    assert rows("友盟SDK会收集您的IMEI。", found, "collected")[0].standing == "vague"


def test_sharing_is_declared_by_its_words_or_by_the_sdks_own_collection() -> None:
    found = send(clean(), "imei", "foreground", PUSH, OTHER)
    assert rows("我们会将您的IMEI共享给合作伙伴。", found, "shared")[0].standing == "declared"
    assert rows("极光推送SDK会收集您的IMEI。", found, "shared")[0].standing == "declared"
    assert rows("我们会与合作伙伴共享您的个人信息。", found, "shared")[0].standing == "vague"
    (row,) = rows("我们会收集您的IMEI。", found, "shared")
    assert (row.standing, row.recipient, row.evidence) == ("not_declared", OTHER.host, ["d0001"])
    assert rows("我们会收集您的IMEI。", send(clean(), "imei", "foreground", to=OWN), "shared") == []


@pytest.mark.parametrize(
    ("said", "standing", "why"),
    [
        ("我们不会收集您的通讯录。", "contradicted", ""),
        ("我们不会收集您的任何个人信息。", "contradicted", ""),
        ("未经您同意，我们不会收集您的通讯录。", "suspected", "exception"),
        ("如果您不同意本政策，我们不会收集您的通讯录。", "suspected", "conditional"),
        ("We do not collect your contacts.", "contradicted", ""),
        ("We do not knowingly collect your contacts.", "suspected", "exception"),
    ],
)
def test_a_denial_is_contradicted_or_may_be(said: str, standing: str, why: str) -> None:
    (row,) = rows(said, seen(("contacts", "foreground")), "denied")
    assert (row.standing, row.why) == (standing, why)
    assert rows(said, clean(), "denied") == []


def test_a_denial_of_sharing_is_about_what_left_to_others() -> None:
    said = "我们不会与任何第三方共享您的位置信息。"
    assert rows(said, send(clean(), "location_precise", "foreground", to=OTHER), "denied")[0].standing == "contradicted"
    assert rows(said, send(clean(), "location_precise", "foreground", to=OWN), "denied") == []


def test_contradictory_sentences_both_count() -> None:
    said = "我们会收集您的通讯录。\n我们不会收集您的通讯录。\n"
    found = compare(policy(said), seen(("contacts", "foreground")))
    assert {(row.kind, row.standing) for row in found} == {("collected", "declared"), ("denied", "contradicted")}


def test_sdks_in_the_app_are_named_or_not() -> None:
    def named(said: str) -> tuple[str, str]:
        (row,) = [row for row in compare(policy(said), clean(), ["cn.jpush"]) if row.kind == "sdk"]
        assert row.actor == "sdk:cn.jpush"
        return row.standing, row.why

    assert named("我们接入了友盟SDK。")[0] == "undetermined"  # with no word on collecting it may be no policy
    assert named("我们接入了极光推送SDK。") == ("declared", "")
    assert named("我们接入的SDK由深圳市和讯华谷信息技术有限公司提供。") == ("vague", "company_only")
    assert named("我们会收集您的手机号。我们接入了友盟SDK。") == ("not_declared", "")


def test_an_sdk_that_did_something_is_in_the_app() -> None:
    (row,) = rows("我们重视您的个人信息的收集。", seen(("imei", "foreground"), actor=ADS), "sdk")
    assert (row.standing, row.actor, row.evidence) == ("not_declared", ADS.id, ["7:imei"])


def test_recipients_abroad() -> None:
    found = send(clean(), "imei", "foreground", to=ABROAD)

    def stands(said: str) -> set[str]:
        return {row.standing for row in rows(said, found, "abroad")}

    assert stands("我们会将您的信息传输至新加坡。") == {"declared"}
    assert stands("我们会将您的信息传输至美国。") == {"vague"}
    assert stands("我们会收集您的IMEI。") == {"not_declared"}
    assert stands("我们不会跨境传输您的个人信息。") == {"contradicted"}
    assert stands("您的个人信息存储于中华人民共和国境内。") == {"suspected"}
    assert rows("我们会收集您的IMEI。", send(clean(), "imei", "foreground", to=OTHER), "abroad") == []


def test_only_in_the_foreground_against_the_background() -> None:
    said = "我们仅在您使用地图期间收集您的位置信息。"
    (row,) = rows(said, seen(("location_precise", "background")), "foreground_only")
    assert (row.standing, row.phases) == ("contradicted", ["background"])
    assert rows(said, seen(("location_precise", "foreground")), "foreground_only") == []


def test_plain_text_against_the_promise_of_encryption() -> None:
    found = send(clean(), "imei", "foreground", scheme="http")
    assert rows("我们使用SSL加密传输您的信息。", found, "encrypted")[0].standing == "suspected"
    assert rows("我们使用SSL加密传输您的信息。", send(clean(), "imei", "foreground"), "encrypted") == []


def test_an_over_broad_licence_is_suspected_with_its_claim() -> None:
    said = policy("您同意授予我们免费、永久、不可撤销地使用您的肖像的权利。")
    (row,) = rows(said, clean(), "overbroad_licence")
    assert (row.standing, row.claims, row.why) == ("suspected", [said.of("overbroad_licence")[0].id], "face")


@pytest.mark.parametrize(
    "said",
    [
        "如您不同意本政策，我们不会收集您的任何信息。",
        "未经您同意，我们不会收集您的任何个人信息。",
        "个推SDK不会收集您的通讯录。",
        "We may collect your contacts without asking you twice.",
    ],
)
def test_what_could_be_true_beside_what_was_seen_is_no_contradiction(said: str) -> None:
    assert rows(said, seen(("contacts", "foreground")), "denied") == []
