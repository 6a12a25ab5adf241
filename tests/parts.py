"""Parts of the tree for processes beside each other, each of which collects its own part and no other.

xdist's other ways to share tests out have every process collect all of them, which costs a fifth of what the quick
tests do. Here the variable ``HARNESS_PART`` says which part of how many is meant (``1/2``), and ``--dist each`` has
each process run all that it collected. A part is a stretch of the tree, since what lies together imports the same. The
parts are as long as each other by how long each file's quick tests took last time, waiting included.
"""

import bisect
import functools
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests import quick

PART = "HARNESS_PART"
"""The variable that says which part is collected; without it, all of them are."""
COSTS = "harness/costs"
"""Where pytest's cache keeps the seconds that the quick tests of each file took."""
_COLLECTING_S = 0.015
"""What importing a file takes, with what it is the first to import: 9 s for 600 files."""
_NEW_S = 0.15
"""What a file's tests are taken for that nobody knows: the mean. Its size says less than that."""


def bounds(costs: Iterable[tuple[Path, float]], parts: int) -> list[Path]:
    """Return the files with which the second and each later part begin, so that all parts cost about the same."""
    in_order = sorted(costs)
    share = sum(cost for _, cost in in_order) / parts
    found: list[Path] = []
    before = 0.0
    for path, cost in in_order:
        while len(found) < parts - 1 and before + cost / 2 >= share * (len(found) + 1):
            found.append(path)
        before += cost
    return found


@functools.cache
def _bounds(config: pytest.Config, parts: int) -> list[Path]:
    known: dict[str, float] = config.cache.get(COSTS, {}) if config.cache else {}
    files = (config.rootpath / "tests").rglob("test_*.py")
    own = [path for path in files if not quick.pytest_ignore_collect(path, config)]
    costs = [known.get(str(path.relative_to(config.rootpath)), _NEW_S) for path in own]
    return bounds(zip(own, (_COLLECTING_S + cost for cost in costs), strict=True), parts)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave unread what is not of the part that is asked for."""
    number, _, parts = os.environ.get(PART, "").partition("/")
    if not parts or collection_path.is_dir():
        return None
    return bisect.bisect(_bounds(config, int(parts)), collection_path) != int(number) - 1 or None


class _Total:
    """Counts what all parts collected, where xdist takes the last one's number for the whole, and tells of 200 %."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session
        self.collected = 0

    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self.collected += len(ids)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self) -> None:
        self.session.testscollected = self.collected


def pytest_sessionstart(session: pytest.Session) -> None:
    """Count together where parts are sent out."""
    if session.config.getoption("dist", "no") == "each":
        session.config.pluginmanager.register(_Total(session))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Remember how long each file took, after most of them have run."""
    if len(quick.costs(terminalreporter)) > quick.SEVERAL and config.cache:
        took: dict[str, float] = {}
        for reports in terminalreporter.stats.values():
            for report in reports:
                if isinstance(report, pytest.TestReport):
                    file = report.nodeid.partition("::")[0]
                    took[file] = took.get(file, 0.0) + report.duration
        rounded = {file: round(seconds, 3) for file, seconds in took.items()}
        config.cache.set(COSTS, config.cache.get(COSTS, {}) | rounded)
