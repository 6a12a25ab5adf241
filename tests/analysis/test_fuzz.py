"""Every decoder on damaged and invented data. Longer, and guided by coverage: ``benchmarks/analysis/fuzz.py``."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.corpus import PLAIN, wrap
from tests.analysis.fuzzing import SOURCES, TOKENS, invent, mutate, try_all
from tests.examples import examples, some


@examples(200)
@given(st.binary(max_size=300))
def test_bytes_of_no_kind(data: bytes) -> None:
    try_all(data)


@examples(200)
@given(st.lists(st.sampled_from(TOKENS) | st.binary(max_size=6), max_size=40).map(b"".join))
def test_beginnings_of_everything(data: bytes) -> None:
    try_all(data)


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_every_format_damaged(name: str) -> None:
    rng = random.Random(name)
    for _ in some(range(25)):
        try_all(mutate(wrap("13912345678" * 3, [rng.choice(sorted(PLAIN)), name], rng), rng))


@pytest.mark.slow
def test_invented_inputs() -> None:
    rng = random.Random(1)
    for _ in range(500):
        try_all(invent(rng))


def test_every_decoder_is_among_them() -> None:
    assert len(SOURCES) >= 36
