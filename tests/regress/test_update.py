"""Expectations written from what is there."""

from pathlib import Path

import pytest

from harness.config.layers import ToLookFor
from harness.files.read import ReadError
from harness.regress.expected import Leaves, NeverLeaves, read_expected
from harness.regress.find import expected_of
from harness.regress.present import NOTHING, Heard
from harness.regress.suite import outcome
from harness.regress.update import update, updates
from tests.regress.kit import IMEI, PHONE, expect, har, shop

TOLD = Heard(lambda text: None)


def test_the_first_time_it_is_the_present_result(tmp_path: Path) -> None:
    path = expected_of(shop(tmp_path / "x.har"))
    with pytest.raises(ReadError, match="Nothing was looked for"):
        update(path, NOTHING, TOLD)
    assert not path.exists()
    changed = update(path, ToLookFor(tmp_path / "values.yaml"), TOLD)
    said = read_expected(path).content
    assert said.leaves == [Leaves(data="phone_number", to="api.shop.example", form="plain")]
    assert (said.values, said.verdict) == ("values.yaml", "disclosures")
    assert said.coverage.allow == ["no_observations"] and said.coverage.exchanges == 2
    assert "+- {data: phone_number, to: api.shop.example, form: plain}" in changed
    assert outcome(path).state == "as_expected"
    written = path.stat().st_mtime_ns
    assert update(path, NOTHING, TOLD) == "" and path.stat().st_mtime_ns == written


def test_afterwards_it_keeps_what_a_person_wrote(tmp_path: Path) -> None:
    recording = har(tmp_path / "x.har", ("a.shop.example", {"tel": PHONE}), ("px.ads.example", {"i": IMEI}))
    text = (
        "# our shop\nvalues: values.yaml\nleaves:\n"
        "  - {data: phone_number, to: '*.shop.example'}\n  - {data: phone_number, to: gone.example}\n"
        "never_leaves: [{data: imei, to: '*.ads.example'}]\nrecipients: ['*.shop.example']\n"
        "coverage: {allow: [not_looked_for, recording_cut]}\n"
    )
    path = expect(recording, text)
    changed = update(path, NOTHING, TOLD)
    said = read_expected(path).content
    assert said.leaves == [
        Leaves(data="phone_number", to="*.shop.example"), Leaves(data="imei", to="px.ads.example", form="plain"),
    ]  # fmt: skip
    assert said.never_leaves == [NeverLeaves(data="imei", to="*.ads.example")], "that is a person's word"
    assert said.recipients == ["*.shop.example", "px.ads.example"]
    assert said.coverage.allow == ["not_looked_for", "no_observations"]
    assert path.read_text().startswith("# our shop\n") and "gone.example" in changed
    found = outcome(path)
    assert [check.expectation for check in found.checks if not check.good] == ["imei never leaves to *.ads.example"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_several_at_once_and_what_cannot_be_written(tmp_path: Path, jobs: int) -> None:
    paths = [expected_of(shop(tmp_path / f"{name}.har")) for name in "abc"]
    (tmp_path / "b.har").write_text("no recording")
    done = list(updates(paths, ToLookFor(tmp_path / "values.yaml"), jobs))
    assert [bool(each.changed) for each in done] == [True, False, True] and [path.exists() for path in paths] == [
        True, False, True,
    ]  # fmt: skip
    assert "b.har" in done[1].problem and not done[0].problem
    assert [outcome(path).state for path in (paths[0], paths[2])] == ["as_expected"] * 2


def test_findings_are_written_where_a_file_asks_for_them(tmp_path: Path) -> None:
    recording = shop(tmp_path / "x.har")
    path = expect(recording, "values: values.yaml\nrules: [cn]\nfindings: []\n")
    (other,) = [check for check in outcome(path).checks if "found against" in check.expectation]
    assert other.state == "undetermined" and "no_observations" in other.names
    update(path, NOTHING, TOLD)
    said = read_expected(path).content
    assert said.rules == ["cn"] and said.finds() and outcome(path).state == "as_expected"
    assert update(path, NOTHING, TOLD) == ""
    own = "version: 1\nsources: {O: {title: ours}}\nrules:\n- {id: OWN-1, source: O, clause: '1', zh: 一, en: one, "
    own += "decidable: 'no', severity: low, status: ours, evaluator: human, human: {zh: 看, en: look}}\n"
    (tmp_path / "own.yaml").write_text(own)
    expect(recording, "values: values.yaml\nrules: [own.yaml]\nfindings: [{rule: OWN-1, verdict: UNDETERMINED}]\n")
    assert outcome(path).state == "as_expected"
