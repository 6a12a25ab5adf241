"""What of a join is kept for the next, and what cannot stand any more."""

from harness.analysis.join.memory import Memory
from harness.analysis.join.readers import Readers


def filled(memory: Memory) -> tuple[int, ...]:
    """Put something everywhere, and return how much there is after the next join has begun with the same."""
    for part in (memory.made, memory.ranked, memory.joined):
        part[0] = object()  # type: ignore[index, assignment]
    return sizes(memory)


def sizes(memory: Memory) -> tuple[int, ...]:
    return len(memory.made), len(memory.ranked), len(memory.joined)


def test_each_part_is_forgotten_with_what_it_rests_on() -> None:
    memory, readers = Memory(), Readers()
    memory.begin(readers, "phases", "sockets")
    assert filled(memory) == (1, 1, 1)
    memory.begin(readers, "phases", "sockets")
    assert sizes(memory) == (1, 1, 1) and memory.opened == 1
    memory.begin(readers, "phases", "other sockets")
    assert sizes(memory) == (1, 1, 1) and memory.opened == 2
    memory.begin(readers, "other phases", "other sockets")
    assert sizes(memory) == (0, 1, 1)
    memory.begin(Readers(), "other phases", "other sockets")
    assert sizes(memory) == (0, 0, 0)
    filled(memory)
    memory.forget_texts()
    assert sizes(memory) == (0, 1, 1)
