"""The sample app end to end: real adb, real Frida, real mitmproxy, the sandbox device."""

import itertools
import json
import re
from collections import Counter

import pytest

from harness.catalog.points import load_points
from harness.evidence.bundle import LOGCAT, Bundle
from harness.evidence.rows import Connection, Observation, Phase, Process
from harness.evidence.seal import verify
from tests.e2e.conftest import Finished, harness

pytestmark = pytest.mark.e2e

PUSH, ADS, OWN = "api.pushbay.example", "track.adhive.example", "api.brightbeam.example"
SENT = {
    ("imei", "before_consent", "sdk:com.pushbay.core", "digest:md5", PUSH),
    ("phone_number", "consented_idle", "sdk:com.adhive.sdk", "plain", ADS),
    ("location_precise", "consented_idle", "sdk:com.adhive.sdk", "plain", ADS),
    ("contacts", "consented_idle", "app", "plain", OWN),
    ("call_log", "consented_idle", "app", "plain", OWN),
    ("sms", "consented_idle", "app", "plain", OWN),
}


def disclosed(finished: Finished) -> set[tuple[str, ...]]:
    assessment = json.loads(finished.assessment.read_bytes())
    return {
        (row["category"], row["phase"], row["actor"]["id"], row["form"], row["recipient"]["host"])
        for row in assessment["disclosures"]
    }


def kept(finished: Finished) -> set[tuple[str, ...]]:
    assessment = json.loads(finished.assessment.read_bytes())
    return {
        (row["category"], row["phase"], row["actor"]["id"])
        for row in assessment["collected"]
        if not row["seen_leaving"]
    }


def own_counts(bundle: Bundle) -> dict[str, int]:
    """The app's last count of its own calls."""
    log = bundle.read_bytes(LOGCAT).decode()
    last: dict[str, int] = {}
    for text in re.findall(r"LanternCount: (\{.*\})", log):
        for name, count in json.loads(text)["counts"].items():
            last[name] = max(last.get(name, 0), count)
    return last


def observed_counts(bundle: Bundle) -> Counter[str]:
    points = {point.id: f"{point.class_}.{point.method}" for point in load_points()}
    seen: Counter[str] = Counter()
    for row in bundle.rows(Observation):
        name = "android.database.CursorWrapper.getString" if row.kind == "cursor" else points[row.point]
        seen[name.replace("android.content.pm.PackageManager", "android.app.ApplicationPackageManager")] += row.count
    return seen


def test_accept_names_everything_and_nothing_else(accepted: Finished) -> None:
    assert accepted.done.returncode == 0, accepted.done.stderr
    assert disclosed(accepted) == SENT
    assert kept(accepted) == {
        ("android_id", "before_consent", "sdk:com.pushbay.core"),
        ("installed_apps", "consented_idle", "app"),
    }


def test_accept_shows_the_path_of_encodings(accepted: Finished) -> None:
    rows = {row["category"]: row for row in json.loads(accepted.assessment.read_bytes())["disclosures"]}
    assert rows["imei"]["paths"] == [["json:/did"]]
    for category in ("phone_number", "location_precise"):
        assert rows[category]["paths"] == [["gzip", "form:payload", "base64"]]
    for category in ("contacts", "call_log", "sms"):
        assert {path[0] for path in rows[category]["paths"]} == {"cipher:AES/CBC/PKCS5Padding"}


@pytest.mark.parametrize("branch", ["accepted", "refused"])
def test_hooks_lose_nothing(branch: str, request: pytest.FixtureRequest) -> None:
    finished: Finished = request.getfixturevalue(branch)
    own, seen = own_counts(finished.bundle), observed_counts(finished.bundle)
    assert own
    assert {name: seen[name] for name in own} == own
    assert [row for row in finished.bundle.rows(Process) if row.lost or not row.flushed] == []


def test_refuse_shows_the_last_read_before_exit(refused: Finished) -> None:
    assert refused.done.returncode == 0, refused.done.stderr
    assert disclosed(refused) == {row for row in SENT if row[1] == "before_consent"}
    rows = [row for row in refused.bundle.rows(Observation) if row.phase == "refused"]
    assert [row.point for row in rows] == ["settings.secure.android_id", "system.exit"]
    assert any("com.pushbay.core" in frame for frame in rows[0].stack)
    (process,) = refused.bundle.rows(Process)
    assert process.extra["how"] == "exit 0"


def test_the_bundle_is_sealed_and_phases_touch(accepted: Finished) -> None:
    bundle = accepted.bundle
    assert bundle.complete
    assert verify(bundle.path).intact
    phases = list(bundle.rows(Phase))
    assert [phase.name for phase in phases] == ["install", "before_consent", "consented_idle"]
    assert all(before.end_us == after.start_us for before, after in itertools.pairwise(phases))
    for phase in phases[1:]:
        assert phase.screenshot is not None
        assert bundle.read_bytes(phase.screenshot).startswith(b"\x89PNG")
    assert bundle.run.device.sandbox is True
    assert {row.state for row in bundle.rows(Connection)} == {"decrypted"}


def test_what_the_user_sees(accepted: Finished) -> None:
    assert "The app sent out 6 kinds of personal data; 1 before the user agreed" in " ".join(
        accepted.done.stdout.split()
    )
    assert "orchestration" in accepted.done.stderr
    html = accepted.report.read_text("utf-8")
    for words in ("com.pushbay.core", "com.adhive.sdk", PUSH, ADS, OWN, "<svg"):
        assert words in html


def test_a_report_can_be_made_again_from_the_evidence_alone(accepted: Finished, tmp_path) -> None:
    again = harness("report", str(accepted.bundle.path), "--format", "json", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert again.stdout.encode() == accepted.assessment.read_bytes()
    redacted = harness("report", str(accepted.bundle.path), "--redact", cwd=tmp_path).stdout
    persona = accepted.bundle.persona_text() or ""
    values = re.findall(r"value: '?([0-9A-Za-z:-]{11,})'?$", persona, re.MULTILINE)
    assert len(values) > 10
    assert not [value for value in values if value in redacted]
