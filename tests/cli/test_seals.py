"""A broken seal is said by every command that opens a bundle, and what rested on the file falls."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from harness.evidence.seal import seal
from tests.cli.test_cli import say
from tests.evidence.bundles import small_persona


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle in which a planted value leaves."""
    persona = tmp_path / "p.yaml"
    planted = small_persona()
    persona.write_text(planted.to_yaml())
    phone = planted.get("phone_number")
    row = Exchange(index=0, id="0", time_us=1, method="GET", scheme="https", url=f"https://a.example/?t={phone}")
    write_har([row], tmp_path / "x.har")
    root = tmp_path / "bundle"
    assert say("import", str(tmp_path / "x.har"), "--persona", str(persona), "--out", str(root))[0] == 0
    return root


def assessed(bundle: Path) -> tuple[int, dict[str, Any], str]:
    code, out, err = say("analyze", str(bundle))
    found: dict[str, Any] = json.loads(out)
    return code, found, err


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_intact(bundle: Path) -> None:
    code, found, err = assessed(bundle)
    assert (code, err) == (0, "")
    assert found["summary"]["verdict"] == "disclosures" and "seal" not in found["coverage"]
    digest = found["bundle"]["manifest"]
    code, _, err = say("verify", str(bundle), "--manifest", digest.upper())
    assert code == 0 and f"sealed: sha256 of manifest.json {digest}" in err and "not signed" in err
    html = say("report", str(bundle))[1]
    assert digest in html and "The manifest is not signed." in html


def test_the_manifest_that_was_written_down_tells_of_a_new_seal(bundle: Path) -> None:
    digest = assessed(bundle)[1]["bundle"]["manifest"]
    flip(bundle / "persona.yaml")
    seal(bundle)
    assert say("verify", str(bundle))[0] == 0
    code, _, err = say("verify", str(bundle), "--manifest", digest)
    assert code == 1 and "the manifest is not the one that was named" in err


@pytest.mark.parametrize(
    ("name", "conclusion", "reason"),
    [("flows.mitm", "disclosures", "no_exchanges"), ("persona.yaml", "disclosures", "no_values"),
     ("run.json", "identity", "incomplete")],
)  # fmt: skip
def test_what_rests_on_a_changed_file_is_undetermined_by_name(
    bundle: Path, name: str, conclusion: str, reason: str
) -> None:
    if name == "run.json":
        (bundle / name).write_text((bundle / name).read_text().replace('"x.har"', '"y.har"'))
    else:
        flip(bundle / name)
    code, found, err = assessed(bundle)
    assert code == 3
    assert "the seal of" in err and f"changed: {name} (bytes 0-" in err
    (row,) = found["coverage"]["seal"]["broken"]
    assert (row["name"], row["how"]) == (name, "changed") and conclusion in row["conclusions"]
    assert {"seal_broken", reason} <= set(found["summary"]["reasons"])
    if conclusion == "disclosures":
        assert (found["summary"]["verdict"], found["disclosures"]) == ("undetermined", [])
    code, html, err = say("report", str(bundle))
    assert code == 3 and f"changed: {name}" in err
    assert "they rest" not in html and "are not as they were sealed" in html and name in html
    if conclusion == "disclosures":
        assert "Undetermined: this bundle is not as it was sealed" in html
    code, out, err = say("compare", str(bundle), str(bundle))
    assert code == 3 and "Seal broken" in out and f"changed: {name}" in err
    runs = json.loads(say("compare", "--json", str(bundle), str(bundle))[1])["runs"]
    assert runs[0]["broken"] == [name]


def test_a_file_on_which_nothing_rests_is_named_and_takes_nothing_away(bundle: Path) -> None:
    (bundle / "ui").mkdir()
    (bundle / "ui" / "x.png").write_bytes(b"x")
    code, found, err = assessed(bundle)
    assert code == 3 and "added: ui/x.png" in err
    assert found["coverage"]["seal"]["broken"][0]["conclusions"] == []
    assert found["summary"]["verdict"] == "disclosures" and "seal_broken" in found["summary"]["reasons"]
    assert "Files from which nothing is concluded" in say("report", str(bundle))[1]


