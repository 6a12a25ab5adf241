"""Lines of one encoded text that are read by themselves: what stands before such a line is not in it.

A number that goes over the end of a line would be taken for a shorter one.
"""

_LONG = 60
"""Signs: no line of wrapped base64 is shorter (64 in PEM, 76 in MIME), but for the last."""


def begins(
    data: bytes, start: int, signs: bytes, decoded: bytes, group: tuple[int, int], *, amid: bool
) -> tuple[int, bytes]:
    """Return how many signs of a run are left out, and what the rest of them says: all but what may be the end of a
    word that began on the line before.

    ``group`` is how many bytes go into how many signs; see :func:`goes_on`.
    """
    left = _unfinished(decoded, group[0]) if goes_on(data, start, signs, amid=amid) else 0
    return left // group[0] * group[1], decoded[left:]


def goes_on(data: bytes, start: int, signs: bytes, *, amid: bool) -> bool:
    """Whether a run of ``signs`` is the next line of another one, perhaps broken as quoted-printable breaks lines
    (``=`` first).

    Without a long line before it, it may be one of several in lines of their own, but for one that begins ``amid`` a
    group of signs.
    """
    if data[max(0, start - 1) : start] not in (b"\r", b"\n"):
        return False
    before = data[max(0, start - 3 - _LONG) : start]
    line = before.rstrip(b"\r\n").removesuffix(b"=")
    return len(line) - len(line.rstrip(signs)) >= (1 if amid else _LONG)


def _unfinished(decoded: bytes, group: int) -> int:
    """Return how many bytes of whole groups go before the first that does not begin amid a word."""
    for at in range(0, len(decoded), group):
        if not decoded[at : at + 1].isalnum() or (at and not decoded[at - 1 : at].isalnum()):
            return at
    return len(decoded)
