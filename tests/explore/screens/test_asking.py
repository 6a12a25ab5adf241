"""Terminals that answer what they draw: at once, late, in part, never. What they answer is never left for keys."""

import os
import select
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from harness.explore.screens import asking
from harness.explore.screens.asking import QUESTIONS, Drawing, asked, understood

KITTY = b"\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.35.2)\x1b\\\x1b[6;20;9t\x1b[?62;c"
XTERM = b"\x1b[6;16;8t\x1b[?63;1;2;4;6;9;15;22c"
TMUX = b"\x1b[?1;2c"


@pytest.fixture
def terminal() -> Iterator[Callable[[bytes, float], int]]:
    ours, theirs = os.openpty()

    def answering(answer: bytes, after_s: float) -> int:
        def answer_it() -> None:
            heard = b""
            while QUESTIONS not in heard:
                heard += os.read(ours, 4096)
            for at in range(0, len(answer), 5):
                time.sleep(after_s)
                os.write(ours, answer[at : at + 5])

        threading.Thread(target=answer_it, daemon=True).start()
        return theirs

    yield answering
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(
    ("answer", "after_s", "found"),
    [
        (KITTY, 0.0, Drawing(False, True, (9, 20))), (XTERM, 0.03, Drawing(True, False, (8, 16))),
        (TMUX, 0.2, Drawing(False, False, (10, 20))),
    ],
)  # fmt: skip
def test_the_answer_is_read_to_its_end(
    terminal: Callable[[bytes, float], int], answer: bytes, after_s: float, found: Drawing
) -> None:
    number = terminal(answer, after_s)
    assert asked(number, number) == found
    assert not select.select([number], [], [], 0.05)[0]


def test_who_does_not_answer_draws_nothing(
    terminal: Callable[[bytes, float], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "WAIT_S", 0.1)
    number = terminal(b"\x1b[?6", 0.0)
    assert asked(number, number) is None


def test_the_system_s_size_of_a_cell_goes_first() -> None:
    assert understood(XTERM, (7, 14)).cell == (7, 14)
    assert understood(b"\x1b[6;0;0t\x1b[?4c", None) == Drawing(True, False, (10, 20))
    assert not understood(b"\x1b[?14;24c", None).sixel


@pytest.mark.parametrize(
    ("version", "draws"),
    [("kitty(0.26.5)", False), ("kitty(0.28.0)", True), ("ghostty 1.1.3", True), ("WezTerm 20240203", False)],
)
def test_kitty_s_protocol_is_used_where_its_placeholders_are_drawn(version: str, draws: bool) -> None:
    heard = KITTY.replace(b"kitty(0.35.2)", version.encode())
    assert understood(heard, None).kitty is draws
    assert not understood(heard.replace(b";OK", b";EINVAL"), None).kitty
