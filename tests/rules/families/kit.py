"""What the families' tests share: one rule on one case."""

import msgspec

from harness.rules.case import Case
from harness.rules.catalogue import shipped
from harness.rules.families import EVALUATORS
from harness.rules.model import Rule
from harness.rules.result import Result


def rule(name: str, **changed: object) -> Rule:
    return msgspec.structs.replace(shipped().rules[name], **changed)


def result(name: str, case: Case, **changed: object) -> Result:
    one = rule(name, **changed)
    return EVALUATORS[one.evaluator](case, one)


def hits(name: str, case: Case, **changed: object) -> list[tuple[str, str, str]]:
    """Key, verdict and category of each hit."""
    return [(row.key, row.verdict, row.category) for row in result(name, case, **changed).hits]


def opened(name: str, case: Case, **changed: object) -> list[str]:
    return [row.key for row in result(name, case, **changed).open]
