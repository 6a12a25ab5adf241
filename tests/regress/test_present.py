"""A recording as it is now: what was looked for in it, and what was not although its persona has it."""

from pathlib import Path

import pytest

from harness.analysis.recording import Recording
from harness.evidence.run_record import RunRecord
from harness.files.read import ReadError
from harness.regress.expected import Expected
from harness.regress.present import Present, looked_for, present
from harness.values.needle import Needle
from tests.regress.kit import IMEI, PHONE, shop


def test_values_beside_the_expectations(tmp_path: Path) -> None:
    heard: list[str] = []
    path = shop(tmp_path / "x.har")
    with (tmp_path / "values.yaml").open("a") as file:
        file.write("- {category: loyalty_card, value: '12345678901'}\n")
    now = present(path, Expected(values="values.yaml"), tmp_path, heard.append)
    assert now.looked == {"phone_number.1": "phone_number", "imei.1": "imei", "loyalty_card.1": "loyalty_card"}
    assert len(now.found.disclosures) == 1 and "no category loyalty_card" in heard[0]
    with pytest.raises(ValueError, match=r"none\.yaml"):
        present(path, Expected(values="none.yaml"), tmp_path, heard.append)


def test_what_the_device_could_not_be_given_was_not_looked_for() -> None:
    needles = [
        Needle(value_id="imei", category="imei", text=IMEI),
        Needle(value_id="phone_number", category="phone_number", text=PHONE),
        Needle(value_id="imei.seen", category="imei", text="356938035643817", origin="observed"),
    ]
    run = RunRecord(not_planted=["imei"])
    there = looked_for(needles, Recording(exchanges=(), run=run))
    assert [needle.value_id for needle in there] == ["phone_number", "imei.seen"]


def test_what_was_only_seen_is_nothing_that_was_looked_for(tmp_path: Path) -> None:
    now = present(shop(tmp_path / "x.har"), Expected(values="values.yaml"), tmp_path, lambda text: None)
    cookie = Needle(value_id="cookie.1", category="cookie", text="abcdefgh", origin="server")
    assert not Present.of(now.found, [cookie], Recording(exchanges=())).planted and now.planted


def test_a_read_error_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises((ReadError, ValueError), match=r"There is no file or bundle"):
        present(tmp_path / "none", Expected(), tmp_path, lambda text: None)
