"""What a scenario is made of."""

from harness.capture.scenario.model import Condition, Point, Target


def test_points_are_on_the_screen() -> None:
    assert Point(0.5, 1.0, (True, True)).on(1080, 1920) == (540, 1919)
    assert Point(5000, 10).on(1080, 1920) == (1079, 10)


def test_people_read_what_is_asked() -> None:
    assert Condition(visible=Target(text=("OK",), id="ok")).shown == "visible OK/#ok"
    assert Condition(not_visible=Target(at=Point(0.5, 7, (True, False)))).shown == "not_visible at 50%,7"
    assert (Condition(app="alive").shown, Condition(set="new").shown) == ("app alive", "set new")


def test_a_description_is_looked_for_as_a_text_is() -> None:
    assert Target(text=("a",), description=("b",)).texts == ("a", "b")
