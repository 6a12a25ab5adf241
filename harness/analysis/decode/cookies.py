"""The values of Cookie and Set-Cookie headers."""

import re
from collections.abc import Iterable

from harness.analysis.decode.form import name_of
from harness.analysis.decode.view import Budget, Part, Place

_COOKIE = re.compile(rb"(?:\A|(?<=[;\s]))([^=;\s]++)=([^;]*+)")


class Cookies:
    """The value of a Cookie or Set-Cookie header."""

    def matches(self, data: bytes) -> bool:
        """Whether it is ``name=value`` pairs with semicolons."""
        return b"=" in data and b";" in data and _COOKIE.match(data) is not None

    def places(self, data: bytes) -> list[Place]:
        """Return the cookies' values (``cookie:NAME``)."""
        return [Place((f"cookie:{name_of(found[1])}",), *found.span(2)) for found in _COOKIE.finditer(data)]

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return nothing: percent encoding inside is found by its shape."""
        return ()


COOKIES = Cookies()
