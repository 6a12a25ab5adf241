import pytest

from harness.catalog.policy_words import cues
from harness.policy.statements import masked, statements
from tests.policy.said import claims, of, sentence


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我们不会收集您的身份证号、银行卡号，但会收集您的手机号。",
         {("does_not_collect", "id_card_number"), ("does_not_collect", "bank_card"), ("collects", "phone_number")}),
        ("我们不会收集您的面部信息，短信，通话记录。",
         {("does_not_collect", "face_biometric"), ("does_not_collect", "sms"), ("does_not_collect", "call_log")}),
        ("我们不会收集、存储或共享您的通讯录。", {("does_not_collect", "contacts"), ("does_not_share", "contacts")}),
        ("为了向您的手机号发送通知，我们会收集您的邮箱。", {("collects", "email_address")}),
        ("您可以在设置中关闭位置权限。", set()),
        ("如您不提供手机号，您将无法注册。", set()),
        ("我们收集您的IMEI，用于识别您的手机号是否一致。", {("collects", "imei")}),
        ("We do not sell, rent or share your contacts with third parties.",
         {("does_not_sell", "contacts"), ("does_not_share", "contacts")}),
        ("We collect your IMEI and do not access your camera.",
         {("collects", "imei"), ("does_not_collect", "camera_image")}),
        ("We collect no call logs.", {("does_not_collect", "call_log")}),
        ("We collect your IMEI but never your contacts.", {("collects", "imei")}),
        ("If you do not provide your phone number, you cannot register.", set()),
        ("We do not use your camera for advertising.", set()),
        ("Our app never reads your SMS messages.", {("does_not_collect", "sms")}),
    ],
)  # fmt: skip
def test_a_negation_holds_in_its_own_clause(text: str, wanted: set[tuple[str, str]]) -> None:
    kinds = ("collects", "does_not_collect", "shares", "does_not_share", "does_not_sell")
    found = claims(text, *kinds)
    assert wanted <= found
    turned = {"collects": "does_not_collect", "does_not_collect": "collects", "shares": "does_not_share"}
    opposite = {(turned[kind], each) for kind, each in wanted if kind in turned}
    assert not opposite & found
    assert wanted or not found


@pytest.mark.parametrize(
    ("text", "exception"),
    [
        ("除法律法规另有规定外，我们不会向任何第三方提供您的通讯录。", "除法律法规另有规定外"),
        ("未经您同意，我们不会将您的通讯录共享给第三方。", "未经您同意"),
        ("我们不会与第三方共享您的通讯录，但以下情况除外：", "但以下情况除外"),
        ("We do not share your contacts with third parties unless the law requires it.", "unless the law"),
        ("We do not share your contacts with third parties without your consent.", "without your consent"),
        ("We do not share your contacts, except with service providers.", "except with service providers"),
    ],
)
def test_exceptions_are_kept_with_the_denial(text: str, exception: str) -> None:
    (claim,) = of(text, "does_not_share")
    assert claim.category == "contacts"
    assert exception in claim.except_for


def test_what_follows_except_is_not_denied() -> None:
    text = "We do not share your data with third parties, except for your IP address."
    assert {row.category for row in of(text, "does_not_share")} == {""}


def test_a_condition_is_told() -> None:
    (claim,) = of("如果您不同意本政策，我们不会收集您的通讯录。", "does_not_collect")
    assert claim.conditional
    assert [row.conditional for row in of("我们不会收集您的通讯录。", "does_not_collect")] == [False]


def test_a_weakened_denial_is_no_plain_one() -> None:
    (claim,) = of("我们不会主动收集您的通讯录。", "does_not_collect")
    assert claim.conditional and claim.except_for == "主动"


def test_what_only_looks_like_a_negator_is_masked() -> None:
    turns = cues("zh")
    assert "不" not in masked("包括但不限于手机号", turns)
    assert [verb.negated for row in statements(sentence("我们收集包括但不限于您的手机号。")) for verb in row.verbs] == [
        False
    ]
    assert claims("We collect data including but not limited to your phone number.", "does_not_collect") == set()


def test_a_list_goes_on_with_what_its_lead_says() -> None:
    text = "我们会收集以下信息：\n- 手机号\n- 位置信息\n我们不会收集以下信息：\n- 通讯录\n"
    assert claims(text, "collects", "does_not_collect") == {
        ("collects", "phone_number"), ("collects", "location_precise"), ("collects", "location_coarse"),
        ("does_not_collect", "contacts"),
    }  # fmt: skip


def test_a_list_of_exceptions_is_not_denied() -> None:
    text = "除以下情形外，我们不会与第三方共享您的个人信息：\n- 向物流公司提供您的收货地址；\n"
    assert ("shares", "postal_address") in claims(text)
    assert ("does_not_share", "postal_address") not in claims(text)


def test_contradictory_sentences_are_both_kept() -> None:
    found = claims("我们不会收集您的通讯录。\n我们会收集您的通讯录。\n", "collects", "does_not_collect")
    assert found == {("collects", "contacts"), ("does_not_collect", "contacts")}


@pytest.mark.parametrize(
    "text",
    [
        "我们可能会在未经您同意的情况下收集、使用或披露您的个人信息。",
        "在以下情况下，我们无需取得您的授权同意即可收集您的个人信息：",
        "我们会使用不低于自身标准的措施保护从第三方获取的个人信息。",
        "为避免未经授权访问您的信息，我们采用了防火墙。",
        "您可以关闭权限，从而拒绝我们收集您的个人信息。",
        "我们不会把自动收集的日志信息与其他信息关联。",
        "We cannot be held responsible for others accessing your personal information.",
        "You can protect yourself by not disclosing your contacts to anybody.",
    ],
)
def test_what_denies_something_else_denies_no_collection(text: str) -> None:
    assert claims(text, "does_not_collect", "does_not_share") == set()


def test_what_stays_except_one_thing_does_not_keep_that_one() -> None:
    assert claims("除OAID外，设备型号仅保存在本地。", "stays_on_device") == {("stays_on_device", "device_fingerprint")}


def test_across_borders_is_no_word_on_sharing() -> None:
    assert claims("目前我们不会跨境传输您的个人信息。", "does_not_share", "no_cross_border") == {
        ("no_cross_border", "")
    }
    assert claims("如未来部分服务涉及跨境传输，我们会征得您的同意。", "no_cross_border") == set()
