"""Cells of a CSV file that no spreadsheet runs and no control character of an app passes through."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Spreadsheets run a cell that begins so (OWASP, 'CSV Injection'; full-width forms where they are set to Chinese or
Japanese): it gets an apostrophe in front, as OWASP says."""


def cell(text: str) -> str:
    """Return a text as it may stand in a cell: control characters other than line ends escaped as Python does."""
    safe = "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode("ascii") for c in text)
    return f"'{safe}" if safe.startswith(_FORMULA) else safe
