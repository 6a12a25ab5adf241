"""Python in a process of its own: what it gives, how it is ended, and that the session lives on."""

import threading
import time
from collections.abc import Iterator

import pytest

from harness.capture.agent.prompt import Evaluated
from harness.explore.console import console as console_module
from harness.explore.console.answers import Answers
from harness.explore.console.console import Console
from harness.explore.replay import Replay
from harness.explore.stream import Stream
from tests.analysis.lantern import lantern

PRINTED: list[str] = []


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    with Stream(Replay(lantern().recording())) as stream:
        stream.start()
        stream.join(30)
        made = Console(Answers(stream, None, [("imei", "1")]), on_print=PRINTED.append)
        yield made
        made.close()


def interrupted(console: Console, code: str) -> Evaluated:
    """Evaluate what does not end by itself, and interrupt it once it has printed ``go``."""
    PRINTED.clear()

    def end() -> None:
        deadline = time.monotonic() + 60
        while "go" not in "".join(PRINTED) and time.monotonic() < deadline:
            time.sleep(0.005)
        console.interrupt()

    thread = threading.Thread(target=end, daemon=True)
    thread.start()
    found = console.evaluate(code)
    thread.join(60)
    return found


def test_it_sees_the_session_and_prints(console: Console) -> None:
    PRINTED.clear()
    assert console.evaluate("print('one', 2)\ndisclosures()[0].recipient.host").text == "'api.pushbay.example'"
    assert PRINTED == ["one 2\n"]
    assert console.evaluate("device.tap('x')") == Evaluated(
        text="this is a finished recording: nothing runs", failed=True
    )
    assert console.evaluate("search()").text.startswith("TypeError: ")
    assert console.complete("disc") == ["disclosures"]


@pytest.mark.parametrize(
    "code",
    [
        "print('go')\nwhile True: pass", "import time; print('go'); time.sleep(100)",
        "import asyncio; print('go'); await asyncio.sleep(100)",
    ],
)  # fmt: skip
def test_what_does_not_end_is_interrupted_and_names_stay(console: Console, code: str) -> None:
    console.evaluate("kept = 41")
    assert interrupted(console, code) == Evaluated(text="interrupted", failed=True)
    assert console.evaluate("kept + 1").text == "42"


def test_what_refuses_to_end_is_ended_and_the_next_line_starts_anew(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_module, "INTERRUPT_S", 0.2)
    code = "while True:\n    try:\n        print('go')\n        while True: pass\n    except BaseException: pass"
    assert interrupted(console, code).text.startswith("Python could not be interrupted, and was ended; what was")
    assert console.evaluate("6 * 7").text == "42"


def test_a_process_that_ends_and_one_that_prints_without_end(console: Console) -> None:
    assert console.evaluate("import os; os._exit(3)").text.startswith("Python ended with code 3; ")
    console.interrupt()
    PRINTED.clear()
    assert console.evaluate("for _ in range(10_000): print('x' * 50)\n1").text == "1"
    assert 190_000 < len("".join(PRINTED)) < 210_000 and PRINTED[-1].endswith("(more is not shown)\n")
    assert console.evaluate("bytearray(1 << 40)").text.startswith("MemoryError")
