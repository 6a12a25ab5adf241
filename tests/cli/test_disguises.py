"""``harness disguises`` as a user calls it: two runs with two personas, and a third for the noise."""

import hashlib
import json
import random
from pathlib import Path

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from tests.cli.test_cli import say


def har(path: Path, phone: str, seed: int) -> Path:
    chance = random.Random(seed)
    rows = []
    for index in range(4):
        secret = hashlib.blake2b(phone.encode(), key=b"\x1b[31m").hexdigest()
        body = {"nonce": chance.randbytes(12).hex(), "ts": 1_760_000_000 + seed * 86_400 + index, "k": secret}
        rows.append(
            Exchange(index=index, id=str(index), time_us=1_760_000_000_000_000 + index, method="POST", scheme="https",
                     host="px.ads.example", port=443, url="https://px.ads.example/c", status=200,
                     request_body=json.dumps(body).encode())
        )  # fmt: skip
    write_har(rows, path)
    return path


@pytest.fixture
def runs(tmp_path: Path) -> list[str]:
    made = (("one", "13912345678", 1), ("two", "15087654321", 2), ("again", "13912345678", 3))
    return [str(har(tmp_path / f"{name}.har", phone, seed)) for name, phone, seed in made]


def test_three_runs_name_the_disguised_field_alone(runs: list[str]) -> None:
    code, out, err = say("disguises", *runs)
    assert (code, err) == (0, "")
    (line,) = out.splitlines()
    assert line.startswith("high") and "json:/k" in line and "px.ads.example" in line and line.endswith("4x")


def test_two_runs_say_what_they_cannot_tell(runs: list[str]) -> None:
    code, out, err = say("disguises", *runs[:2], "--json")
    assert code == 0 and "installation" in err
    found = json.loads(out)
    assert {row["path"][-1] for row in found["sightings"]} == {"json:/k"}
    assert {row["form"] for row in found["disclosures"]} == {"differential"}
    assert set(found["values"]) == {row["value_id"] for row in found["sightings"]}


def test_redacted_and_to_a_file(runs: list[str], tmp_path: Path) -> None:
    secret = json.loads(say("disguises", *runs, "--json")[1])["values"]
    code, out, _ = say("disguises", *runs, "--redact")
    assert code == 0 and all(value not in out for value in secret.values())
    assert all(
        value is None for value in json.loads(say("disguises", *runs, "--redact", "--json")[1])["values"].values()
    )
    assert say("disguises", *runs, "--out", str(tmp_path / "no" / "such"))[0] == 2
    code, out, _ = say("disguises", *runs, "--out", str(tmp_path / "d.txt"))
    assert (code, out) == (0, "") and (tmp_path / "d.txt").read_text().startswith("high")


def test_bad_input_is_one_sentence(runs: list[str], tmp_path: Path) -> None:
    code, out, err = say("disguises", runs[0], str(tmp_path / "none.har"))
    assert (code, out) == (2, "") and "none.har" in err and "Traceback" not in err


def test_runs_with_nothing_of_the_persona(tmp_path: Path) -> None:
    one, two = (har(tmp_path / f"{seed}.har", "13912345678", seed) for seed in (1, 2))
    code, out, _ = say("disguises", str(one), str(two))
    assert code == 0 and "Nothing" in out
