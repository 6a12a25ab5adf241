"""One engine, and many who look with it."""

from harness.analysis.search.literals import compile_literals
from tests.threads import at_once


def test_threads_look_with_one_engine_at_the_same_time() -> None:
    engine = compile_literals([b"%08d" % number for number in range(1000)])
    data = b"." * 200_000 + b"00000007"
    found: list[list[tuple[int, int]]] = []
    assert at_once(lambda: found.extend(engine.find(data) for _ in range(100))) == []
    assert found == [[(7, len(data))]] * 400
