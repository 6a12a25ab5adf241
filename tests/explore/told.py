"""A stream over a finished recording, and everything it told."""

from harness.explore.events import Event
from harness.explore.replay import Replay
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern


def told() -> tuple[Stream, list[Event]]:
    """Run it to its end."""
    stream = Stream(Replay(lantern().recording()))
    return stream, list(stream.events())
