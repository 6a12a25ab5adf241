"""pytest's plugin: ``NAME.expected.yaml`` are tests, and the fixture ``recording`` is for assertions of one's own.

It is loaded into every run of pytest of whoever has harness installed: nothing but pytest is imported before a file of
expectations is found or the fixture is asked for.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.regress import RECORDINGS, SUFFIX

if TYPE_CHECKING:
    from harness.regress.asserting import Recorded
    from harness.regress.collected import ExpectedFile

_KEYS = (b"leaves:", b"recipients:", b"verdict:", b"coverage:", b"findings:")
"""One of them stands in every file that expects anything."""
_HEAD = 1 << 16


def _ours(path: Path) -> bool:
    if path.name.lower().endswith(tuple(f"{kind}{SUFFIX}" for kind in RECORDINGS)):
        return True
    try:
        head = path.read_bytes()[:_HEAD]
    except OSError:
        return False
    return any(key in head for key in _KEYS)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ExpectedFile | None":
    """Collect a file of expectations: of other tools' files of such names none has a recording's, or a key of ours."""
    if not file_path.name.endswith(SUFFIX) or not _ours(file_path):
        return None
    from harness.regress.collected import ExpectedFile

    return ExpectedFile.from_parent(parent, path=file_path)


@pytest.fixture(scope="session")
def _recordings() -> dict[Any, Any]:
    """What was analysed in this session."""
    return {}


@pytest.fixture
def recording(request: pytest.FixtureRequest, _recordings: dict[Any, Any]) -> "Callable[..., Recorded]":
    """Open a recording beside the test: ``recording("checkout.har").never_leaves("imei", before="consent")``.

    ``values`` and ``persona`` are files with what to look for, ``allow`` names blind spots that are accepted, ``rules``
    are lenses and files of rules (all without it); what is not given is taken from ``NAME.expected.yaml`` beside the
    recording, if it is there.
    """
    from harness.regress.asserting import opened
    from harness.regress.collected import configured

    def open_(name: str | Path, **more: Any) -> "Recorded":
        return opened(request.path.parent, Path(name), _recordings, otherwise=configured(request.config), **more)

    return open_


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Show the requests of the recipients that ``recording(...).recipients() <= {...}`` does not have."""
    explain = getattr(left, "harness_unlike", None)
    return explain(right) if op == "<=" and callable(explain) else None
