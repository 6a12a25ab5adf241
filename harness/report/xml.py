"""Texts of an app as XML holds them: what XML cannot hold, or a terminal would obey, is a picture of itself."""

from xml.sax.saxutils import escape, quoteattr

from harness.report.safe import visible


def attribute(text: str) -> str:
    """Return a text as an attribute's value, in quotes."""
    return quoteattr(visible(text))


def content(text: str) -> str:
    """Return a text as an element's content; its lines stay lines."""
    return escape(visible(text, multiline=True))
