import msgspec

from harness.analysis.facts.static import add_static
from harness.analysis.model import Assessment
from harness.analysis.model_static import SdkRow
from harness.catalog.points import load_points
from harness.evidence.static import Exported, SdkPresent, Static
from harness.rules.testing import ADS, OTHER, PUSH, asked, clean, read, send

JPUSH = SdkPresent(prefix="cn.jpush", name="极光推送 JPush", company="Aurora", classes=7)


def with_static(found: Assessment, **facts: object) -> dict[str, SdkRow]:
    add_static(found, Static(**facts), given=False)  # type: ignore[arg-type]
    return {row.prefix: row for row in found.sdks}


def test_an_sdk_is_in_the_app_seen_reading_and_sending() -> None:
    found = clean()
    found.collected.append(read("imei", "foreground", PUSH))
    send(found, "oaid", "foreground", ADS, OTHER)
    rows = with_static(found, sdks=[JPUSH])
    assert (rows["cn.jpush"].in_app, rows["cn.jpush"].classes) == ("yes", 7)
    assert (rows["cn.jpush"].reading, rows["cn.jpush"].reads, rows["cn.jpush"].sending) == (
        "seen",
        ["imei"],
        "not_seen",
    )
    ads = rows["com.bytedance.sdk.openadsdk"]
    assert (ads.in_app, ads.sends, ads.recipients, ads.reading) == ("no", ["oaid"], [OTHER.host], "not_seen")
    assert {row.named for row in rows.values()} == {"not_given"}


def test_nothing_is_absent_where_something_may_hide_it() -> None:
    for facts in ({"packers": ["Jiagu"]}, {"whole": False}):
        found = send(clean(), "oaid", "foreground", ADS, OTHER)
        assert with_static(found, **facts)["com.bytedance.sdk.openadsdk"].in_app == "undetermined"
    found = clean()
    found.summary.reasons.append("undecrypted")
    assert with_static(found, sdks=[JPUSH])["cn.jpush"].reading == "undetermined"


def test_without_the_apps_files_nothing_is_said_of_them() -> None:
    found = send(clean(), "oaid", "foreground", ADS, OTHER)
    add_static(found, None, given=False)
    assert found.static is None
    assert [row.in_app for row in found.sdks] == ["undetermined"]


def test_refused_calls_are_no_reading() -> None:
    found = clean()
    found.collected.append(read("imei", "foreground", PUSH, count=1, refused=1))
    assert with_static(found) == {}


def test_an_sdk_that_no_catalogue_knows_is_found_by_its_package() -> None:
    found = clean()
    stranger = msgspec.structs.replace(
        PUSH, id="sdk:com.pushbay.core", name="com.pushbay.core", package="com.pushbay.core"
    )
    found.collected.append(read("imei", "foreground", stranger))
    row = with_static(found, packages={"com.pushbay.core": 4})["com.pushbay.core"]
    assert (row.in_app, row.classes) == ("yes", 4)


def test_permissions_declared_requested_used() -> None:
    point = next(p for p in load_points() if "android.permission.ACCESS_FINE_LOCATION" in p.permission)
    found = clean()
    assert found.permissions is not None
    found.permissions.requests = [asked("LOCATION", "foreground")]
    found.collected.append(
        msgspec.structs.replace(read("location_precise", "foreground", count=3), access_point=point.id)
    )
    names = ["android.permission.ACCESS_FINE_LOCATION", "android.permission.CAMERA"]
    with_static(found, permissions=names, exported=[Exported(kind="service", name="a.B")], defines=["a.P"])
    assert found.static is not None
    rows = {row.name: row for row in found.static.permissions}
    fine, camera = rows[names[0]], rows[names[1]]
    assert (fine.declared, fine.requested, fine.used, fine.access_points) == (True, ["p001"], 3, [point.id])
    assert (camera.requested, camera.used) == ([], 0)
    assert found.static.exported[0].name == "a.B" and found.static.source == "bundle"
