from harness.analysis.facts.static import add_static
from harness.evidence.static import SdkPresent, Static
from harness.policy.stated import state
from harness.rules.testing import ADS, OTHER, clean, send
from tests.policy.said import policy

JPUSH = SdkPresent(prefix="cn.jpush", name="极光推送 JPush", company="Aurora Mobile (Jiguang)", classes=7)


def test_the_four_columns() -> None:
    found = send(clean(), "oaid", "foreground", ADS, OTHER)
    add_static(found, Static(sdks=[JPUSH]), given=False)
    said = policy("我们会收集您的手机号。我们接入了极光推送SDK和个推SDK。")
    differences = state(found, said)
    rows = {row.prefix: (row.in_app, row.sending, row.named) for row in found.sdks}
    assert rows == {
        "cn.jpush": ("yes", "not_seen", "yes"),
        "com.bytedance.sdk.openadsdk": ("no", "seen", "no"),
        "com.igexin": ("no", "undetermined", "yes"),
    }
    assert {row.kind for row in differences} >= {"sdk", "collected", "shared"}
    assert found.policy is not None and found.policy["source"] == "policy.txt"
    assert len(found.policy["differences"]) == len(differences)
    claims = {claim["id"] for claim in found.policy["claims"]}
    assert all(set(row.claims) <= claims for row in found.sdks)


def test_an_sdk_of_the_policys_own_list_may_be_in_the_app_under_any_name() -> None:
    found = clean()
    add_static(found, Static(), given=False)
    state(found, policy("第三方SDK列表\nSDK名称：小舟统计\n收集个人信息：OAID\n"))
    assert [(row.id, row.in_app, row.named) for row in found.sdks] == [("named:小舟统计", "undetermined", "yes")]
