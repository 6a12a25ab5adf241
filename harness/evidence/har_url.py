"""URLs as HAR holds them: as RFC 3986 allows, though what was sent was another spelling."""

import re
import string
from urllib.parse import quote

_ALLOWED = frozenset(string.ascii_letters + string.digits + "-._~:/?#[]@!$&'()*+,;=%")
_NO_OCTET = re.compile("%(?![0-9A-Fa-f]{2})")


def uri(url: str) -> str:
    """Return a URL with what RFC 3986 does not allow percent-encoded; bytes that are no UTF-8 are half characters."""
    return _NO_OCTET.sub("%25", "".join(char if char in _ALLOWED else _encoded(char) for char in url))


def as_sent(written: str, told: str) -> str:
    """Return the URL that was sent: as ``har_write`` ``told`` it, where that is the one that was ``written``."""
    return told if told and uri(told) == written else written


def _encoded(char: str) -> str:
    half = "\ud800" <= char <= "\udfff" and not "\udc80" <= char <= "\udcff"
    return quote("\ufffd" if half else char.encode("utf-8", "surrogateescape"), safe="")
