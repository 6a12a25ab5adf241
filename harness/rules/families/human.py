"""What no run decides: these rules name what somebody must check."""

from harness.rules.case import Case
from harness.rules.model import Rule
from harness.rules.result import Result


def human(case: Case, rule: Rule) -> Result:
    """Nothing is concluded; the rule's ``human`` is why it stays undetermined."""
    return Result()


EVALUATORS = {"human": human}
