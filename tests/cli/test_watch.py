"""``harness watch`` as a user calls it, over what is finished; running sessions are in ``tests/e2e/test_watch.py``."""

import json
from pathlib import Path

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from tests.cli.test_cli import say
from tests.explore.test_replay import bundle_of_lantern


def test_a_bundle_as_lines_of_json(tmp_path: Path) -> None:
    bundle_of_lantern(tmp_path / "b")
    code, out, err = say("watch", str(tmp_path / "b"), "--json")
    assert (code, err) == (0, "")
    events = [json.loads(line) for line in out.splitlines()]
    assert events[-1] == {"event": "ended", "outcome": "complete", "bundle": str(tmp_path / "b")}
    left = [event["disclosure"]["category"] for event in events if event["event"] == "disclosure"]
    assert left == ["imei", "location_precise", "phone_number", "call_log", "contacts", "sms"]
    assert {"observation", "exchange", "sighting", "phase", "coverage"} <= {event["event"] for event in events}


def test_a_bundle_as_lines_for_people(tmp_path: Path) -> None:
    bundle_of_lantern(tmp_path / "b")
    code, out, _ = say("watch", str(tmp_path / "b"))
    assert code == 0
    assert "LEFT       #1 imei (digest:md5) to api.pushbay.example by com.pushbay.core in before_consent" in out
    assert "cipher.init" not in out, "which handles no known value"
    assert "cipher.init" in say("watch", str(tmp_path / "b"), "--all")[1]


def test_a_recording_with_values(tmp_path: Path) -> None:
    row = Exchange(index=0, id="0", time_us=1_760_000_000_000_000, method="POST", scheme="https", host="a.example",
                   port=443, url="https://a.example/c", request_body=b"tel=13912345678", status=200)  # fmt: skip
    write_har([row], tmp_path / "x.har")
    (tmp_path / "v.yaml").write_text("- {category: phone_number, value: '13912345678'}\n")
    code, out, _ = say("watch", str(tmp_path / "x.har"), "--values", str(tmp_path / "v.yaml"))
    assert code == 0 and "LEFT       #1 phone_number (plain) to a.example" in out


@pytest.mark.slow
def test_what_cannot_be_watched_is_one_sentence(tmp_path: Path) -> None:
    assert say("watch", str(tmp_path / "none"))[0] == 2
    code, _, err = say("watch", str(tmp_path / "a.apk"), "--permissions", "maybe")
    assert code == 2 and "--permissions is granted or ask" in err
    assert say("watch", str(tmp_path / "a.apk"), "--device", "sandbox", "--out", str(tmp_path / "o"))[0] == 2


def test_a_package_is_looked_for_on_the_device_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = say("watch", "com.example.app", "--device", "sandbox")
    assert code == 2 and "no file com.example.app, and --device sandbox starts a device" in err
    assert "There is no file or bundle com.example.app" in say("watch", "com.example.app")[2]
