"""What changes by itself from run to run, taken out: shards of hosts, ids in paths, how often exactly."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from harness.analysis.join.actors import registrable_domain
from harness.analysis.model import Recipient

TOLERANCE = 3
"""By which factor counts may differ and still be alike (an engineering default)."""
_LONG = 12
"""Characters from which on a word with a digit in it is an id."""
_LONGEST = 20
_MOST_SLOTS = 8
_DIGITS = re.compile(r"\d+")
_CLASSES = ((1, "1"), (9, "2-9"), (99, "10-99"), (999, "100-999"))


def host(name: str) -> str:
    """Return a host's name with its shard taken out: ``a1.cdn.example`` and ``a2.cdn.example`` are ``a*.cdn.example``.

    The registered part of the name, and an address, stay as they are.
    """
    domain = registrable_domain(name)
    lower = name.rstrip(".").lower()
    if lower == domain or not lower.endswith(f".{domain}"):
        return lower
    labels = lower.removesuffix(f".{domain}").split(".")
    return ".".join(("*" if _is_id(label) else _DIGITS.sub("*", label)) for label in labels) + f".{domain}"


def owner(recipient: Recipient) -> str:
    """Return who stands behind a recipient, as far as that is known: an owner, or a registered name, or an address."""
    return recipient.owner or recipient.domain or recipient.host


def place(url: str) -> str:
    """Return a URL without its query, and with ``*`` in the place of what looks like an id."""
    try:
        parts = urlsplit(url)
        path = "/".join("*" if _is_id(part) or part.isdigit() else part for part in parts.path.split("/"))
        return f"{parts.scheme}://{host(parts.hostname or '')}{path}" if parts.hostname else path
    except ValueError:
        return ""


def _is_id(word: str) -> bool:
    return len(word) > _LONGEST or (len(word) >= _LONG and any(char.isdigit() for char in word))


def count_class(count: int) -> str:
    """Return roughly how often: ``1``, ``2-9``, ``10-99``, ``100-999`` or ``1000+``."""
    return next((name for most, name in _CLASSES if count <= most), "1000+")


def counts_alike(before: Sequence[int], after: int) -> bool:
    """Whether a count is as those before it, within the tolerance."""
    if not before or any(count_class(count) == count_class(after) for count in before):
        return True
    low, high = min(before), max(before)
    return after < TOLERANCE * high and after * TOLERANCE > low


def slots(value_ids: Sequence[str]) -> frozenset[str]:
    """Return which planted values, by their names in the persona, not what they are: ``imei.2``, ``contact.*.phone``.

    Values seen at run time are numbered by each run for itself, and are none. Of a longer list (contacts, calls)
    it is not told which of it.
    """
    own = [each for each in value_ids if each.partition(".")[0] not in ("seen", "set", "run", "differential")]
    return frozenset(own if len(own) <= _MOST_SLOTS else (_DIGITS.sub("*", each) for each in own))
