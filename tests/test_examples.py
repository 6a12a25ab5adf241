"""Of cases that are alike a tenth is tried, evenly spread, unless all are asked for."""

import pytest

from tests import examples


def test_a_tenth_or_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(examples.ALL, raising=False)
    assert list(examples.some(range(100))) == list(range(0, 100, 10))
    assert list(examples.some(range(9))) == [0, 3, 6] and list(examples.some("ab")) == ["a", "b"]
    assert (examples.examples(400).max_examples, examples.examples(50).max_examples) == (40, examples.LEAST)
    monkeypatch.setenv(examples.ALL, "1")
    assert examples.some(range(100)) == range(100) and examples.examples(400).max_examples == 400
