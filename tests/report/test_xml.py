"""What an app says is text in XML, also where XML could not hold it."""

from xml.etree import ElementTree

from harness.report.xml import attribute, content

_HARD = "<script>\x00\x1b[31m\u202e\"'&]]>\ud800\n\tend"


def test_a_hostile_text_is_one_attribute_and_one_content() -> None:
    made = f"<a b={attribute(_HARD)}>{content(_HARD)}</a>".encode()
    read = ElementTree.fromstring(made)  # noqa: S314 - our own
    assert len(read) == 0 and read.attrib["b"].startswith("<script>\u2400\u241b[31m\u27e8U+202E\u27e9\"'&]]>")
    assert "\n" not in read.attrib["b"] and (read.text or "").endswith("\n\tend")
