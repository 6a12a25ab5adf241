"""Limits of a rule: the source's and ours."""

from harness.rules.catalogue import shipped


def test_limits_and_whose_they_are() -> None:
    rule = shipped().rules["CAC191-4-4"]
    assert rule.number("calls") == 3 and "calls" in rule.ours and rule.names("types")
    official = shipped().rules["CAC191-1-3"]
    assert official.number("taps") == 4 and not official.ours and official.names("nothing") == ()


def test_the_reference_s_own_defaults_are_marked_as_ours_and_its_official_ones_are_not() -> None:
    rules = shipped().rules
    assert {name for rule in rules.values() for name in rule.ours} == {
        "an_hour", "calls", "characters", "least_s", "per_minute", "share", "spread_s", "unchanging_suspected",
        "unchanging_violation",
    }  # fmt: skip
    numbers = {name for rule in rules.values() for name, value in rule.parameters.items() if isinstance(value, int)}
    assert numbers == {"days", "least", "most", "taps", "target_sdk"}
