import msgspec

from harness.policy.model import BLINDING, Policy
from tests.policy.said import policy


def test_a_policy_survives_json_and_gives_the_sentence_of_each_claim() -> None:
    found = policy("一、我们收集的信息\n我们会收集您的手机号。\n我们不会收集您的短信。")
    again = msgspec.json.decode(msgspec.json.encode(found), type=Policy)
    assert again == found
    (claim,) = again.of("collects", category="phone_number")
    assert again.sentence(claim).text == "我们会收集您的手机号。"
    assert again.sentence(claim).section == "一、我们收集的信息"
    assert not again.of("collects", category="sms")


def test_a_claim_is_quoted_with_what_introduces_it() -> None:
    found = policy("我们不会收集以下信息：\n- 您的通讯录\n")
    (claim,) = found.of("does_not_collect")
    assert found.quoted(claim) == "我们不会收集以下信息: - 您的通讯录"


def test_only_what_hides_text_blinds() -> None:
    assert policy("我们会收集您的手机号。").blinding == []
    assert "hidden_text" not in BLINDING and "charset_guessed" not in BLINDING
    assert [gap.key for gap in policy("").blinding] == ["no_text"]
