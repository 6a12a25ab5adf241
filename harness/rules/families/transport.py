"""How data travels: readable by whoever is on the way, or not."""

from harness.analysis.model import Collected, Disclosure
from harness.rules.case import Case
from harness.rules.model import Rule
from harness.rules.result import Open, Result, hit

_CLEAR = ("http://", "ws://", "ftp://")
_RAW = ("tcp://", "udp://", "dns://")
"""What is recorded as bytes or names: whether TLS carried them, the recording does not say."""


def clear_text(case: Case, rule: Rule) -> Result:
    """Personal data does not leave without encryption of the transport.

    A digest counts as the value: it can be looked up again. Of raw bytes it is not known whether TLS carried them.
    """

    def over(schemes: tuple[str, ...]) -> Result:
        def did(row: Collected | Disclosure) -> bool:
            if not isinstance(row, Disclosure) or (rule.categories and row.category not in rule.categories):
                return False
            return row.url.lower().startswith(schemes)

        return Result(hits=[hit("clear_text", "VIOLATION", deed) for deed in case.did(did, read=False)])

    found = over(_CLEAR)
    hosts = dict.fromkeys(row.recipient.host for row in over(_RAW).hits if row.recipient)
    found.open += [Open("unsettled", "raw_bytes", (host,)) for host in hosts]
    return found


EVALUATORS = {"clear_text": clear_text}
