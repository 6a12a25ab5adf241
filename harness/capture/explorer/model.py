"""The map of an app: the screens that were seen, what can be done on each, and where that led."""

import hashlib
from collections import deque
from dataclasses import dataclass, field

from harness.capture.explorer.page import Page

BACK = "BACK"
MOST_PAGES = 40
"""Pages of one screen that are looked at by scrolling: an endless list has no last one."""
_DIGITS = str.maketrans("0123456789", "0000000000")


@dataclass
class Action:
    """Something to do on a screen: ``key`` names it there, ``label`` to people.

    ``kind``: ``tap``, ``tick`` (a box or switch), ``scroll`` or ``back``. ``leads`` is the screen it last led to;
    ``outside``: it led out of the app; ``avoided`` says why it is not done.
    """

    key: str
    kind: str
    label: str
    tried: bool = False
    leads: "Screen | None" = None
    outside: bool = False
    avoided: str = ""


@dataclass(eq=False)
class Screen:
    """One screen of the app. ``pages`` are how it looked at each stage of scrolling: structure and texts."""

    number: int
    fingerprint: str
    title: str
    path: tuple[str, ...]
    actions: dict[str, Action] = field(default_factory=dict)
    pages: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    scrolled_out: set[str] = field(default_factory=set)
    picture: str | None = None
    dump: str | None = None
    fields: set[str] = field(default_factory=set)

    def untried(self) -> list[Action]:
        """What is still to be done here, in the order in which it was put."""
        return [action for action in self.actions.values() if not action.tried and not action.avoided]

    def controls(self) -> list[Action]:
        """What can be touched here."""
        return [action for action in self.actions.values() if action.kind in ("tap", "tick")]


class Map:
    """All screens. Two pages are one when their structure and texts agree, but for positions known to change."""

    def __init__(self) -> None:
        """Nothing is known."""
        self.screens: list[Screen] = []
        self._by_structure: dict[str, list[tuple[tuple[str, ...], Screen]]] = {}
        self._changing: dict[str, set[int]] = {}

    def find(self, page: Page) -> Screen | None:
        """Return the screen that a page shows, or ``None`` for one that was not seen before."""
        ignored = self._changing.get(page.structure, set())
        for texts, screen in self._by_structure.get(page.structure, []):
            if all(a == b or n in ignored for n, (a, b) in enumerate(zip(texts, page.texts, strict=True))):
                return screen
        return None

    def expect(self, page: Page, screen: Screen) -> bool:
        """Whether a page is ``screen`` as it looks now.

        It is when nothing but digits differs (they are counted as changing here from now on), or when shape and title
        are the same and most texts are: something was said in place.
        """
        for structure, texts in screen.pages:
            if structure != page.structure:
                continue
            differing = [n for n, (a, b) in enumerate(zip(texts, page.texts, strict=True)) if a != b]
            if all(texts[n].translate(_DIGITS) == page.texts[n].translate(_DIGITS) for n in differing):
                self._changing.setdefault(structure, set()).update(differing)
                return True
            said = sum(1 for text in page.texts if text)
            if page.title == screen.title and 2 * len(differing) <= said:
                return True
        return False

    def add(self, page: Page, path: tuple[str, ...]) -> Screen:
        """Add the screen that a page shows."""
        whole = "\n".join([page.structure, *page.texts])
        fingerprint = hashlib.blake2s(whole.encode(), digest_size=6).hexdigest()
        screen = Screen(len(self.screens) + 1, fingerprint, page.title, path)
        self.screens.append(screen)
        self.add_page(page, screen)
        return screen

    def add_page(self, page: Page, screen: Screen) -> bool:
        """Note that a screen looks like this too; return whether that was new, and more may be looked for."""
        if self.find(page) is not None:
            return False
        screen.pages.append((page.structure, page.texts))
        self._by_structure.setdefault(page.structure, []).append((page.texts, screen))
        return len(screen.pages) < MOST_PAGES

    def entered(self, screen: Screen) -> bool:
        """Whether something that was touched on another screen led to ``screen``."""
        others = (other for other in self.screens if other is not screen)
        return any(one.leads is screen and one.kind != "back" for other in others for one in other.actions.values())

    def way(self, start: Screen, wanted: "set[Screen] | None" = None) -> list[tuple[Screen, Action]] | None:
        """Return the shortest known way from ``start`` to a screen where something is left to do.

        ``wanted`` restricts the ends. ``None`` when no known way leads to one.
        """
        came: dict[int, tuple[Screen, Action] | None] = {id(start): None}
        queue = deque([start])
        while queue:
            screen = queue.popleft()
            goal = screen in wanted if wanted is not None else any(one.kind != "back" for one in screen.untried())
            if screen is not start and goal:
                return _trace(screen, came)
            for action in screen.actions.values():
                following = action.leads
                if action.tried and following is not None and id(following) not in came:
                    came[id(following)] = (screen, action)
                    queue.append(following)
        return None


def _trace(end: Screen, came: dict[int, tuple[Screen, Action] | None]) -> list[tuple[Screen, Action]]:
    steps: list[tuple[Screen, Action]] = []
    at = came[id(end)]
    while at is not None:
        steps.append(at)
        at = came[id(at[0])]
    return steps[::-1]
