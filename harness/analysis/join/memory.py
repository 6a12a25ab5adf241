"""What was joined last: of a recording that grows only what has changed since is joined again."""

from collections.abc import Hashable
from typing import NamedTuple

from harness.analysis.join.readers import Readers
from harness.analysis.model import Candidate, Disclosure, Sighting
from harness.analysis.search.found import Spot
from harness.evidence.exchange import Exchange

Key = tuple[str, str, str, str, str]
"""What makes sightings one disclosure: category, actor, host, phase, and plain or which digest."""


class Made(NamedTuple):
    """A sighting with the spot it was made of, and its place among all."""

    spot: Spot
    exchange: Exchange
    place: tuple[object, ...]
    row: Sighting


class Member(NamedTuple):
    """A sighting of a disclosure: who may have sent it, best first, and the calls that had its value (``reach``)."""

    row: Sighting
    ranked: list[Candidate]
    reach: tuple[int, int]


class Ranked(NamedTuple):
    """A member with what else that rests on: which connections were known, and whether all of its calls were."""

    member: Member
    key: Key
    opened: int
    called: bool


class Group(NamedTuple):
    """A disclosure with what it rests on: as long as that is the same, so is the disclosure."""

    members: list[Member]
    consent: str
    ip: str
    package: str
    made: Disclosure


class Memory:
    """Of one recording, its needles and its names. What was kept under an object's ``id`` keeps the object, too."""

    def __init__(self) -> None:
        """Nothing was joined yet."""
        self.made: dict[int, Made] = {}
        """By the ``id`` of the spot."""
        self.ranked: dict[int, Ranked] = {}
        """By the ``id`` of the sighting."""
        self.joined: dict[Key, Group] = {}
        self.opened = 0
        """How often it was learnt who opened which connection."""
        self._readers: Readers | None = None
        self._placed: Hashable = None
        self._sockets: Hashable = None

    def begin(self, readers: Readers, placed: Hashable, sockets: Hashable) -> None:
        """Forget what cannot stand: ``placed`` tells what gives sightings their times and phases, ``sockets`` who
        opened which connection.
        """
        if readers is not self._readers:
            self._readers = readers
            self.ranked, self.joined = {}, {}
        if placed != self._placed:
            self._placed, self.made = placed, {}
        if sockets != self._sockets:
            self._sockets = sockets
            self.opened += 1

    def forget_texts(self) -> None:
        """Values are named anew, and texts are told without others."""
        self.made = {}
