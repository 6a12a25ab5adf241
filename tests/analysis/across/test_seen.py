"""What a run shows, row by row."""

from harness.analysis.across import seen
from harness.analysis.model import Actor
from tests.analysis.across.kit import ADS, asked, left, permissions, read, run


def test_disclosures_are_one_row_an_owner() -> None:
    table = seen.disclosures(
        run(
            left("imei", "a1.x.com", forms=["digest:md5"], times=2),
            left("imei", "a2.x.com", actor=ADS, phase="before_consent", consent="before"),
            left("imei", "log.other.com", owner="X"),
        )
    )
    assert set(table) == {("imei", "x.com"), ("imei", "X")}
    row = table["imei", "x.com"]
    assert row.aspects["host"] == {"a*.x.com"} and row.hosts == {"a1.x.com", "a2.x.com"} and row.count == 3
    assert row.aspects["actor"] == {"app", "sdk:com.ads"} and row.aspects["consent"] == {"after", "before"}
    assert row.aspects["disguise"] == {"md5 > json", "json"} and row.aspects["value"] == {"imei"}


def test_code_that_nobody_can_name_is_one_actor() -> None:
    renamed = [Actor(id=f"unknown:{name}", kind="unknown", name=name) for name in ("a.b", "c.d")]
    table = seen.disclosures(run(*(left("imei", "x.com", actor=actor) for actor in renamed)))
    assert table["imei", "x.com"].aspects["actor"] == {"unknown"}
    assert set(seen.actors(run(left("imei", "x.com", actor=renamed[0]), left("oaid", "x.com", actor=ADS)))) == {
        ("sdk:com.ads",)
    }


def test_access_points_and_what_came_of_them() -> None:
    table = seen.points(run(reads=[read("imei", "tm.getImei", refused=1), read("oaid", "oaid.get", count=4)]))
    assert table["imei", "tm.getImei"].aspects["outcome"] == {"refused"}
    assert table["oaid", "oaid.get"].aspects["outcome"] == {"obtained"} and table["oaid", "oaid.get"].count == 4
    assert set(seen.actors(run(reads=[read("imei", "tm.getImei", refused=1)]))) == set(), "nothing was read"


def test_permissions_declared_and_asked_for() -> None:
    table = seen.permissions(run(dialogs=permissions(asked("location", trigger="auto"))))
    assert set(table) == {("declared", "android.permission.INTERNET"), ("dialog", "location")}
    assert table["dialog", "location"].aspects["trigger"] == {"auto"}
    assert seen.declared(run(declared=None)) is None


def test_recipients_have_kinds_of_data() -> None:
    table = seen.recipients(run(left("imei", "a.x.com"), left("oaid", "b.x.com")))
    assert table[("x.com",)].aspects["data"] == {"imei", "oaid"}
