"""A file's errors: all of them, in its order, each once."""

from pathlib import Path

import pytest

from harness.capture.scenario import ScenarioError, load_scenario, parse_scenario, settings

WRONG = """\
schema: 1
name: two words
variables: {Idle: 3, list: [1], more: }
limits: {phase_s: 0, stpes: 3, steps: 2.5}
title: {zh: 甲, en: A}
phases:
  - name: Before
    steps: [launch]
  - name: before_consent
    steps:
      - tap: {text: '', at: [1, 2], optional: perhaps}
      - fly
      - wait: soon
      - run_if: {steps: [swim, {wait: 1, tap: x}]}
      - wait: ${list}
    when: {weather: good}
  - {name: foreground, optional: x}
  - include: nowhere
default: neither
"""


def errors(text: str, origin: str = "s.yaml") -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, origin)
    return [str(each).removeprefix(f"{origin}:") for each in caught.value.all]


def test_every_error_is_told_in_the_file_s_order() -> None:
    found = errors(WRONG)
    places = [tuple(map(int, each.split(":")[:2])) for each in found]
    assert places == sorted(places)
    assert [each[:34] for each in found] == [
        "2:7: 'name' must be a word of lett",
        "3:13: a variable's name is lower-c",
        "3:28: the variable list must be on",
        "4:19: phase_s must be between 1 an",
        "4:22: unknown key 'stpes': 'limits",
        "4:39: steps must be a whole number",
        "7:11: a phase's 'name' is lower-ca",
        "11:9: the phase before_consent mus",
        "11:21: text is empty.",
        "11:29: tap is either at a point or",
        "11:47: optional must be true or fa",
        "12:9: unknown step 'fly'; steps ar",
        "13:15: seconds must be a time such",
        "14:9: run_if asks one of visible, ",
        "14:26: unknown step 'swim'; steps ",
        "14:32: this must be one step, such",
        "15:15: seconds must be a time such",
        "16:12: unknown key 'weather': 'whe",
        "17:5: the phase foreground has no ",
        "17:34: 'optional' must be true or ",
        "18:14: there is no scenario 'nowhe",
        "19:10: 'default' must be one of ma",
    ]


def test_every_part_of_a_control_is_told() -> None:
    found = errors("schema: 1\nphases: [{name: a, steps: [{type: {value: b, into: {txt: c, id: [], idd: d}}}]}]\n")
    assert [each.split(": ", 1)[1][:24] for each in found] == [
        "into does not know 'txt'", "id must be a text.", "into does not know 'idd'",
    ]  # fmt: skip


def test_what_could_not_be_read_is_not_missing_elsewhere() -> None:
    found = errors(
        "schema: 1\nvariables: {V: 1}\nbranches: []\ndefault: accept\nphases: [{name: a, steps: [tap: '${V}']}]\n"
    )
    assert [each.split(": ", 1)[0] for each in found] == ["2:13", "3:11"]


def test_what_an_alias_repeats_is_told_once() -> None:
    text = "schema: 1\nphases:\n  - {name: a, steps: &s [fly]}\n  - {name: b, steps: *s}\n"
    assert len(errors(text)) == 1


def test_words_that_yaml_cannot_read_and_keys_that_are_none() -> None:
    found = errors("schema: 1\nname: 2020-99-99\n? [a]\n: 1\nname: b\nphases: [{name: a, steps: [launch]}]\n")
    assert [each.split(": ")[0] for each in found] == ["2:7", "3:3", "5:1"]


def test_an_included_file_s_errors_come_at_their_place(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("schema: 1\nphases:\n  - {name: b, steps: [fly, swim]}\n")
    file = tmp_path / "a.yaml"
    file.write_text("schema: 1\nphases:\n  - include: b.yaml\n  - {name: c, steps: [crawl]}\nextra: 1\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(str(file))
    assert [str(each).split("/")[-1].split("; ")[0].split(": a sc")[0] for each in caught.value.all] == [
        "b.yaml:3:23: unknown step 'fly'",
        "b.yaml:3:28: unknown step 'swim'",
        "a.yaml:4:23: unknown step 'crawl'",
        "a.yaml:5:1: unknown key 'extra'",
    ]


def test_a_setting_that_nothing_declares_is_told_when_the_rest_is_good() -> None:
    text = "schema: 1\nphases: [{name: a, steps: [%s]}]\n"
    with pytest.raises(ScenarioError, match="no such variable"):
        parse_scenario(text % "launch", "s.yaml", settings(["x=1"]))
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text % "fly", "s.yaml", settings(["x=1"]))
    assert ["unknown step" in str(each) for each in caught.value.all] == [True], (
        "a file half read declares who knows what"
    )
