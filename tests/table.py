"""Many cases of one kind in one test: pytest's own work for a test is more than that of most such cases."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

_Case = TypeVar("_Case")
_MOST_SHOWN = 2000


def every(cases: Iterable[_Case], check: Callable[[_Case], object], name: Callable[[_Case], str] = repr) -> None:
    """Check all cases, and fail with the names of all that do not hold and with what each of them said.

    For cases that share nothing that a check changes. Where there is no case, that is a failure, too.
    """
    failed, tried = [], 0
    for case in cases:
        tried += 1
        try:
            check(case)
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - as a test of its own would
            failed.append(f"{name(case)}: {type(error).__name__}: {str(error)[:_MOST_SHOWN]}")
    assert tried, "there is no case"
    if failed:
        pytest.fail(f"{len(failed)} of {tried} cases do not hold\n" + "\n".join(failed), pytrace=False)
