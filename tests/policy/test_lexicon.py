import pytest

from harness.policy.lexicon import category_hits, sdk_hits


def covered(text: str, language: str) -> set[str]:
    return {each for hit in category_hits(text, language) for each in hit.covers}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("您的android id和oaid", "zh", {"android_id", "oaid"}),
        ("mac地址", "zh", {"mac_wifi"}),
        ("蓝牙mac地址", "zh", {"mac_bluetooth"}),
        ("显著位置", "zh", set()),
        ("短信验证码", "zh", set()),
        ("your email address", "en", {"email_address"}),
        ("your phone numbers", "en", {"phone_number"}),
        ("a company name and a domain name", "en", set()),
        ("in the face of it", "en", set()),
        ("surface", "en", set()),
    ],
)
def test_words_name_categories(text: str, language: str, wanted: set[str]) -> None:
    assert covered(text, language) == wanted


def test_another_language_has_no_words() -> None:
    assert category_hits("ваш imei", "other") == []


def test_umbrellas_are_vague_unless_they_say_what_is_under_them() -> None:
    assert all(hit.vague for hit in category_hits("设备信息", "zh"))
    assert [hit.word for hit in category_hits("设备信息(imei、android id)", "zh")] == ["imei", "android id"]
    assert any(hit.vague for hit in category_hits("设备信息(如imei)", "zh"))
    assert any(hit.vague for hit in category_hits("device information (such as imei)", "en"))


def test_sdks_are_known_by_product_company_and_package() -> None:
    found = {hit.word: hit.name for hit in sdk_hits("极光推送、深圳市和讯华谷信息技术有限公司、cn.jpush")}
    assert found["极光推送"].product and "cn.jpush" in found["极光推送"].prefixes
    assert not found["深圳市和讯华谷信息技术有限公司"].product
    assert found["cn.jpush"].prefixes == ("cn.jpush",)
    assert sdk_hits("the metadata of a meta") != sdk_hits("metadata")


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("your e-mail, name and address", "en", {"email_address", "name", "postal_address"}),
        ("the name of our address", "en", set()),
        ("您的姓名,地址,电话", "zh", {"name", "postal_address", "phone_number"}),
        ("网站的地址、您的电话", "zh", set()),
        ("dhcp地址、手机mac", "zh", {"mac_wifi"}),
    ],
)
def test_words_that_count_beside_others(text: str, language: str, wanted: set[str]) -> None:
    assert covered(text, language) == wanted


def test_a_company_in_the_name_of_a_thing_is_not_named() -> None:
    assert sdk_hits("the google advertising id") == [] and len(sdk_hits("shared with google")) == 1
