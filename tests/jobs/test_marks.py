"""What an exported HAR says of each exchange besides."""

import json
from pathlib import Path

from harness.analysis.recording import recording_from_file
from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from tests.cli.test_cli import say
from tests.explore.test_replay import bundle_of_lantern


def test_a_bundle_s_exchanges_say_phase_actor_and_sightings(tmp_path: Path) -> None:
    bundle = bundle_of_lantern(tmp_path / "b").path
    code, _, _ = say("export", str(bundle), "--har", str(tmp_path / "x.har"))
    assert code == 0
    entries = json.loads((tmp_path / "x.har").read_text())["log"]["entries"]
    first, second, _ = [entry["_harness"] for entry in entries]
    assert (first["phase"], first["actor"]) == ("before_consent", ["sdk:com.pushbay.core"])
    assert [(row["category"], row["form"], row["path"]) for row in first["sightings"]] == [
        ("imei", "digest:md5", ["json:/id/u"])
    ]
    assert len(first["disclosures"]) == 1 and second["phase"] == "consented_idle"
    again = list(recording_from_file(tmp_path / "x.har").exchanges)
    assert [one.host for one in again] == ["api.pushbay.example", "track.adhive.example", "sync.bright.example"]


def test_somebody_s_recording_is_marked_where_values_are_given(tmp_path: Path) -> None:
    row = Exchange(index=0, id="0", time_us=1_760_000_000_000_000, method="POST", scheme="https", host="a.example",
                   port=443, url="https://a.example/c", request_body=b"tel=13912345678", status=200)  # fmt: skip
    write_har([row], tmp_path / "x.har")
    (tmp_path / "v.yaml").write_text("- {category: phone_number, value: '13912345678'}\n")
    for more, found in (([], None), (["--values", str(tmp_path / "v.yaml")], "phone_number")):
        assert say("export", str(tmp_path / "x.har"), "--har", str(tmp_path / "y.har"), *more)[0] == 0
        ours = json.loads((tmp_path / "y.har").read_text())["log"]["entries"][0].get("_harness")
        assert (ours["sightings"][0]["category"] if ours else None) == found
