"""``--rules`` and ``--fail-on``: by whose rules, and from which verdict on a command ends with 1."""

import pytest

from harness.cli.judging import FailOn, check_rules
from harness.cli.show import counted, found_code
from harness.errors import BAD_INPUT, DONE, FOUND, INCOMPLETE, INTERRUPTED, gravest
from harness.rules.catalogue import RuleError, shipped
from harness.rules.testing import clean, complete, findings, read


@pytest.mark.parametrize(
    ("rule", "category", "code"),
    [
        ("TC260-9", "imei", {"violation": 1, "suspected": 1, "undetermined": 1}),
        ("OWASP-0319", "imei", {"violation": 0, "suspected": 0, "undetermined": 0}),
        ("D26-CON", "contacts", {"violation": 0, "suspected": 0, "undetermined": 0}),
        ("CAC191-4-1", "contacts", {"violation": 1, "suspected": 1, "undetermined": 1}),
        ("CAC191-3-7", "imei", {"violation": 0, "suspected": 0, "undetermined": 1}),
    ],
)  # fmt: skip
def test_codes(rule: str, category: str, code: dict[str, int]) -> None:
    found = clean()
    found.collected.append(read(category, "background"))
    found.findings = findings(complete(found), shipped().rules[rule])
    assert {kind.value: found_code(found, kind) for kind in FailOn} == code
    assert found_code(found, None) == 0
    assert sum(counted(found).values()) == len(found.findings)


def test_a_slip_is_told_before_a_run() -> None:
    check_rules(["cn", "play"])
    with pytest.raises(RuleError):
        check_rules(["chn"])


def test_what_was_found_stands_whatever_else_could_not_be_done() -> None:
    assert gravest(DONE, INCOMPLETE, FOUND) == FOUND
    assert gravest(FOUND, BAD_INPUT) == BAD_INPUT and gravest(FOUND, INTERRUPTED) == INTERRUPTED
    assert gravest(INCOMPLETE, DONE) == INCOMPLETE and gravest() == DONE
