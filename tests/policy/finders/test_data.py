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
