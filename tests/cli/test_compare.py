"""``harness compare`` of recordings: the old version of an app and the new one."""

import json
from pathlib import Path

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from tests.cli.test_cli import say

PHONE, MAIL = "13912345678", "someone.new@persona.example"


def recorded(path: Path, *sent: str) -> Path:
    rows = [
        Exchange(index=number, id=str(number), time_us=1, method="GET", scheme="https", host="a.example", port=443,
                 url=f"https://a.example/?v={value}", status=200)
        for number, value in enumerate(sent)
    ]  # fmt: skip
    write_har(rows, path)
    return path


@pytest.fixture
def values(tmp_path: Path) -> Path:
    path = tmp_path / "values.yaml"
    path.write_text(f"- {{category: phone_number, value: {PHONE}}}\n- {{category: email_address, value: {MAIL}}}\n")
    return path


def test_a_new_disclosure_fails(tmp_path: Path, values: Path) -> None:
    old, new = recorded(tmp_path / "old.har", PHONE), recorded(tmp_path / "new.har", PHONE, MAIL)
    words = ("--values", str(values), "--fail-on", "new-disclosure")
    code, out, err = say("compare", str(old), str(new), *words)
    assert code == 1 and "E-mail address" in out and "new-disclosure: email_address" in err and "a.example" in err
    assert say("compare", str(new), str(old), *words)[0] == 0, "what is gone is not new"
    assert say("compare", str(new), str(old), "--values", str(values), "--fail-on", "difference")[0] == 1
    assert say("compare", str(old), str(new), "--values", str(values))[0] == 0
    rows = json.loads(say("compare", str(old), str(new), "--values", str(values), "--json")[1])["disclosed"]
    assert {row["category"]: row["runs"] for row in rows} == {
        "email_address": ["unknown", "yes"], "phone_number": ["yes", "yes"],
    }  # fmt: skip
