"""Shapes: both engines see the same, and what they see is there."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.analysis.decode.shapes import NOTHING, Shapes
from tests.analysis.corpus import PLAIN, wrap
from tests.examples import examples

FAST, PLAIN_ENGINE = Shapes(), Shapes(plain=True)
PIECES = [b"A", b"f", b"0" * 13, b"deadbeef" * 2, b"%4", b"1", b"%u4e2d", b"&amp;", b"&#1", b";", b"=", b"E4", b"\n",
          b"\r\n", b" ", b"\f", b"-", b"eyJ", b"31:", b"0x", b"MFRGG", b"Qm" * 20, b"\xff", b"\0", b"+/_-",
          b"%"]  # fmt: skip


@examples(400)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
def test_both_engines_see_the_same(data: bytes) -> None:
    fast, plain = FAST.look(data), PLAIN_ENGINE.look(data)
    assert [list(runs) for runs in fast[:4]] == [list(runs) for runs in plain[:4]]
    assert fast[4:] == plain[4:]
    assert FAST.bad_percent(data) == PLAIN_ENGINE.bad_percent(data)


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_encodings_look_alike_to_both(name: str) -> None:
    data = wrap("13912345678", [name, "base64", name], random.Random(1))
    fast, plain = FAST.look(data), PLAIN_ENGINE.look(data)
    assert [list(runs) for runs in fast[:4]] == [list(runs) for runs in plain[:4]] and fast[4:] == plain[4:]


def test_runs_begin_where_they_begin() -> None:
    seen = FAST.look(b'{"a":"QUJDREVGR0hJSktM","b":"0123456789abcdef0123"} %41 &lt; x=\n eyJhbGciOiJub25lIn0')
    assert [start for start, *_ in seen.base64] == [6, 65] and list(seen.hex) == [29]  # a number is no base64
    assert seen.percent and seen.reference and seen.quoted and seen.token
    assert FAST.look(b"plain words") is NOTHING


def test_percent_signs_that_begin_no_escape() -> None:
    for data in (b"%4", b"%", b"100% of", b"%zz", b"%4\xff", b"%\n"):
        assert FAST.bad_percent(data) and PLAIN_ENGINE.bad_percent(data)
    for data in (b"", b"%41", b"a%E4%b8%ad"):
        assert not FAST.bad_percent(data) and not PLAIN_ENGINE.bad_percent(data)


def test_the_last_look_is_kept_for_the_same_bytes_only() -> None:
    shapes = Shapes()
    data = bytes(bytearray(b"QUJDREVGR0hJSktM"))
    assert shapes.look(data) is shapes.look(data)
    assert shapes.look(b"x") is NOTHING


def test_runs_that_are_not_looked_at_are_told_even_where_most_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.analysis.decode.shapes._MOST_RUNS", 3)
    words = b"DefaultDispatcher-worker " * 3
    for shapes in (Shapes(), Shapes(plain=True)):
        assert not shapes.look(words + b"x").cut
        assert shapes.look(words + b"QUJDREVGR0hJSktM").cut
