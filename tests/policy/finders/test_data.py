import pytest

from tests.policy.said import claims, of


def test_who_shares_with_whom() -> None:
    (claim,) = of("我们会将您的收货地址提供给物流公司。", "shares")
    assert (claim.category, claim.recipients) == ("postal_address", ["物流公司"])
    assert of("我们向您提供位置服务。", "shares") == []
    (claim,) = of("We may share your advertising ID with ad networks.", "shares")
    assert (claim.category, claim.recipients) == ("gaid", ["ad networks"])


def test_purposes_are_kept_as_written() -> None:
    (claim,) = of("我们会收集您的手机号，用于创建账号。", "collects")
    assert claim.purposes == ["用于创建账号"]
    (claim,) = of("We collect your phone number to create your account.", "collects")
    assert claim.words == ["collect", "phone number"]


def test_an_sdk_that_collects_is_named() -> None:
    (claim,) = of("个推SDK会收集您的IMEI。", "collects")
    assert (claim.actor, claim.sdk) == ("sdk", "个推推送")
    assert "com.igexin" in claim.prefixes


@pytest.mark.parametrize(
    "text",
    [
        "我们不会在后台收集您的位置信息。",
        "我们仅在您使用地图功能期间收集您的位置信息。",
        "We read your location only while you use the app.",
    ],
)
def test_only_in_the_foreground(text: str) -> None:
    assert ("foreground_only", "location_precise") in claims(text)
    assert not claims(text, "does_not_collect")


def test_collection_in_the_background_is_admitted() -> None:
    assert {row.detail for row in of("我们会在后台收集您的位置信息。", "collects")} == {"background"}


@pytest.mark.parametrize(
    "text",
    [
        "人脸信息仅在本地处理，不会上传至服务器。",
        "Your face data never leaves your device.",
        "We do not upload your face data to our servers.",
    ],
)
def test_what_stays_on_the_device(text: str) -> None:
    assert ("stays_on_device", "face_biometric") in claims(text)


def test_a_list_says_what_its_section_is_about() -> None:
    assert claims("一、我们收集的信息\n- 设备属性：设备型号\n", "collects") == {("collects", "device_fingerprint")}
    assert claims("一、您的权利\n- 设备属性：设备型号\n", "collects") == set()


def test_children_are_no_general_denial() -> None:
    assert (
        claims("We do not knowingly collect personal information from children under 13.", "does_not_collect") == set()
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We collect information from you. This includes your phone number.", {"phone_number"}),
        ("我们会收集您的请求。此类信息通常包括您的IP地址。", {"ip_address"}),
        ("Cookies are small files. This includes your phone number.", set()),
        ("我们可能会收集您设备上的信息，如传感器列表、软件列表。", {"motion_sensors", "installed_apps"}),
        ("我们收集的个人数据\n=====\n- 您在注册时使用的邮箱\n", {"email_address"}),
        ("我们将您的经纬度发送到 api.clean.example，用于查询天气。", {"location_precise"}),
        ("The information in the logs includes your IP address.", {"ip_address"}),
        (
            "What we collect may include, but is not limited to;\n* your name,\n* phone number,\n",
            {"name", "phone_number"},
        ),
    ],
)
def test_what_goes_on_with_what_was_said(text: str, wanted: set[str]) -> None:
    assert {category for _, category in claims(text, "collects")} == wanted


def test_a_denied_list_goes_on_over_words_that_nobody_knows() -> None:
    text = "We do not collect your name, address, ethnic origin, union membership, or health information."
    assert {"name", "postal_address", "health_data"} <= {row.category for row in of(text, "does_not_collect")}


def test_not_using_cookies_is_not_having_them() -> None:
    assert claims("We do not use tracking cookies.") >= {("does_not_collect", "web_cookie")}
    assert not claims("我们不会使用 Cookie 向合作伙伴透露您的个人信息。", "does_not_collect", "shares")
    assert ("does_not_share", "") in claims("我们不会使用 Cookie 向合作伙伴透露您的个人信息。")


def test_a_denial_says_whom_and_not_what() -> None:
    assert claims("未经您同意，我们不会向第三方披露。") == {("does_not_share", "")}


def test_who_collects_together_with_others_is_the_app() -> None:
    (claim,) = of("We and our third-party service providers may collect your IP address.", "collects")
    assert claim.actor == "app"


def test_a_table_under_what_stays_on_the_device() -> None:
    table = "| 信息 | 用途 |\n|---|---|\n| 身份证号 | 填写表单 |\n"
    text = f"以下信息仅存储在您的本地设备上，不会上传至我们的服务器：\n\n{table}"
    assert ("stays_on_device", "id_card_number") in claims(text)
