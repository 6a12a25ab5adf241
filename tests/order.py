"""The order in which files of tests are handed to the processes that run them: those with whole runs first.

A file is run by one process, since its tests share what they look at. A long one that begins last is waited for by all
other processes; so what takes longest begins first. A file that is not named here comes where it stands in the tree.
"""

import pytest

LONGEST_FIRST = (
    "tests/e2e/test_apps.py",
    "tests/e2e/test_escape.py",
    "tests/capture/explorer/test_loud.py",
    "tests/faults/test_parts.py",
    "tests/e2e/test_scenarios.py",
    "tests/capture/doctor/selftest/test_whole.py",
    "tests/art/test_agent.py",
    "tests/e2e/test_faults.py",
    "tests/e2e/test_stray.py",
    "tests/e2e/test_gadget.py",
    "tests/e2e/test_together.py",
    "tests/faults/test_signals.py",
    "tests/e2e/test_mend.py",
    "tests/e2e/test_two_steps.py",
    "tests/capture/device/test_faults.py",
    "tests/samples/test_apks.py",
    "tests/cli/test_doors.py",
    "tests/capture/device/test_journal.py",
    "tests/art/test_late.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort, keeping the order within a file and of all other files."""
    place = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))
