"""Code that carries what others send: a network library under names that nobody knows, as R8 leaves them."""

from collections.abc import Iterable

from harness.analysis.join.actors import Actors
from harness.analysis.join.frames import frame
from harness.analysis.join.sockets import socket_of
from harness.evidence.rows import Observation

_LEAST = 3
"""Different stacks of a process that opened connections; fewer have much in common by chance."""
_MOST = 2000


def transports(observations: Iterable[Observation], actors: Actors) -> frozenset[str]:
    """Return the classes that stand in every stack by which a process opened a connection, and that nobody knows."""
    found = Transports()
    for row in observations:
        found.learn(row)
    return found.known(actors)


class Transports:
    """What carries others' connections, as far as calls have told.

    Such classes are the way out, and not who goes it, where the stacks without them still name somebody, and not all
    the same nameless one.
    """

    def __init__(self) -> None:
        """Nothing is known."""
        self._by_process: dict[int, set[tuple[str, ...]]] = {}

    def learn(self, row: Observation) -> bool:
        """Take a call; whether it opened a connection by a way that was not seen before."""
        if not row.stack or socket_of(row) is None:
            return False
        stacks, stack = self._by_process.setdefault(row.pid, set()), tuple(row.stack)
        if stack in stacks or len(stacks) >= _MOST:
            return False
        stacks.add(stack)
        return True

    def known(self, actors: Actors) -> frozenset[str]:
        """Return the classes that carry."""
        found: set[str] = set()
        for stacks in self._by_process.values():
            if len(stacks) >= _LEAST:
                found |= _carrying(stacks, actors)
        return frozenset(found)


def _carrying(stacks: set[tuple[str, ...]], actors: Actors) -> set[str]:
    common = set.intersection(*({one.cls for line in stack if (one := frame(line)).cls} for stack in stacks))
    carrying = {name for name in common if not actors.knows(name)}
    if not carrying:
        return set()
    without = [tuple(line for line in stack if frame(line).cls not in carrying) for stack in stacks]
    left = [actors.of(stack) for stack in without]
    named = [actor for actor in left if actor.package and (actor.kind == "app" or actor.listed)]
    return carrying if named and (len({actor.id for actor in left}) > 1 or len(named) == len(left)) else set()
