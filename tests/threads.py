"""Several threads that do one thing at the same time."""

import threading
from collections.abc import Callable


def at_once(work: Callable[[], None], count: int = 4) -> list[Exception]:
    """Do it on so many threads, which begin together; return what they raised."""
    failed: list[Exception] = []
    begin = threading.Barrier(count)

    def one() -> None:
        begin.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is asked
            failed.append(error)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed
