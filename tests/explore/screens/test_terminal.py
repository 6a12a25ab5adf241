"""A terminal that is gone holds nobody up."""

import io
import threading

from textual.drivers._writer_thread import WriterThread

from harness.explore.replay import Replay
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.terminal import Lasting, TerminalDriver
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern


class Gone(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")

    flush = io.StringIO.close


def test_a_writer_outlives_its_terminal() -> None:
    writer = WriterThread(Lasting(Gone()))  # type: ignore[arg-type] # what Textual asks of a file is there
    writer.start()

    def draw() -> None:
        for _ in range(100):
            writer.write("x")
        writer.stop()

    drawing = threading.Thread(target=draw, daemon=True)
    drawing.start()
    drawing.join(60)
    assert not drawing.is_alive() and not writer.is_alive()


def test_what_is_there_is_written() -> None:
    file = io.StringIO()
    lasting = Lasting(file)
    assert lasting.write("ab") == 2
    lasting.flush()
    assert file.getvalue() == "ab" and lasting.isatty() is False


def test_the_session_draws_on_such_a_terminal() -> None:
    app = ExploreApp(Stream(Replay(lantern().recording())), "lantern")
    assert issubclass(app.get_driver_class(), TerminalDriver)
