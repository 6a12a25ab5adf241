"""The texts that are made anew while one of them is in sight."""

from harness.explore.events import Said
from harness.explore.screens.pages import Pages
from harness.explore.state import State


def test_a_text_is_shown_when_it_is_another_one() -> None:
    state = State()
    pages, shown = Pages(state), list[str]()
    pages.sheets["talk"].show = lambda text: shown.append(text.plain)  # type: ignore[method-assign]
    for name in ("talk", "talk", "observations"):
        pages.look(name)
    state.take([Said(text="the app is installed")])
    pages.look("talk")
    assert len(shown) == 2 and "the app is installed" in shown[1]