def test_evidence_that_was_added_does_not_count(bundle: Path) -> None:
    (bundle / "phases.jsonl").write_text('{"name": "before_consent", "start_us": 0, "end_us": 99, "cause": "tap"}\n')
    code, found, err = assessed(bundle)
    assert code == 3 and "added: phases.jsonl" in err
    assert found["disclosures"][0]["consent"] == "unknown"


def gone(bundle: Path) -> None:
    (bundle / "manifest.json").unlink()


def damaged(bundle: Path) -> None:
    (bundle / "manifest.json").write_text("{")


def resigned(bundle: Path) -> None:
    (bundle / "manifest.json.sig").write_bytes(b"x" * 64)
    (bundle / "signer.pem").write_bytes(b"x")


@pytest.mark.parametrize("change", [gone, damaged, resigned])
def test_without_a_manifest_to_rely_on_nothing_is_certain(bundle: Path, change: Callable[[Path], None]) -> None:
    change(bundle)
    code, found, err = assessed(bundle)
    assert code == 3 and "the seal of" in err
    assert found["summary"]["verdict"] == "undetermined" and found["coverage"]["seal"]["void"]
    assert found["disclosures"], "what is there is shown; it is not relied on"
    code, html, _ = say("report", str(bundle))
    assert code == 3 and "Undetermined: this bundle is not as it was sealed" in html
    comparison = json.loads(say("compare", "--json", str(bundle), str(bundle))[1])
    assert comparison["disclosed"][0]["runs"] == ["unknown", "unknown"]
    assert say("verify", str(bundle))[0] == 1


def test_names_cannot_lie(bundle: Path) -> None:
    (bundle / "x\nintact: 20 files are as they were sealed").write_text("x")
    (bundle / os.fsdecode(b"\xff\xfe")).write_text("x")
    (bundle / "\x1b[2J\u202e").write_text("x")
    for words in (["verify"], ["verify", "--json"], ["analyze"], ["report"], ["compare", str(bundle)]):
        code, out, err = say(*words, str(bundle))
        assert code == (1 if words[0] == "verify" else 3)
        assert "\nintact:" not in out + err and "\x1b[2J" not in out + err and "\u202e" not in out + err
    found = json.loads(say("verify", "--json", str(bundle))[1])
    assert "\\xff\\xfe" in found["added"] and not found["intact"]


def test_keys_and_a_signed_bundle(bundle: Path, tmp_path: Path) -> None:
    from harness.evidence.signature import load_private

    mine, other = tmp_path / "mine", tmp_path / "other"
    for file in (mine, other):
        code, out, err = say("keys", "new", str(file))
        assert (code, out) == (0, "") and "fingerprint:" in err
    assert say("keys", "new", str(mine))[0] == 2
    shown = json.loads(say("keys", "show", "--json", f"{mine}.pub")[1])
    assert shown["fingerprint"] == json.loads(say("keys", "show", "--json", str(mine))[1])["fingerprint"]
    assert say("keys", "show", str(mine))[1].startswith("-----BEGIN PUBLIC KEY-----")

    assert say("verify", str(bundle), "--key", f"{mine}.pub")[0] == 1, "not signed"
    seal(bundle, key=load_private(mine))
    code, _, err = say("verify", str(bundle), "--key", f"{mine}.pub")
    assert code == 0 and f"signed by {shown['fingerprint']} (the key that was named)" in err
    code, _, err = say("verify", str(bundle), "--key", f"{other}.pub")
    assert code == 1 and "NOT the key that was named" in err
    code, _, err = say("verify", str(bundle))
    assert code == 0 and "was not checked: name it with --key" in err
    assert shown["fingerprint"] in say("report", str(bundle))[1]
    assert say("verify", str(bundle), "--key", str(tmp_path / "none"))[0] == 2
    assert say("verify", str(bundle), "--authority", f"{mine}.pub")[0] == 2


def test_what_a_run_cannot_sign_or_stamp_with_is_said_before_it_begins(tmp_path: Path) -> None:
    for words, sentence in (
        (("--sign", str(tmp_path / "none")), "Cannot read the key"),
        (("--timestamp", "tsa.example"), "no address of a time-stamping authority"),
    ):
        code, out, err = say("run", "x.apk", "--device", "sandbox", "--out", str(tmp_path / "out"), *words)
        assert (code, out) == (2, "") and sentence in err
        assert not (tmp_path / "out").exists()
