"""The device state: seeding, settings, providers and what apps may read of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.sandbox.system.channel import AppError
from harness.sandbox.system.providers import Providers
from harness.sandbox.system.state import DeviceState, SeedError
from tests.sandbox.conftest import Adb

ENDLESS = "1 = (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c) SELECT count(*) FROM c)"
PHONES = [[1, "张三", "13800000001"], [2, "李四", None]]
SEED: dict[str, Any] = {
    "telephony": {"imei": "490154203237518"},
    "settings": {"secure": {"android_id": "abc", "gone": None}},
    "packages": ["com.bank.app"],
    "providers": {
        "com.android.contacts": {"data/phones": {"columns": ["_id", "display_name", "data1"], "rows": PHONES}},
        "sms": {"": {"columns": ["_id", "body", "type"], "rows": [[1, "验证码 123456", 1], [2, "sent", 2]]}},
    },
}


@pytest.fixture
def state(tmp_path: Path) -> DeviceState:
    found = DeviceState(tmp_path / "state.json")
    found.seed(SEED)
    return found


def test_seed_merges_and_survives(state: DeviceState, tmp_path: Path) -> None:
    again = DeviceState(tmp_path / "state.json")
    assert again.get("telephony.imei") == "490154203237518" and again.get("telephony.country") == "us"
    assert again.setting("secure", "android_id") == "abc" and again.setting("secure", "gone") is None
    assert again.get("no.such.key", 7) == 7 and again.get("accounts.3", 1) == 1


@pytest.mark.parametrize(
    "seed",
    [[], {"telephony": 1}, {"providers": {"a": 1}}, {"providers": {"a": {"b": {"columns": ["x"], "rows": [[1, 2]]}}}},
     {"packages": [1]}, {"settings": {"secure": 3}}, {"accounts": {}}],
)  # fmt: skip
def test_bad_seeds(state: DeviceState, seed: Any) -> None:
    with pytest.raises(SeedError):
        state.seed(seed)


def test_queries(state: DeviceState) -> None:
    providers = Providers(state)
    phones = "content://com.android.contacts/data/phones"
    found = providers.query(phones, ["data1"], "display_name = ?", ["张三"])
    assert found == {"columns": ["data1"], "rows": [["13800000001"]]}
    assert providers.query(f"{phones}/2", ["display_name"])["rows"] == [["李四"]]  # type: ignore[index]
    assert len(providers.query(phones, sort="_id DESC LIMIT 1")["rows"]) == 1  # type: ignore[index]
    assert providers.query("content://sms/inbox", ["body"])["rows"] == [["验证码 123456"]]  # type: ignore[index]
    assert providers.query("content://call_log/calls", ["number"]) == {"columns": ["number"], "rows": []}
    assert providers.query("content://unknown/x") is None
    uri = providers.insert("content://sms", {"body": "new", "type": 1})
    assert uri == "content://sms//3" and providers.delete("content://sms", "_id = 3") == 1


@pytest.mark.parametrize(
    ("selection", "projection"),
    [("1=1); DROP TABLE t --", None), ("load_extension('x')", None), ("(SELECT sql FROM sqlite_master", None),
     (None, ["nope"]),
     ("x'", None), (ENDLESS, None)],
)  # fmt: skip
def test_hostile_selections(state: DeviceState, selection: str | None, projection: list[str] | None) -> None:
    with pytest.raises(AppError):
        Providers(state).query("content://sms", projection, selection)


def test_from_the_shell(adb: Adb) -> None:
    adb.out("cmd sandbox reset")
    adb.shell("cat > /data/local/tmp/seed.json", data=json.dumps(SEED).encode())
    adb.out("cmd sandbox seed /data/local/tmp/seed.json")
    assert adb.out("settings get secure android_id") == "abc\n"
    assert "package:com.bank.app" in adb.out("pm list packages")
    rows = adb.out("content query --uri content://com.android.contacts/data/phones --projection _id:display_name:data1")
    assert rows == "Row: 0 _id=1, display_name=张三, data1=13800000001\nRow: 1 _id=2, display_name=李四, data1=NULL\n"
    adb.out("settings put global http_proxy 127.0.0.1:9; settings delete global nothing")
    assert adb.out("settings get global http_proxy; settings get global nothing") == "127.0.0.1:9\nnull\n"
    # The platform keeps a proxy that is only deleted; ":0" turns it off.
    kept = "settings get global global_http_proxy_host"
    assert adb.out(f"settings delete global http_proxy; {kept}").splitlines()[-1] == "127.0.0.1"
    assert adb.out(f"settings put global http_proxy :0; {kept}") == "\n"
    assert adb.shell("cmd sandbox seed /nope")[0] == 1
    adb.shell("echo '{bad' > /sdcard/bad.json")
    assert adb.shell("cmd sandbox seed /sdcard/bad.json")[0] == 1
    adb.out("cmd sandbox reset")
    assert adb.out("settings get secure android_id") != "abc\n"


def ask(adb: Adb, call: str, args: dict[str, Any]) -> Any:
    """Have the app make a call, and give its answer."""
    adb.out("logcat -c")
    line = f"call {call} {json.dumps(args)}".replace(" ", "%s")
    adb.out(f"input text '{line}'")
    log = adb.wait("logcat -d -v raw -s Fake", "answer ")
    return json.loads(log.partition("answer ")[2].splitlines()[0])


def test_what_apps_may_read(app: Adb) -> None:
    app.shell("cat > /data/local/tmp/seed.json", data=json.dumps(SEED).encode())
    app.out("cmd sandbox seed /data/local/tmp/seed.json")
    needs = {"key": "telephony.imei", "permissions": ["android.permission.READ_PHONE_STATE"]}
    assert ask(app, "state.get", needs)["type"] == "java.lang.SecurityException"
