"""One engine, and many who look with it."""

import threading

from harness.analysis.search.literals import compile_literals


def test_threads_look_with_one_engine_at_the_same_time() -> None:
    engine = compile_literals([b"%08d" % number for number in range(1000)])
    data = b"." * 200_000 + b"00000007"
    found: list[list[tuple[int, int]]] = []
    failed: list[Exception] = []
    begin = threading.Barrier(4)

    def look() -> None:
        begin.wait()
        try:
            found.extend(engine.find(data) for _ in range(100))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is asked
            failed.append(error)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert found == [[(7, len(data))]] * 400
