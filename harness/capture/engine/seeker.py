"""Looking for a place in the app by tapping: the privacy policy, the cancellation of the account, the withdrawal of
consent. Breadth first, so that the first way found is a shortest one among those tried."""

import hashlib
import time
from collections import deque
from collections.abc import Callable

import msgspec

from harness.capture.engine.context import Context
from harness.capture.screen.controls import Node
from harness.capture.screen.looking import Look, Screen
from harness.catalog.consent import label, normal
from harness.catalog.places import Words, place_words
from harness.evidence.rows import Place

_SETTLE_S = 0.6
_MOST_SCREENS = 60
_NEAR = 4
"""Taps from the main screen within which a policy must be reachable (CAC-191 I.3); a longer way is looked at twice."""


class Door(msgspec.Struct, frozen=True):
    """A control that may lead further: how it is found again, and how likely it leads there (lower is likelier)."""

    text: str
    description: str
    resource_id: str
    bounds: tuple[int, int, int, int]
    rank: int

    @property
    def shown(self) -> str:
        """How people call it."""
        return (self.text or self.description or self.resource_id.rpartition("/")[2] or "?")[:40]

    def on(self, seen: Look) -> Node | None:
        """Find it again on a screen."""
        same = [
            node
            for node in seen.nodes
            if (node.text, node.description, node.resource_id) == (self.text, self.description, self.resource_id)
        ]
        return min(same, key=lambda node: abs(node.bounds[1] - self.bounds[1]), default=None)


class Seeker:
    """Searches from the screen the app shows, and comes back to it by BACK."""

    def __init__(
        self, context: Context, screen: Screen, tap: Callable[[Node, Look], None], to_front: Callable[[], None]
    ) -> None:
        """``tap`` touches a control; ``to_front`` brings the app back to the front."""
        self._context = context
        self._screen = screen
        self._tap = tap
        self._to_front = to_front
        self._home = ""

    def seek(self, what: str, at_most_taps: int, at_most_s: float) -> tuple[Place, Node | None, Look]:
        """Return what was found, the control that is the place itself, if it is one, and the last look.

        First only controls that are known to lead to such places are followed. For a policy that was not found within
        ``_NEAR`` taps by them, every other control is tried as well: there might be a shorter way.
        """
        words, deadline = place_words()[what], time.monotonic() + at_most_s
        home = _signature(self._screen.look())
        found = self._search(words, home, at_most_taps, deadline, known=True)
        if not words.control and (found.way is None or len(found.way) > _NEAR):
            most = at_most_taps if found.way is None else len(found.way) - 1
            other = self._search(words, home, most, deadline, known=False)
            tried = found.tried + other.tried
            if other.way is not None or found.way is None:
                found = other
            else:
                found = msgspec.structs.replace(found, complete=other.complete)
            found = msgspec.structs.replace(found, tried=tried)
        if found.way is None:
            look = self._go((), home) or self._screen.look()
            return self._place(what, found, look, words), None, look
        look = self._go(found.way, home) or self._screen.look()
        return self._place(what, found, look, words), _there(look, words, self._context.package), look

    def home(self) -> None:
        """Come back to where the search began."""
        self._go((), self._home)

    def _search(self, words: Words, home: str, most: int, deadline: float, *, known: bool) -> "_Found":
        self._home = home
        queue: deque[tuple[Door, ...]] = deque([()])
        seen_before: set[str] = set()
        tried, complete = 0, True
        while queue:
            way = queue.popleft()
            if time.monotonic() >= deadline or tried >= _MOST_SCREENS:
                return _Found(None, False, tried)
            look = self._go(way, home)
            if look is None:
                complete = complete and bool(way)
                continue
            tried += 1
            package = self._context.package
            if _there(look, words, package) is not None or (way and _reads(look, words, package)):
                return _Found(way, complete, tried)
            signature = _signature(look)
            if signature in seen_before:
                continue
            seen_before.add(signature)
            if len(way) < most:
                doors = sorted(_doors(look, words, package), key=lambda door: door.rank)
                followed = [door for door in doors if door.rank < 2 or not known]
                complete = complete and len(followed) == len(doors)
                queue.extend((*way, door) for door in followed)
        return _Found(None, complete, tried)

    def _go(self, way: tuple[Door, ...], home: str) -> Look | None:
        """Take a way from the start; ``None`` when it cannot be taken (any more)."""
        look = self._screen.look()
        for _ in range(6):
            if _signature(look) == home:
                break
            self._context.device.key("BACK")
            self._context.waiting.sleep(_SETTLE_S / 2)
            look = self._screen.look()
            if look.package != self._context.package:
                self._to_front()
                self._context.waiting.sleep(_SETTLE_S)
                look = self._screen.look()
        else:
            return None
        for door in way:
            node = door.on(look)
            if node is None:
                return None
            self._tap(node, look)
            self._context.waiting.sleep(_SETTLE_S)
            look = self._screen.look()
            if look.package != self._context.package:
                self._context.device.key("BACK")
                return None
        return look

    def _place(self, what: str, found: "_Found", look: Look, words: Words) -> Place:
        picture, way = self._screen.keep(look, f"place_{what}"), found.way or ()
        text = next((said[0] for node in look.nodes if (said := words.here.search(normal(node.text)))), "")
        length = sum(len(node.text) for node in look.nodes if not node.clickable)
        there = found.way is not None
        return Place(
            time_us=self._context.phase_clock.now_us(), phase=self._context.phase_clock.current,
            branch=self._context.branch, what=what, found=there, taps=len(way), way=[door.shown for door in way],
            exhaustive=found.complete, tried=found.tried, words=text[:80] if there else "",
            length=length if there else 0, screenshot=picture.screenshot, ui_dump=picture.ui_dump,
        )  # fmt: skip


class _Found(msgspec.Struct, frozen=True):
    """The way of a search (``None``: none), and whether nothing shorter was left untried."""

    way: tuple[Door, ...] | None
    complete: bool
    tried: int


def _signature(look: Look) -> str:
    """What tells one screen from another: its controls, not their places, and no text that may change by itself."""
    parts = [
        f"{node.kind}|{node.resource_id}|{node.text if node.clickable and not node.kind.endswith('EditText') else ''}"
        for node in look.nodes
    ]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _there(look: Look, words: Words, package: str) -> Node | None:
    """The control that is the place (cancelling an account, withdrawing consent)."""
    if not words.control:
        return None
    shown = [node for node in look.nodes if node.package == package]
    named = [node for node in shown if words.here.fullmatch(label(node.text or node.description))]
    return next((node for node in named if node.clickable), named[0] if named else None)


def _reads(look: Look, words: Words, package: str) -> bool:
    """Whether the screen is the place's own text (a policy)."""
    if words.control:
        return False
    shown = [node for node in look.nodes if node.package == package]
    titled = any(words.title.fullmatch(label(node.text)) for node in shown if not node.clickable)
    return titled and words.here.search("\n".join(normal(node.text) for node in shown)) is not None


def _doors(look: Look, words: Words, package: str) -> list[Door]:
    doors = []
    for node in look.nodes:
        if node.package != package or not node.clickable or node.checkable:
            continue
        text = label(node.text or node.description)
        if words.avoided(node.text or node.description, node.resource_id):
            continue
        rank = 0 if words.leads.search(text) else 1 if not text or words.ways.search(text) else 2
        doors.append(Door(node.text, node.description, node.resource_id, node.bounds, rank))
    return doors
