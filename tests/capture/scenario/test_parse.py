"""Scenario files: what is read, and that every error says where it is."""

import re
from pathlib import Path

import pytest

from harness.capture.scenario import (
    Scenario,
    ScenarioError,
    Step,
    load_scenario,
    parse_scenario,
    settings,
    shipped,
    with_persona,
)
from harness.capture.scenario.model import CODES, code_of
from harness.capture.scenario.steps import Consent, Type, Wait
from harness.persona.generate import generate

GOOD = "schema: 1\nname: x\nphases:\n  - name: a\n    steps: [launch]\n"


def one(step: str, head: str = "") -> Scenario:
    """A scenario of one phase with one step, the step on line 5 (and more, with a head)."""
    return parse_scenario(f"schema: 1\n{head}phases:\n  - name: a\n    steps:\n      - {step}\n", "s.yaml")


def step(text: str, head: str = "") -> Step:
    (found,) = one(text, head).phases[0].steps
    return found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", r"s\.yaml:1:1: the file is empty"),
        ("a: [", r"s\.yaml:1:5: this is not YAML"),
        ("[]", r"s\.yaml:1:1: a scenario is a mapping"),
        ("schema: 2", r"s\.yaml:1:9: 'schema: 1' is missing"),
        ("schema: 1\nextra: 1", r"s\.yaml:2:1: unknown key 'extra'"),
        ("schema: 1", "'phases' is missing"),
        ("schema: 1\nname: a\nname: b", r"s\.yaml:3:1: the key 'name' occurs twice"),
        (GOOD.replace("launch", "fly"), r"s\.yaml:5:13: unknown step 'fly'; steps are: launch,"),
        (GOOD.replace("launch", "wait"), r"s\.yaml:5:13: wait needs seconds"),
        (GOOD.replace("launch", "{wait: {seconds: -1}}"), r"s\.yaml:5:30: seconds must be between 0 and"),
        (GOOD.replace("launch", "{wait: soon}"), r"s\.yaml:5:20: seconds must be a time such as"),
        (
            GOOD.replace("launch", "{wait: {seconds: 1, x: 2}}"),
            r"s\.yaml:5:33: wait does not know 'x'; it takes seconds",
        ),
        (GOOD.replace("name: a", "name: ../a"), r"s\.yaml:4:11: a phase's 'name'"),
        (
            GOOD.replace("launch", "{consent: maybe}"),
            r"s\.yaml:5:23: choice must be one of accept, refuse, not 'maybe'",
        ),
        (GOOD + "permissions: some", r"s\.yaml:6:14: 'permissions' must be one of granted_at_install"),
        (GOOD.replace("launch", "tap"), "tap needs a control"),
        (GOOD.replace("launch", "{tap: {at: [1, 2], text: OK}}"), "not both"),
        (GOOD.replace("launch", "{tap: {at: [150%, 2]}}"), "neither pixels nor a share"),
        (GOOD.replace("launch", "swipe"), "either a direction, or both"),
        (GOOD.replace("launch", "{assert: {}}"), "assert asks one of visible"),
        (GOOD.replace("launch", "{assert: {visible: a, app: alive}}"), "one thing at a time"),
        (GOOD.replace("launch", "{repeat: {times: 2, steps: []}}"), "at least one step"),
        (GOOD.replace("launch", "{repeat: {times: 2, steps: [fly]}}"), r"s\.yaml:5:41: unknown step 'fly'"),
        (GOOD.replace("launch", "{type: }"), "type needs value"),
        (GOOD.replace("launch", "{set_clock: 10}"), "between 60 and"),
        (GOOD.replace("launch", "{deep_link: 'no address'}"), "must be an address"),
        (GOOD.replace("name: a", "name: install"), "'install' is the phase before"),
        (GOOD.replace("launch", "{wait: 1}, launch: 2"), r"s\.yaml:5:"),
        (GOOD + "title: hello", "for both"),
        (GOOD + "title: {fr: Bonjour}", "for both"),
        (GOOD + "limits: {phase_s: 0}", "between 1 and"),
        (GOOD + "default: other", "must be one of main, all"),
        (GOOD + "branches: {all: [{name: b, steps: [launch]}]}", "not 'all'"),
        (GOOD.replace("name: a", "name: a\n    when: {set: x, app: alive}"), "one thing at a time"),
        (GOOD.replace("name: a", "name: a\n    when: {}"), r"s\.yaml:5:11: 'when' asks one of visible"),
    ],
)
def test_errors_are_one_sentence_with_a_place(text: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says) as caught:
        parse_scenario(text, "s.yaml")
    assert re.match(r"s\.yaml:\d+:\d+: ", str(caught.value))
    assert "\n" not in str(caught.value)


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["schema: 1", "a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 12)]
    with pytest.raises(ScenarioError, match="too large or too deep"):
        parse_scenario("\n".join(lines), "s.yaml")


def test_a_file_that_contains_itself_is_refused() -> None:
    with pytest.raises(ScenarioError, match="too large or too deep"):
        parse_scenario("schema: 1\nphases: &a [*a]", "s.yaml")


def test_variables_have_defaults_that_can_be_set() -> None:
    head = "variables: {idle: 600, more: }\n"
    assert step("wait: ${idle}", head) == Wait(seconds=600.0, shown="wait ${idle}")
    text = f"schema: 1\n{head}phases:\n  - name: a\n    steps:\n      - wait: ${{idle}}\n"
    changed = parse_scenario(text, "s.yaml", settings(["idle=5"]))
    assert changed.phases[0].steps[0] == Wait(seconds=5.0, shown="wait ${idle}")
    assert changed.variables["idle"] == 5
    with pytest.raises(ScenarioError, match="no such variable; it has: idle, more"):
        parse_scenario(text, "s.yaml", settings(["idel=5"]))
    with pytest.raises(ScenarioError, match="NAME=VALUE"):
        settings(["idle"])
    with pytest.raises(ScenarioError, match=r"s\.yaml:6:15: there is no variable 'x'"):
        one("wait: ${x}", head)
    with pytest.raises(ScenarioError, match="does not end"):
        one("type: 'a ${b'", head)


def test_a_variable_without_value_is_needed_only_where_nothing_asks_for_it() -> None:
    text = "schema: 1\nvariables: {new: }\nphases:\n  - name: a\n{when}    steps:\n      - install: ${new}\n"
    assert parse_scenario(text.replace("{when}", ""), "s.yaml").needs == ("new",)
    guarded = parse_scenario(text.replace("{when}", "    when: {set: new}\n"), "s.yaml")
    assert guarded.needs == ()
    assert parse_scenario(text.replace("{when}", ""), "s.yaml", settings(["new=b.apk"])).needs == ()


def test_the_persona_s_values_are_filled_in_when_they_are_typed() -> None:
    persona = generate(seed=3)
    typed = step('type: "Tel. ${persona.phone_number}"')
    assert isinstance(typed, Type)
    assert typed.value == "Tel. ${persona.phone_number}"
    assert persona.text("phone_number") not in typed.shown
    assert with_persona(typed.value, persona) == f"Tel. {persona.text('phone_number')}"
    with pytest.raises(ScenarioError, match="persona has no value 'shoe_size'"):
        one('type: "${persona.shoe_size}"')
    persona.values = [value for value in persona.values if value.id != "phone_number"]
    with pytest.raises(ScenarioError, match="has no value 'phone_number'"):
        with_persona(typed.value, persona)


# -- includes -----------------------------------------------------------------------------------------------------


def write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return str(path)


def including(name: str) -> str:
    return f"schema: 1\nphases:\n  - include: {name}\n  - name: z\n    steps: [wait: 1]\n"


def test_a_scenario_includes_shipped_ones_and_files_beside_it(tmp_path: Path) -> None:
    write(
        tmp_path / "parts" / "b.yaml",
        GOOD.replace("name: x\n", "name: x\nvariables: {n: 3}\n").replace("launch", "wait: '${n}'"),
    )
    file = write(tmp_path / "a.yaml", including("parts/b.yaml"))
    found = load_scenario(file, settings(["n=7"]))
    assert [phase.name for phase in found.phases] == ["a", "z"]
    assert found.phases[0].steps[0] == Wait(seconds=7.0, shown="wait ${n}")
    file = write(tmp_path / "c.yaml", including("consent\n    branch: refuse"))
    assert [phase.name for phase in load_scenario(file).phases] == ["before_consent", "refused", "z"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../secret.yaml", r"a\.yaml:3:14: '\.\./secret\.yaml' lies outside"),
        ("/etc/passwd.yaml", "lies outside"),
        ("link.yaml", "lies outside"),
        ("none.yaml", "no file 'none.yaml' beside"),
        ("nosuch", "no scenario 'nosuch' to include"),
        ("a.yaml", r"include each other: a\.yaml > a\.yaml"),
        ("b.yaml", r"b\.yaml:3:14: the scenarios include each other: a\.yaml > b\.yaml > a\.yaml"),
        ("consent\n    branch: maybe", "must be one of accept, refuse, ignore"),
    ],
)
def test_what_cannot_be_included(tmp_path: Path, name: str, says: str) -> None:
    write(tmp_path / "secret.yaml", GOOD)
    root = tmp_path / "in"
    write(root / "b.yaml", including("a.yaml"))
    (root / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(ScenarioError, match=says):
        load_scenario(write(root / "a.yaml", including(name)))


# -- what comes with harness --------------------------------------------------------------------------------------


def test_the_shipped_default_has_three_branches() -> None:
    scenario = load_scenario("consent")
    assert list(scenario.branches) == ["accept", "refuse", "ignore"]
    assert [phase.name for phase in scenario.script("refuse")] == ["before_consent", "refused"]
    assert scenario.script("accept")[1].steps[0] == Consent(choice="accept", shown="consent accept")
    assert scenario.chosen(None) == ["accept"]
    assert scenario.chosen("all") == ["accept", "refuse", "ignore"]


def test_every_shipped_scenario_is_good_and_titled() -> None:
    names = {path.stem for path in shipped()}
    assert names >= {
        "quick", "consent", "deny-all", "background", "frequency", "relaunch-48h", "typed-data", "upgrade", "full",
    }  # fmt: skip
    for path in shipped():
        scenario = load_scenario(str(path))
        assert scenario.name == path.stem
        assert set(scenario.title) == {"zh", "en"}
        for branch in scenario.branches:
            assert scenario.script(branch)[0].name == "before_consent"


def test_the_full_scenario_covers_every_phase_of_the_practice() -> None:
    scenario = load_scenario("full")
    covered = {phase.code for branch in scenario.branches for phase in scenario.script(branch)}
    assert {"P0_install", *covered} >= set(CODES.values())
    assert scenario.chosen(None) == list(scenario.branches)


def test_phases_mean_the_practice_s_by_name() -> None:
    assert code_of("before_consent") == "P1_preconsent"
    assert code_of("background_screen_off") == "P5_background"
    assert code_of("backgrounds") == ""
    assert code_of("ignored") == ""


def test_unknown_scenarios_and_branches_list_the_known() -> None:
    with pytest.raises(ScenarioError, match="consent"):
        load_scenario("nope")
    with pytest.raises(ScenarioError, match="accept, ignore, refuse"):
        load_scenario("consent").script("maybe")
