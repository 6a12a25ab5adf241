"""Literals are found by pieces of them: the same occurrences as by themselves."""

import random
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.analysis.search.anchors import SIZE, Literals, compiled, pieces
from harness.analysis.search.literals import AutomatonEngine, Engine, compile_literals
from tests.examples import examples

ALPHABET = st.sampled_from([b"a", b"b", b"A", b"1", b"2", b".", b"\0", b"\xe4"])
LITERAL = st.lists(ALPHABET, min_size=1, max_size=14).map(b"".join)


def everywhere(literals: list[bytes], data: bytes) -> list[tuple[int, int, int]]:
    """Find every occurrence the slow way."""
    return sorted(
        (place, found.start(), found.start() + len(literal))
        for place, literal in enumerate(literals)
        for found in re.finditer(b"(?=%s)" % re.escape(literal), data, re.DOTALL)
    )


@pytest.mark.slow
@examples(300)
@given(st.lists(LITERAL, min_size=1, max_size=8, unique=True), st.lists(ALPHABET, max_size=30), st.randoms())
def test_every_occurrence_is_found(literals: list[bytes], noise: list[bytes], rng: random.Random) -> None:
    parts = [*literals, *noise, *rng.choices(literals, k=3)]
    rng.shuffle(parts)
    data = b"".join(parts)
    for engine in (compile_literals, AutomatonEngine):
        assert sorted(Literals(literals, engine).find(data)) == everywhere(literals, data)


def test_literals_share_a_piece_where_they_can() -> None:
    digest = b"0cc175b9c0f1b6a831c399e269772661"
    chosen = pieces([digest, digest[8:24], b"id=" + digest])
    assert len(chosen) == 1
    ((piece, group),) = chosen.items()
    assert all(literal[at : at + SIZE] == piece for at, literal in group) and len(group) == 3


@pytest.mark.parametrize(
    ("literal", "piece"),
    [
        (b"ab12cd34ef@persona.example", b"b12cd34e"),
        (b"elpmaxe.anosrep@89b228b22e", b"b228b22e"),
        (b"Zm9vYmFyYmF6cXV4aGVsbG8", b"mF6cXV4a"),
        (b"hello\0\1", b"hello\0\1"),
    ],
)
def test_the_piece_is_one_that_words_do_not_hold(literal: bytes, piece: bytes) -> None:
    assert list(pieces([literal])) == [piece]


def test_the_same_literals_are_compiled_once_and_by_each_thread_for_itself() -> None:
    made: list[int] = []

    def engine(literals: Sequence[bytes]) -> Engine:
        made.append(len(literals))
        return compile_literals(literals)

    literals = [b"13912345678", b"zhang.san@example.org", b"86753091"]
    first = compiled(literals, engine)
    assert compiled(list(literals), engine) is first
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(compiled, literals, engine).result()
    assert other is not first and len(made) == 2
    assert first.find(b"tel=13912345678") == other.find(b"tel=13912345678") == [(0, 4, 15)]
