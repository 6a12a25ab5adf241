import pytest

from harness.policy.finders.promises import period
from tests.policy.said import claims, of, policy


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我们使用SSL加密传输。", "encrypted"),
        ("Data is encrypted in transit.", "encrypted"),
        ("您可以撤回您的同意。", "withdrawal"),
        ("You may withdraw your consent at any time.", "withdrawal"),
        ("您可以通过设置注销您的账号。", "account_cancellation"),
        ("You can delete your account in the settings.", "account_cancellation"),
        ("您可以查询、更正您的个人信息。", "rights"),
        ("You can access or correct your personal data.", "rights"),
        ("您可以关闭个性化推荐。", "personalisation_off"),
        ("You can opt out of personalized ads.", "personalisation_off"),
        ("未成年人须在监护人陪同下使用。", "minors"),
        ("Our app is not for children under 13.", "minors"),
    ],
)
def test_promises_and_ways(text: str, kind: str) -> None:
    assert (kind, "") in claims(text)


@pytest.mark.parametrize(
    "text", ["本应用暂不支持注销账号。", "We do not encrypt your data.", "详情见https://a.example。", "账号无法注销。"]
)
def test_a_denied_way_is_none(text: str) -> None:
    assert not claims(text, "account_cancellation", "encrypted")


def test_periods_are_days() -> None:
    assert period("三年") == (1095, "三年")
    assert period("15个工作日") == (15, "15个工作日")
    assert period("三十日内")[0] == 30
    assert period("within 6 months") == (180, "6 months")
    assert period("for as long as needed") == (None, "")


def test_retention_and_answers_have_their_days() -> None:
    assert [row.days for row in of("我们保留您的信息不超过6个月。", "retention")] == [180]
    (claim,) = of("我们将在15个工作日内回复您的投诉。", "reply_limit")
    assert (claim.days, claim.detail) == (15, "15个工作日")
    assert of("We will respond within 30 days.", "reply_limit")[0].days == 30


def test_when_something_is_deleted_is_no_promise_to_answer() -> None:
    text = "仅当您提交反馈时，我们使用您的邮箱回复您，问题解决后三十日内删除。"
    assert of(text, "reply_limit") == [] and [row.days for row in of(text, "retention")] == [30]
    assert [row.days for row in of("我们将在三十日内删除您的信息，并在15日内回复您。", "reply_limit")] == [15]


def test_complaints_say_whether_there_is_a_way() -> None:
    assert of("投诉请拨打客服电话。", "complaint")[0].detail == "channel"
    assert of("我们重视您的投诉。", "complaint")[0].detail == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我们仅在目的所必需期间和法律要求的时限内保留您的个人信息。", "retention"),
        ("We retain records for as long they are needed.", "retention"),
        ("If we have data about you and you would like us to delete it, write to us.", "rights"),
        ("The password is hashed and securely transmitted over the network.", "encrypted"),
        ("If you opt out, you may still see our advertisements.", "personalisation_off"),
    ],
)
def test_turns_of_policies_of_others(text: str, kind: str) -> None:
    assert kind in {row.kind for row in policy(text).claims}
