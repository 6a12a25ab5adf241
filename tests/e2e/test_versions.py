"""Two runs of a sample app compared as two versions are: with consent and without."""

import json

import pytest

from tests.cli.test_cli import say
from tests.e2e.conftest import Finished
from tests.e2e.test_lantern import ADS, OWN, PUSH

pytestmark = pytest.mark.e2e
SENT = {"call_log": OWN, "contacts": OWN, "sms": OWN, "location_precise": ADS, "phone_number": ADS}


def test_accepting_and_refusing(accepted: Finished, refused: Finished) -> None:
    one, two = str(accepted.bundle.path), str(refused.bundle.path)
    code, out, _ = say("diff", two, one, "--json", "--fail-on", "new-disclosure")
    found = json.loads(out)
    rows = {row["category"]: (row["kind"], row["hosts"]) for row in found["disclosures"]}
    assert code == 1 and {name: ("new", [host]) for name, host in SENT.items()} | {"imei": ("same", [PUSH])} == rows
    found = json.loads(say("diff", one, two, "--json")[1])
    assert found["warnings"] == ["same_file", "other_branch"]
    # A slow machine may keep a run from seeing everything; then nothing is called gone.
    gone = "not_seen" if found["reasons"] else "gone"
    assert {row["category"]: row["kind"] for row in found["disclosures"]} == {
        **dict.fromkeys(SENT, gone),
        "imei": "same",
    }
    points = {row["point"]: row["kind"] for row in found["points"]}
    assert points["tm.getImei"] == "same" and points["uri.sms"] in ("gone", "not_seen")
    android_id = next(row for row in found["points"] if row["point"] == "settings.secure.android_id")
    assert android_id["worse"], "it is read after the refusal, too"
