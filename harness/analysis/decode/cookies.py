"""The values of Cookie and Set-Cookie headers, also where they stand elsewhere."""

import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from harness.analysis.decode.again import escaping
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.form import name_of
from harness.analysis.decode.percent import quoted
from harness.analysis.decode.view import Budget, Part, Place, Reach

_COOKIE = re.compile(rb"(?:\A|(?<=[;\s]))([^=;\s]++)=([^;]*+)")
_WHOLE = re.compile(
    rb"[^=;,&\s\"'<>{}\[\]]{1,100}+=[^;\r\n\"'<>{}]*+(?:; ?[^=;,&\s\"'<>{}\[\]]{1,100}+(?:=[^;\r\n\"'<>{}]*+)?)++;?"
)


class Cookies:
    """``name=value`` pairs with semicolons."""

    inside = Reach.LINE

    def matches(self, data: bytes) -> bool:
        """Whether all of it is such pairs, at least two."""
        return b"; " in data and b"=" in data and _WHOLE.fullmatch(data) is not None

    def places(self, data: bytes) -> list[Place]:
        """Return the cookies' values (``cookie:NAME``)."""
        return [Place((f"cookie:{name_of(found[1])}",), *found.span(2)) for found in _COOKIE.finditer(data)]

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the values that are percent-encoded."""
        if b"%" in data:
            for found in _COOKIE.finditer(data):
                if b"%" in found[2] and (value := unquote_to_bytes(found[2])) != found[2]:
                    yield Part((), value, *found.span(2))


COOKIES = Cookies()
ENCODING = Encoding(
    name="cookie",
    fields=("cookie",),
    text_structure=COOKIES,
    headers=("cookie", "set-cookie"),
    fit=escaping(quoted),
)
