from defusedxml import ElementTree as ET

from harness.report.pictures import drawn
from harness.report.texts import texts
from tests.report.factory import lantern
from tests.report.hostile_view import hostile_view


def test_drawings_are_files_of_their_own_in_the_colours_of_print() -> None:
    made = dict(drawn(lantern().view(), texts("en")))
    assert list(made) == ["flow", "timeline"]
    for text in made.values():
        root = ET.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg" and "var(" not in text and "#a01d16" in text
    assert "api.pushbay.example" in made["flow"]
    assert dict(drawn(lantern().empty().view(), texts("en"))) == {}


def test_names_of_an_app_stay_text_in_them() -> None:
    for text in dict(drawn(hostile_view(), texts("zh"))).values():
        assert {part.tag.partition("}")[2] for part in ET.fromstring(text).iter()} <= {
            "svg", "style", "g", "text", "rect", "path", "line", "circle", "defs", "marker",
        }  # fmt: skip
