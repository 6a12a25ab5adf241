"""The explorer: depth first over the screens of an app, the same way for the same seed.

On each screen it fills in the fields it understands, ticks boxes, touches what is there, scrolls, and goes deeper
before it goes on; where nothing is left it takes the shortest known way to a screen where something is, pressing BACK
or starting the app anew when there is none. It does not leave the app to find out what lies before the screen that it
began on: an app that is closed and opened again does what it does at a start, and that would be the explorer's doing.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from harness.capture.device.errors import DeviceError
from harness.capture.device.link.outputs import activities_below
from harness.capture.device.protocol import Display, Processes
from harness.capture.explorer.hand import Hand
from harness.capture.explorer.model import BACK, Action, Map, Screen
from harness.capture.explorer.page import Page
from harness.capture.explorer.report import Departure, ExploreReport, ScreenReport
from harness.capture.explorer.views import View
from harness.capture.screen.pace import Pace
from harness.catalog.explore import ExploreWords, explore_words
from harness.persona.persona import Persona

MOST_ACTIONS = 20_000
_RETURNS = 2
"""How often BACK is pressed to come back from another app, before the app is brought to the front."""
_MISSES = 3
"""How often in a row a known way may not lead where it led before the app is started anew."""
_ENDS = 3
"""How often in a row an app may end right after its start."""
_DIALOG = 6
"""Controls that a dialog has at most, for its texts to be taken for a question."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the explorer needs of whoever lets it explore.

    ``pause`` waits as the scenario does. ``on_screen`` is given each view tree before it is acted on, and returns
    whether it was something of the system's (a permission dialog) that has been dealt with. ``restart`` ends the app
    and starts it again, with its hooks; ``None`` does it without. ``keep`` is given a name and the view tree of each
    new screen and returns the files (screenshot, view tree) that it kept. ``acted`` is told of each touch, before it.
    ``pace`` is how fast the device was found to show itself so far.
    """

    pause: Callable[[float], None] = time.sleep
    on_screen: Callable[[bytes], bool] = lambda tree: False
    restart: Callable[[], None] | None = None
    keep: Callable[[str, bytes], tuple[str | None, str | None]] = lambda name, tree: (None, None)
    acted: Callable[[str], None] = lambda what: None
    pace: Pace = field(default_factory=Pace)


class Explored(Display, Processes, Protocol):
    """A device with the app in front: looked at, touched, and the app ended on it."""


class _Over(Exception):
    """The exploration ends; the argument says why."""


def explore(
    device: Explored,
    package: str,
    persona: Persona,
    seconds: float,
    seed: int,
    around: Surroundings | None = None,
    *,
    most_actions: int = MOST_ACTIONS,
) -> ExploreReport:
    """Use the app ``package``, which is in front, for at most ``seconds`` and ``most_actions``.

    Raises ``DeviceError`` when the device is lost.
    """
    return Explorer(device, package, persona, seconds, seed, around, most_actions=most_actions).run()


class Explorer:
    """One exploration. ``report`` holds what was done so far, also when :meth:`run` raises."""

    def __init__(
        self,
        device: Explored,
        package: str,
        persona: Persona,
        seconds: float,
        seed: int,
        around: Surroundings | None = None,
        *,
        most_actions: int = MOST_ACTIONS,
    ) -> None:
        """See :func:`explore`."""
        self._device = device
        self._package = package
        self._persona = persona
        self._around = around or Surroundings()
        self._words = explore_words()
        self._hand = Hand(device, self._words, self._around.pause, self._around.pace)
        self._map = Map()
        self._begun = time.monotonic()
        self._deadline = self._begun + seconds
        self._left = most_actions
        self._seed = seed
        self._fruitless = 0
        self._ends_in_a_row = 0
        self._typed: set[str] = set()
        self._start: Screen | None = None
        self._seen_lowest = False
        self.report = ExploreReport(package=package, seed=seed, ended="stopped")

    # -- the loop -----------------------------------------------------------------------------------------------------

    def run(self) -> ExploreReport:
        """Explore until the budget or the app is used up."""
        try:
            screen, page = self._arrive("start")
            while True:
                screen, page = self._step(screen, page)
        except _Over as over:
            self.report.ended = str(over)
        finally:
            self.report.seconds = round(time.monotonic() - self._begun, 3)
            self.report.screens = [_report(screen) for screen in self._map.screens]
        return self.report

    def _step(self, screen: Screen, page: Page) -> tuple[Screen, Page]:
        """Do the next thing; return where that led."""
        todo = [action for action in screen.untried() if action.kind != "back"]
        if todo:
            self._fruitless = 0
            return self._do(screen, page, min(todo, key=lambda one: self._order(screen, one)))
        way = self._map.way(screen) or self._way_up(screen)
        if way is not None and self._fruitless <= _MISSES:
            self._fruitless += 1
            return self._do(screen, page, way[0][1])
        back = screen.actions[BACK]
        left = any(one.kind != "back" for other in self._map.screens for one in other.untried())
        if not back.tried and self._stays_in_app(screen, left=left):
            return self._do(screen, page, back)  # it may have begun deep in the app
        if not left and self._seen_lowest:
            raise _Over("exhausted")
        return self._start_over(screen)

    def _way_up(self, screen: Screen) -> list[tuple[Screen, Action]] | None:
        """The way to where BACK was not tried, for an exploration that began deep and has not seen the lowest yet."""
        if self._seen_lowest or not screen.actions[BACK].tried:
            return None
        return self._map.way(screen, {one for one in self._map.screens if not one.actions[BACK].tried})

    def _below(self) -> int | None:
        """Ask the device how many of the app's activities lie below the one in front."""
        below = activities_below(self._device.shell(["dumpsys", "activity", "activities"]).stdout, self._package)
        self._seen_lowest = self._seen_lowest or not below
        return below

    def _stays_in_app(self, screen: Screen, *, left: bool) -> bool:
        """Whether BACK leads to another screen of the app, as far as can be told without pressing it.

        It does from above another activity. From the lowest one it closes a dialog or goes back among an activity's
        own screens, where a tap led there; that is tried only if something is ``left`` to do elsewhere, since it may
        leave the app as well.
        """
        if self._below():
            return True
        return left and screen is not self._map.screens[0] and self._map.entered(screen)

    def _start_over(self, screen: Screen) -> tuple[Screen, Page]:
        """Start the app anew because no way is known from here, or none up from a screen that does not let go.

        Once it is known where a start leads, it is made only if that helps.
        """
        start = self._start or (screen if screen is self._map.screens[0] else None)
        helps = start is None or any(one.kind != "back" for one in start.untried()) or self._map.way(start) is not None
        if self._fruitless > 2 * _MISSES or (self._seen_lowest and not helps):
            raise _Over("exhausted")
        self._fruitless += _MISSES
        self._restart("nothing is left to do from here")
        self._seen_lowest = True
        self._start, page = self._arrive("restart")
        return self._start, page

    def _order(self, screen: Screen, action: Action) -> tuple[int, str]:
        """Boxes first, since forms want them, scrolling last; the seed decides among the rest."""
        rank = {"tick": 0, "tap": 1, "scroll": 2}[action.kind]
        text = f"{self._seed}\0{screen.number}\0{action.key}"
        return rank, hashlib.blake2s(text.encode(), digest_size=8).hexdigest()

    def _spend(self, what: str) -> None:
        """Count an action against the budget and log it."""
        if self._left <= 0:
            raise _Over("actions")
        if time.monotonic() >= self._deadline:
            raise _Over("seconds")
        self._left -= 1
        self.report.log.append(what)
        self._around.acted(what)

    # -- doing --------------------------------------------------------------------------------------------------------

    def _do(self, screen: Screen, page: Page, action: Action) -> tuple[Screen, Page]:
        if action.kind == "scroll":
            return self._scroll(screen, page, action)
        said = f"{screen.number} {screen.title[:20]}: {action.kind} {action.label}".rstrip()
        if action.kind == "back":
            self._spend(said)
            action.tried = True
            self._hand.back()
        else:
            page = self._fill_in(screen, page)
            view = self._bring(screen, page, action)
            if view is None:
                action.tried, action.leads = True, None
                return self._arrive(said, screen)
            self._spend(said)
            action.tried = True
            self._hand.tap(view)
            if action.kind == "tick" and view.checked:
                self._hand.tap(view)  # boxes are left ticked: forms want them so
        return self._arrive(said, screen, action)

    def _scroll(self, screen: Screen, page: Page, action: Action) -> tuple[Screen, Page]:
        """Show more of a screen. It stays the same screen, whatever it shows then."""
        view = _scrollable(page, action.key)
        if view is not None:
            self._spend(f"{screen.number} {screen.title[:20]}: scroll {action.label}".rstrip())
            self._hand.scroll(view)
        following = self._hand.look()
        if view is None or following is None or following.package != self._package:
            action.tried = True
            return self._arrive("scroll", screen, action)
        if not self._map.add_page(following, screen):
            action.tried = True  # it is the last page
        self._note_actions(screen, following)
        return screen, following

    def _bring(self, screen: Screen, page: Page, action: Action) -> View | None:
        """Return the control of an action, scrolled to if need be."""
        found = _control(page, self._words, action.key)
        if found is not None:
            return found
        for down in (True, False):
            for _ in range(len(screen.pages) + 1):
                if not page.scrollables:
                    return None
                self._hand.scroll(page.scrollables[-1], down=down)
                following = self._hand.look()
                if following is None or following.package != self._package:
                    return None
                found = _control(following, self._words, action.key)
                if found is not None:
                    return found
                if following.texts == page.texts and following.structure == page.structure:
                    break
                page = following
        return None

    def _fill_in(self, screen: Screen, page: Page) -> Page:
        """Type into the fields that are in sight and still show what they showed at first."""
        typed, before = False, {view.text for view in page.fields}
        for view in page.fields:
            key = _field_key(view)
            kind = self._words.field(page.described(view), password=view.password)
            text = self._persona.get(kind.value) if kind.value else kind.text
            if not text or view.text in self._typed or f"{key}={view.text}" in screen.fields:
                continue
            if not self._hand.type_into(view, text):
                self.report.not_typed.append(f"{screen.title}: {kind.what}")
                screen.fields.add(f"{key}={view.text}")
                continue
            typed = True
            self._typed.add(text)
            self._spend(f"{screen.number} {screen.title[:20]}: type {kind.value or kind.what} into {view.label()[:20]}")
            if kind.value and kind.value not in self.report.typed:
                self.report.typed.append(kind.value)
        if not typed:
            return page
        following = self._hand.look()
        if following is None or following.package != self._package:
            return page
        # What a field makes of what was typed (spaces, dots) is not typed over again.
        self._typed.update(view.text for view in following.fields if view.text not in before)
        return following

    # -- arriving -----------------------------------------------------------------------------------------------------

    def _arrive(self, said: str, origin: Screen | None = None, action: Action | None = None) -> tuple[Screen, Page]:
        """Find out where an action led; come back when it led out of the app."""
        page = self._in_app(said, action)
        if not self._seen_lowest:
            self._below()
        screen = self._map.find(page)
        if screen is None:
            screen = self._expected(page, origin, action)
        if screen is None:
            path = (*origin.path, action.label if action and action.kind != "back" else "BACK") if origin else ()
            screen = self._map.add(page, path)
            screen.picture, screen.dump = self._around.keep(f"screen_{screen.number:03d}", page.xml)
        self._note_actions(screen, page)
        if action is not None and not action.outside:
            action.leads = screen
        return screen, page

    def _expected(self, page: Page, origin: Screen | None, action: Action | None) -> Screen | None:
        """The screen that was to be expected here, if the page is that one with other numbers on it."""
        likely = [action.leads] if action is not None and action.leads is not None else []
        likely += [origin] if origin is not None else []
        if action is not None and action.kind == "back":
            likely += [one for one in self._map.screens if any(each.leads is origin for each in one.actions.values())]
        for screen in likely:
            if self._map.expect(page, screen):
                self._map.add_page(page, screen)
                return screen
        return None

    def _in_app(self, said: str, action: Action | None) -> Page:
        """Look at the app; whatever covers it is dealt with, and what it left for is left again."""
        for attempt in range(20):
            page = self._hand.look()
            if page is not None and self._around.on_screen(page.xml):
                continue
            if page is not None and page.package == self._package:
                self._ends_in_a_row = 0
                return page
            if not self._alive():
                self._leave(said, action, "", "restarted")
                self._ends_in_a_row += 1
                if self._ends_in_a_row > _ENDS:
                    raise _Over("lost")
                self._restart("the app ended")
            elif attempt < _RETURNS and page is not None and page.package:
                self._leave(said, action, page.package, "BACK")
                self._hand.back()
            else:
                self._leave(said, action, page.package if page else "", "brought to the front")
                self._to_front()
            self._around.pause(0.2)
        raise _Over("lost")

    def _leave(self, said: str, action: Action | None, package: str, came_back: str) -> None:
        if action is not None:
            action.outside = True
        if not self.report.departures or self.report.departures[-1].action != said:
            self.report.departures.append(Departure(action=said, package=package, came_back=came_back))
        else:
            self.report.departures[-1].came_back = came_back

    def _alive(self) -> bool:
        return bool(self._device.pids(self._package))

    def _restart(self, why: str) -> None:
        self.report.restarts += 1
        self._spend(f"restart: {why}")
        (self._around.restart or self._start_anew)()

    def _start_anew(self) -> None:
        self._device.stop_app(self._package)
        self._to_front()

    def _to_front(self) -> None:
        """Start the app as its icon does, which brings a running one to the front."""
        command = ["monkey", "-p", self._package, "-c", "android.intent.category.LAUNCHER", "1"]
        said = self._device.shell(command)
        if said.code != 0 or "aborted" in said.stdout + said.stderr:
            raise DeviceError(f"The app {self._package} cannot be brought to the front: it has no activity to launch.")

    # -- noting -------------------------------------------------------------------------------------------------------

    def _note_actions(self, screen: Screen, page: Page) -> None:
        """Add what can be done on a page and was not known of its screen."""
        about = self._dialog_about(page)
        for view in page.controls:
            key = _key(view, self._words)
            if key in screen.actions:
                continue
            label = view.label() or view.resource_id.rpartition("/")[2] or view.kind.rpartition(".")[2]
            avoided = self._words.avoided(label, view.resource_id)
            if about and not avoided and self._words.affirmative.search(self._words.steady(label)):
                avoided = about
            kind = "tick" if view.checkable else "tap"
            screen.actions[key] = Action(key, kind, label, avoided=avoided)
        for view in page.scrollables:
            key = _scroll_key(view)
            screen.actions.setdefault(key, Action(key, "scroll", view.kind.rpartition(".")[2]))
        screen.actions.setdefault(BACK, Action(BACK, "back", ""))

    def _dialog_about(self, page: Page) -> str:
        """What a dialog wants to be confirmed that is not to be done; empty for other screens."""
        if len(page.controls) > _DIALOG or len(page.views) > 5 * _DIALOG:
            return ""
        texts = [view.text for view in page.views if view.text and not view.clickable]
        return next((why for text in texts if (why := self._words.avoided(text))), "")


def _key(view: View, words: ExploreWords) -> str:
    return f"{view.kind}|{view.resource_id}|{words.steady(view.label())}"


def _control(page: Page, words: ExploreWords, key: str) -> View | None:
    return next((view for view in page.controls if _key(view, words) == key), None)


def _scroll_key(view: View) -> str:
    return f"scroll|{view.kind}|{view.resource_id}"


def _scrollable(page: Page, key: str) -> View | None:
    return next((view for view in reversed(page.scrollables) if _scroll_key(view) == key), None)


def _field_key(view: View) -> str:
    return f"{view.resource_id}|{view.bounds[0]},{view.bounds[1]}"


def _report(screen: Screen) -> ScreenReport:
    controls = screen.controls()
    return ScreenReport(
        number=screen.number,
        fingerprint=screen.fingerprint,
        title=screen.title,
        path=list(screen.path),
        controls=len(controls),
        tried=sum(action.tried for action in controls),
        unvisited=[action.label for action in controls if not action.tried and not action.avoided],
        avoided={action.label: action.avoided for action in controls if action.avoided},
        screenshot=screen.picture,
        ui_dump=screen.dump,
    )
