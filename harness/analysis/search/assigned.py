"""Identifiers that servers give to an installation, to know it again: lasting cookies."""

import email.utils
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, runtime_checkable

from harness.analysis.search.literals import compile_literals
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle, telling

MOST = 200
"""Cookies that are looked for."""
_LASTING_S = 24 * 3600
"""Cookies for less than a day know a visit again, not a device."""
_LONGEST = 128
_MAX_AGE = re.compile(r";\s*max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_EXPIRES = re.compile(r";\s*expires\s*=\s*([^;]{10,40})", re.IGNORECASE)
CATEGORY = "sdk_device_id"


_SPELLINGS = (b"set-cookie", b"Set-Cookie", b"SET-COOKIE")
_LASTING = (b"ax-age", b"ax-Age", b"AX-AGE", b"xpires", b"XPIRES")
"""What tells how long a cookie lasts, as nearly everybody spells it."""


@runtime_checkable
class _Mentioning(Protocol):
    def mentioning(self, holds: Callable[[bytes], object]) -> Iterator[Exchange]: ...


def assigned(exchanges: Iterable[Exchange], known: Iterable[Needle]) -> list[Needle]:
    """Return the values of lasting cookies that responses set, each once, but for ``known`` ones.

    Session cookies, and values too short or too plain to identify anybody, are left out.
    """
    if isinstance(exchanges, _Mentioning):
        exchanges = exchanges.mentioning(_mentions_lasting_cookie())
    have = {needle.text for needle in known}
    found: list[Needle] = []
    for exchange in exchanges:
        for text in lasting_cookies(exchange):
            if text in have:
                continue
            have.add(text)
            value_id = f"set.{CATEGORY}.{len(found) + 1}"
            found.append(Needle(value_id=value_id, category=CATEGORY, text=text, origin="server"))
            if len(found) >= MOST:
                return found
    return found


def lasting_cookies(exchange: Exchange) -> Iterator[str]:
    """Yield the values of the lasting cookies that a response set and that may identify somebody."""
    for name, value in exchange.response_headers:
        if name.lower() == "set-cookie" and _lasts(value, exchange.time_us):
            text = value.partition(";")[0].partition("=")[2].strip().strip('"')
            if len(text) <= _LONGEST and telling(text):
                yield text


def _mentions_lasting_cookie() -> Callable[[bytes], bool]:
    find = compile_literals(_SPELLINGS + _LASTING).find

    def holds(data: bytes) -> bool:
        return {place < len(_SPELLINGS) for place, _ in find(data)} == {True, False}

    return holds


def _lasts(cookie: str, time_us: int) -> bool:
    """Whether a cookie is kept for a day or longer (RFC 6265, 5.3: Max-Age goes before Expires)."""
    age = _MAX_AGE.search(cookie)
    if age:
        return int(age[1]) >= _LASTING_S
    expires = _EXPIRES.search(cookie)
    if not expires:
        return False
    try:
        until = email.utils.parsedate_to_datetime(expires[1].replace("-", " ")).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return False
    return until - time_us / 1_000_000 >= _LASTING_S
