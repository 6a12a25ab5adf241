import pytest

from harness.capture.scenario import ScenarioError, load_scenario, parse_scenario

GOOD = "schema: 1\nname: x\nphases: [{name: a, steps: [launch]}]\n"


def test_the_shipped_default_has_three_branches() -> None:
    scenario = load_scenario("consent")
    assert sorted(scenario.branches) == ["accept", "ignore", "refuse"]
    assert [phase.name for phase in scenario.script("refuse")] == ["before_consent", "refused"]
    first = scenario.script("accept")[1].steps[0]
    assert (first.kind, first.args) == ("consent", {"choice": "accept"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "not YAML"),
        ("[]", "mapping"),
        ("schema: 2", "schema: 1"),
        ("schema: 1\nextra: 1", "unknown key 'extra'"),
        ("schema: 1", "list of phases"),
        (GOOD.replace("launch", "fly"), r"phases\[0\]\.steps\[0\]: unknown step 'fly'"),
        (GOOD.replace("launch", "wait"), "needs seconds"),
        (GOOD.replace("launch", "{wait: {seconds: -1}}"), "between 0 and"),
        (GOOD.replace("launch", "{wait: {seconds: 1, x: 2}}"), "does not know x"),
        (GOOD.replace("name: a", "name: ../a"), "phase's name"),
        (GOOD.replace("launch", "{consent: {choice: maybe}}"), "accept or refuse, not 'maybe'"),
        (GOOD + "permissions: some", "permissions"),
    ],
)
def test_errors_are_one_sentence_with_a_place(text: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says) as caught:
        parse_scenario(text, "s.yaml")
    assert str(caught.value).startswith("s.yaml")
    assert "\n" not in str(caught.value)


def test_unknown_scenarios_and_branches_list_the_known() -> None:
    with pytest.raises(ScenarioError, match="consent"):
        load_scenario("nope")
    with pytest.raises(ScenarioError, match="accept, ignore, refuse"):
        load_scenario("consent").script("maybe")
