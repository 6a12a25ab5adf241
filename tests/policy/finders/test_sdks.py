from tests.policy.said import of, policy


def named(text: str) -> set[str]:
    return {row.sdk or row.company for row in of(text, "sdk")}


def by_sdk(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in of(text, "collects"):
        if row.actor == "sdk":
            found.setdefault(row.sdk, set()).add(row.category)
    return found


def test_prose_names_sdks_when_it_speaks_of_them() -> None:
    assert named("我们接入了极光推送SDK和友盟SDK。") == {"极光推送 JPush", "友盟+ U-App/U-Push/U-Share"}
    assert named("您可以使用微信登录。") == set()
    assert named("Our app contains cn.jpush.android.") == {"极光推送 JPush"}


def test_tables_have_sdks_of_the_catalogue_and_others() -> None:
    text = (
        "# 第三方SDK\n| SDK名称 | 公司 | 收集的信息 | 目的 |\n|---|---|---|---|\n"
        "| 极光推送 | 和讯华谷 | IMEI | 推送 |\n| 小舟统计 | 小舟公司 | OAID | 统计 |\n"
    )
    assert named(text) == {"极光推送 JPush", "小舟统计"}
    assert by_sdk(text) == {"极光推送 JPush": {"imei"}, "小舟统计": {"oaid"}}
    assert {row.purposes[0] for row in of(text, "collects")} == {"推送", "统计"}
    assert {row.origin for row in of(text, "sdk")} == {"table"}


def test_cards_of_labels() -> None:
    text = (
        "第三方SDK列表\n\nSDK名称：高德地图\n使用目的：定位\n收集个人信息：经纬度\n\n"
        "SDK名称：小舟统计\n收集个人信息：OAID\n"
    )
    assert by_sdk(text) == {"高德地图/定位": {"location_precise"}, "小舟统计": {"oaid"}}


def test_a_list_that_goes_on_for_each_sdk() -> None:
    text = (
        "1.1 “极光推送”:该SDK由深圳市和讯华谷信息技术有限公司提供，用于推送。\nandroid版本：IMEI、MAC地址\n"
        "1.2 “小米推送”：由小米科技有限责任公司提供。\nandroid版本：OAID\n"
    )
    found = by_sdk(text)
    assert found["极光推送 JPush"] == {"imei", "mac_wifi"}
    assert found["小米推送"] == {"oaid"}


def test_a_company_beside_its_product_is_no_second_sdk() -> None:
    head = "# SDK\n| SDK名称 | 公司 | 收集信息 |\n|---|---|---|\n"
    rows = of(head + "| 腾讯Bugly | 深圳市腾讯计算机系统有限公司 | Android ID |\n", "sdk")
    assert [row.sdk for row in rows] == ["腾讯 Bugly"]


def test_the_apps_own_table_is_its_own() -> None:
    found = policy("# 一、收集清单\n| 功能 | 个人信息类型 |\n|---|---|\n| 登录 | 手机号 |\n")
    assert [(row.actor, row.category) for row in found.of("collects")] == [("app", "phone_number")]


def test_a_table_under_an_sdk_s_heading_is_its_own() -> None:
    text = (
        "## 我们收集的信息\n### 高德地图SDK（com.amap.api）\n| 收集的个人信息 | | 目的 |\n|---|---|---|\n"
        "| 设备信息 | 必选：OAID | 定位 |\n## 基本功能\n| 收集的个人信息 | 目的 |\n|---|---|\n| GAID | 诊断 |\n"
    )
    assert "oaid" in by_sdk(text)["高德地图/定位"]
    assert {row.category for row in of(text, "collects") if row.actor == "app"} == {"gaid"}


def test_a_heading_names_an_sdk_that_nobody_knows() -> None:
    assert by_sdk("# 第三方SDK\n## 风铃诊断 SDK\n* 收集个人信息类型：IMEI\n") == {"风铃诊断 SDK": {"imei"}}


def test_prose_says_what_is_used() -> None:
    assert named("Our app uses Google Analytics to measure how it is used.") != set()
    assert named("Google Analytics is a product.") == set()
