"""The screens of a finished bundle: every list, pane and jump, by keys."""

import json
from pathlib import Path

import pytest
from PIL import Image
from textual.pilot import Pilot
from textual.widgets import Input, Static

from harness.explore.events import Exchanged, Said
from harness.explore.replay import Replay
from harness.explore.screens.app import ExploreApp
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern
from tests.explore.screens.pilot import DRAWN_S, drive, rows, same, settled, text
from tests.explore.screens.test_pictures import png

SIZES = [(80, 24), (120, 40), (160, 50)]
SIZED = [SIZES[0], *(pytest.param(size, marks=pytest.mark.slow) for size in SIZES[1:])]


def named(size: tuple[int, int]) -> str:
    """Return a size as it stands in the name of a test, and of what the screen looked like."""
    return f"{size[0]}x{size[1]}"


def stream() -> Stream:
    return Stream(Replay(lantern().recording()))


@pytest.mark.parametrize("size", SIZED, ids=named)
def test_every_list_at_every_size(size: tuple[int, int]) -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        for key, name in zip("12345", ("calls", "exchanges", "disclosures", "overview", "log"), strict=True):
            await pilot.press(key)
            await settled(app, pilot)
            await same(f"{name}-{size[0]}x{size[1]}", app, pilot)

    drive(stream(), acts, size=size)


@pytest.mark.slow
def test_a_filter_keeps_what_fits_and_escape_takes_it_away() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        whole = len(rows(app, "observations"))
        await pilot.press("slash", *"category:imei", "enter")
        await pilot.pause(DRAWN_S)
        assert 0 < len(rows(app, "observations")) < whole
        assert all(row.category == "imei" for row in rows(app, "observations")._items)
        await pilot.press("escape")
        await pilot.pause(DRAWN_S)
        assert len(rows(app, "observations")) == whole

    drive(stream(), acts)


@pytest.mark.slow
def test_from_a_call_to_the_exchange_that_carried_its_value_and_back() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        calls = rows(app, "observations")
        read = next(row for row in calls._items if row.category == "imei" and row.values)
        calls.choose(read)
        await pilot.press("e")
        await settled(app, pilot)
        assert app._lists.shown == "exchanges"
        carried = rows(app, "exchanges").chosen
        assert carried is not None and set(read.values) & set(app._lists.values_of(carried))
        assert "json:/id/u" in text(app), "the value is shown inside its encodings"
        await pilot.press("c")
        await settled(app, pilot)
        assert app._lists.shown == "observations"
        again = rows(app, "observations").chosen
        assert again is not None and set(again.values) & set(read.values)

    drive(stream(), acts, size=(160, 50))


@pytest.mark.slow
def test_what_was_encrypted_is_shown_step_by_step() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("2", "end")
        await settled(app, pilot)
        shown = text(app)
        assert "undone: cipher:AES" in shown and "json:/" in shown
        await pilot.press("enter", "escape")
        await pilot.pause(DRAWN_S)
        assert rows(app, "exchanges").has_focus

    drive(stream(), acts, size=(160, 50))


def test_a_disclosure_leads_to_both() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("3", "home")
        await settled(app, pilot)
        chosen = rows(app, "disclosures").chosen
        assert chosen is not None
        await pilot.press("e")
        await settled(app, pilot)
        exchange = rows(app, "exchanges").chosen
        assert exchange is not None and exchange.host == chosen.recipient.host
        await pilot.press("3")
        app._state.exchanges.clear()
        await pilot.press("e")
        for _ in range(100):
            if isinstance(app._details.shown, Exchanged) and app._notifications:
                break
            await pilot.pause(DRAWN_S)
        assert app._lists.shown == "disclosures"
        assert [each.message for each in app._notifications] == ["Exchange 0 has left the list; these are its details."]
        assert isinstance(app._details.shown, Exchanged) and app._details.shown.index == exchange.index

    drive(stream(), acts, size=(160, 50))


@pytest.mark.slow
def test_a_value_that_was_not_planted_is_looked_for_backwards() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("s")
        await pilot.press(*"email=nobody@example.org", "enter")
        await pilot.pause(DRAWN_S)
        assert app._typed == ["email.typed1"]

    drive(stream(), acts)


@pytest.mark.slow
def test_what_a_list_shows_is_written_through_its_filter(tmp_path: Path) -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("slash", *"category:imei", "enter")
        await pilot.press("ctrl+s")
        await pilot.pause(DRAWN_S)
        app.screen.query_one(Input).value = str(tmp_path / "out.jsonl")
        await pilot.press("enter")
        await app.workers.wait_for_complete([one for one in app.workers if one.name == "action_write"])

    drive(stream(), acts)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert rows and all(row["event"] == "observation" and row["category"] == "imei" for row in rows)


@pytest.mark.slow
def test_the_log_follows_its_end_until_one_goes_back_in_it() -> None:
    async def shows(app: ExploreApp, pilot: Pilot[str], words: str) -> None:
        for _ in range(50):
            if words in text(app):
                return
            await pilot.pause(DRAWN_S)
        assert words in text(app)

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("5")
        app._state.take([Said(text=f"line {number}") for number in range(100)])
        await shows(app, pilot, "line 99")
        assert "line 0" not in text(app)
        await pilot.press("home")
        await shows(app, pilot, "line 0")
        app._state.take([Said(text="one more")])
        await pilot.pause(0.5)
        assert "line 0" in text(app) and "one more" not in text(app)

    drive(stream(), acts, size=(80, 24))


@pytest.mark.slow
def test_frozen_lists_stand_still_and_catch_up() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        calls = rows(app, "observations")
        whole = list(calls._items)
        await pilot.press("space")
        app._take([whole[0]])
        assert len(calls) == len(whole)
        await pilot.pause(DRAWN_S)
        assert "FROZEN" in text(app)
        await pilot.press("space")
        assert len(calls) == len(app._state.observations)

    drive(stream(), acts)


def test_what_comes_waits_for_a_key_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        monkeypatch.setattr("harness.explore.screens.app._KEY_S", 60.0)
        await pilot.press("down")
        heard: list[bool] = []
        monkeypatch.setattr(app, "_hear", lambda: heard.append(True))
        app._put_off = 0
        drawn = []
        for _ in range(8):
            app._tick()
            drawn.append(len(heard))
        assert drawn == [0, 0, 0, 1, 1, 1, 1, 2], "who holds a key down sees what comes, too"

    drive(stream(), acts)


@pytest.mark.slow
def test_a_finished_bundle_cannot_be_acted_upon() -> None:
    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("a", "question_mark")
        await pilot.pause(DRAWN_S)
        shown = text(app)
        assert "Keys" in shown and "Accept in the privacy dialog" not in shown
        await pilot.press("escape", "q")

    assert drive(stream(), acts).return_value == ""


@pytest.mark.slow
def test_an_image_in_an_exchange_is_drawn_where_the_terminal_draws() -> None:
    run = lantern()
    run.send(9000, "https://sync.bright.example/avatar", png(64, 48))
    drawn: list[tuple[int, int]] = []

    def draw(picture: Image.Image) -> Static:
        drawn.append(picture.size)
        return Static("the avatar is drawn here")

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("2", "end")
        await settled(app, pilot)
        assert "PNG 64" in text(app)
        await pilot.press("enter", "end")
        await pilot.pause(0.2)
        assert "the avatar is drawn here" in text(app)
        await pilot.press("escape", "home")
        await settled(app, pilot)
        assert not app.query_one("#detail-pictures").children

    drive(Stream(Replay(run.recording())), acts, draw=draw)
    assert drawn == [(64, 48)]
