"""``--calls``: what other people's hooks logged, joined to traffic, by the commands a user types."""

import json
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from tests.cli.test_cli import say

IMEI = "490154203237518"
SENT_US = 1_769_164_760_000_000
READ_BEFORE, READ_AFTER = "2026-01-23T10:39:19Z", "2026-01-23T10:39:26.826Z"


def hooked(method: str, when: str, result: str, owner: str = "android.telephony.TelephonyManager") -> dict[str, Any]:
    """A record as frooky writes it."""
    return {
        "id": "x", "type": "hook", "category": "C", "time": when, "class": owner, "method": method, "instanceId": 1,
        "stackTrace": [f"{owner}.{method}(Native Method)", "com.adhive.sdk.Id.read(Id.kt:1)",
                       "com.example.shop.Main.go(Main.kt:2)"],
        "inputParameters": [], "returnValue": [{"declaredType": "java.lang.String", "value": result}],
    }  # fmt: skip


@pytest.fixture
def har(tmp_path: Path) -> str:
    row = Exchange(index=0, id="0", time_us=SENT_US, method="GET", scheme="https", host="t.example", port=443,
                   url=f"https://t.example/?d={IMEI}", status=200)  # fmt: skip
    write_har([row], tmp_path / "x.har")
    return str(tmp_path / "x.har")


def log(tmp_path: Path, *rows: object, name: str = "calls.json") -> str:
    text = "\n".join(each if isinstance(each, str) else json.dumps(each, indent=2) for each in rows)
    (tmp_path / name).write_text(text)
    return str(tmp_path / name)


def test_calls_say_what_to_look_for_and_who_had_it(tmp_path: Path, har: str) -> None:
    calls = log(tmp_path, {"type": "summary", "hooks": []}, hooked("getImei", READ_AFTER, IMEI),
                hooked("getSecret", READ_AFTER, "x", "com.example.Own"), '{"type": "hook", "cla')  # fmt: skip
    code, out, err = say("analyze", har, "--calls", calls, "--json")
    found = json.loads(out)
    (row,) = found["disclosures"]
    assert code == 0 and row["category"] == "imei" and row["actor"]["id"] == "sdk:com.adhive.sdk"
    assert row["observations"] == ["0:0"] and row["delay_ms"] is None and row["confidence"] == "medium"
    assert found["coverage"]["reads"] == "partly" and found["summary"]["verdict"] != "none_seen"
    assert found["coverage"]["calls"] == {
        "count": 2, "unnamed": 1, "named": ["com.example.Own.getSecret: 1"], "unreadable": 1,
        "lost": ["line 47: it ends in the middle"], "clock": "unknown",
    }  # fmt: skip
    assert {"no_observations", "calls_unreadable"} <= set(found["summary"]["reasons"])
    assert "joined 2 calls of calls.json" in err and "1 of them went through no access point" in err
    assert "no order is concluded" in err and "1 other records of it are no calls" in err


def test_order_is_concluded_on_one_clock_alone(tmp_path: Path, har: str) -> None:
    def disclosure(*words: str) -> dict[str, Any]:
        _, out, _ = say("analyze", har, "--json", *words)
        (row,) = json.loads(out)["disclosures"]
        return dict(row)

    before = log(tmp_path, hooked("getImei", READ_BEFORE, IMEI), name="before")
    after = log(tmp_path, hooked("getImei", READ_AFTER, IMEI), name="after")
    known = disclosure("--calls", before, "--clock-offset", "0")
    assert known["delay_ms"] == 1000 and known["confidence"] == "high"
    later = disclosure("--calls", after, "--clock-offset", "0")
    assert later["actor"]["id"] == "unknown" and not later["observations"], "it was read after it had left"
    assert disclosure("--calls", after, "--clock-offset", "7.5")["delay_ms"] == 674
    assert disclosure("--calls", before)["delay_ms"] is None


def test_a_bundle_keeps_them(tmp_path: Path, har: str) -> None:
    calls, out = log(tmp_path, hooked("getImei", READ_AFTER, IMEI)), str(tmp_path / "bundle")
    code, _, err = say("import", har, "--calls", calls, "--out", out)
    assert code == 0 and "joined 1 call of calls.json" in err
    _, direct, _ = say("analyze", har, "--calls", calls, "--json")
    _, kept, _ = say("analyze", out, "--json")
    one, two = json.loads(direct), json.loads(kept)
    for part in ("sightings", "disclosures", "collected", "summary"):
        assert one[part] == two[part]
    assert one["coverage"]["calls"] == two["coverage"]["calls"] and two["coverage"]["reads"] == "partly"
    code, _, err = say("analyze", out, "--calls", calls)
    assert code == 2 and "has calls of its own" in err


def test_a_damaged_log_makes_a_bundle_incomplete(tmp_path: Path, har: str) -> None:
    out = tmp_path / "bundle"
    say("import", har, "--calls", log(tmp_path, hooked("getImei", READ_AFTER, IMEI), '{"a'), "--out", str(out))
    run = json.loads((out / "run.json").read_text())
    assert run["outcome"] == "incomplete" and "1 places of the log of calls could not be read" in run["reason"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--mapping", "m.yaml"], "--mapping and --clock-offset go with --calls LOG."),
        (["--calls", "none.json"], "none.json"),
        (["--calls", "LOG", "--clock-offset", "nan"], "--clock-offset takes a number of seconds."),
        (["--calls", "LOG", "--mapping", "MAP"], "a mapping needs method"),
        (["--calls", "HAR"], "holds no call"),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path: Path, har: str, words: list[str], says: str) -> None:
    (tmp_path / "m.yaml").write_text("time: t\n")
    named = {"LOG": log(tmp_path, hooked("getImei", READ_AFTER, IMEI)), "MAP": str(tmp_path / "m.yaml"), "HAR": har}
    code, out, err = say("analyze", har, *(named.get(word, word) for word in words))
    assert code == 2 and not out and says in err
