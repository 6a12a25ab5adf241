"""The permission vocabulary and the types of apps."""

import pytest

from harness.catalog._load import CatalogError
from harness.catalog.app_types import app_type, app_types, verified
from harness.catalog.consent import normal
from harness.catalog.permission_dialogs import permission_words
from harness.catalog.places import place_words


def test_there_are_the_thirty_nine_types() -> None:
    types = app_types()
    assert [item.number for item in types.values()] == list(range(1, 40))
    assert len({item.zh for item in types.values()}) == 39
    assert sum(not item.needs for item in types.values()) == 13, "13 types need nothing"
    assert {item.id for item in types.values() if item.permissions} == {
        "map_navigation",
        "ride_hailing",
        "vehicle_service",
    }
    assert all(item.permissions in ((), ("LOCATION",)) for item in types.values())
    assert "checked" in verified()["needs"]
    assert "own" in verified()["permissions"]


def test_a_type_by_id_or_number() -> None:
    assert app_type("utility").number == 38
    assert app_type("1").id == "map_navigation"
    with pytest.raises(CatalogError, match="no app type 'torch'; the types are: map_navigation"):
        app_type("torch")


# Wordings of AOSP's dialogs, Android 6 to 15, as the system words them in both languages.
@pytest.mark.parametrize(
    ("message", "group"),
    [
        ("要允许“x”获取此设备的位置信息吗？", "LOCATION"),
        ("Allow x to access this device's location?", "LOCATION"),
        ("Allow x to access this device’s location while you are using the app?", "LOCATION"),
        ("要允许“x”访问您的通讯录吗？", "CONTACTS"),
        ("Allow x to access your contacts?", "CONTACTS"),
        ("要允许“x”发送和查看短信吗？", "SMS"),
        ("Allow x to send and view SMS messages?", "SMS"),
        ("要允许“x”访问您的通话记录吗？", "CALL_LOG"),
        ("Allow x to access your phone call logs?", "CALL_LOG"),
        ("要允许“x”拨打电话和管理通话吗？", "PHONE"),
        ("Allow x to make and manage phone calls?", "PHONE"),
        ("要允许“x”拍摄照片和录制视频吗？", "CAMERA"),
        ("Allow x to take pictures and record video?", "CAMERA"),
        ("要允许“x”录制音频吗？", "MICROPHONE"),
        ("Allow x to record audio?", "MICROPHONE"),
        ("Allow x to access your calendar?", "CALENDAR"),
        ("要允许“x”访问您设备上的照片、媒体内容和文件吗？", "STORAGE"),
        ("Allow x to access photos, media, and files on your device?", "STORAGE"),
        ("Allow x to access photos and videos on this device?", "MEDIA"),
        ("Allow x to access music and audio on this device?", "MEDIA"),
        ("Allow x to send you notifications?", "NOTIFICATIONS"),
        ("要允许“x”向您发送通知吗？", "NOTIFICATIONS"),
        ("Allow x to find, connect to, and determine the relative position of nearby devices?", "NEARBY_DEVICES"),
        ("要允许“x”查找、连接附近的设备以及确定附近设备的相对位置吗？", "NEARBY_DEVICES"),
        ("Allow x to access your physical activity?", "ACTIVITY_RECOGNITION"),
        ("Allow x to access sensor data about your vital signs?", "SENSORS"),
    ],
)
def test_the_group_of_a_dialog(message: str, group: str) -> None:
    assert permission_words().groups_in(normal(message)) == [group]


def test_the_group_of_a_permission() -> None:
    words = permission_words()
    assert words.group_of("android.permission.READ_PHONE_NUMBERS") == "PHONE"
    assert words.group_of("android.permission.INTERNET") == ""
    names = [name for group in words.groups for name in group.permissions]
    assert len(names) == len(set(names))


def test_places_and_what_is_never_touched_on_the_way() -> None:
    words = place_words()["policy"]
    for label in ("退出登录", "立即支付", "log out", "删除全部数据", "delete account"):
        assert words.never.search(label), label
    for label in ("我的", "设置", "关于我们", "settings", "privacy"):
        assert words.ways.search(label) and not words.never.search(label), label
    assert place_words()["withdraw"].here.fullmatch("撤回同意")
    assert place_words()["account_cancel"].here.fullmatch("注销账号")
