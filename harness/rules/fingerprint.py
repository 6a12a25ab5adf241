"""Ids that are the same for the same thing in every run."""

import hashlib
from collections.abc import Iterable

_DIGITS = 12


def digest(parts: Iterable[str]) -> str:
    """Return twelve digits for names in their order, whatever characters an app put into them."""
    said = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:_DIGITS]


def fingerprint(rule: str, category: str = "", actor: str = "", recipient: str = "", detail: str = "") -> str:
    """Return a finding's id: the same for the same thing in every run, whatever the values and times were."""
    return f"f{digest((rule, category, actor, recipient, detail))}"
