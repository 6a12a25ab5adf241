"""How data travels: readable by whoever is on the way, or not."""

from harness.analysis.model import Collected, Disclosure
from harness.rules.case import Case
from harness.rules.model import Rule
from harness.rules.result import Result, hit

_CLEAR = ("http://", "ws://", "tcp://", "udp://", "mqtt://", "ftp://")


def clear_text(case: Case, rule: Rule) -> Result:
    """Personal data does not leave without encryption of the transport.

    A digest counts as the value: it can be looked up again.
    """

    def open_(row: Collected | Disclosure) -> bool:
        if not isinstance(row, Disclosure) or (rule.categories and row.category not in rule.categories):
            return False
        return row.url.lower().startswith(_CLEAR)

    return Result(hits=[hit("clear_text", "VIOLATION", deed) for deed in case.did(open_, read=False)])


EVALUATORS = {"clear_text": clear_text}
