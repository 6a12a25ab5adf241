"""Where the user stands in each phase, by what began it and by its name."""

from harness.analysis.join.phases import PhaseTimes
from harness.evidence.rows import Phase


def phases(*rows: tuple[str, str]) -> PhaseTimes:
    """Phases of ten microseconds each: name, and what began it."""
    return PhaseTimes(
        [
            Phase(name=name, start_us=10 * at, end_us=10 * at + 10, cause="", begun_by=begun_by)
            for at, (name, begun_by) in enumerate(rows)
        ]
    )


def test_who_attached_has_not_seen_what_was_decided_before() -> None:
    found = phases(("attached", ""), ("looking", "a person marked it"), ("consented_idle", "consent accept"))
    assert [found.at(time).consent for time in (5, 15, 25)] == ["unknown", "unknown", "after"]
    assert found.named("attached", 25).consent == "unknown"


def test_a_run_from_the_installation_begins_before_consent() -> None:
    found = phases(("install", ""), ("before_consent", "launch"), ("refused", "consent refuse"), ("later", ""))
    assert [found.at(time).consent for time in (-5, 5, 15, 25, 35)] == [
        "before",
        "before",
        "before",
        "refused",
        "refused",
    ]
    assert found.named("nowhere", 5).consent == "unknown"


def test_a_run_that_asked_for_nothing_says_nothing() -> None:
    assert phases(("install", ""), ("foreground", "launch")).at(15).consent == "unknown"
