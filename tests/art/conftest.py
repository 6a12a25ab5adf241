"""Real ART for the tests in this folder; without it they are skipped with a word."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.art import expected
from tests.art.rig.place import NoRigError, find
from tests.art.runtime import MODES, SUITE, Mode, mode_of, take_over
from tests.examples import few

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests here, and those that are known to fail."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.art)
            known = expected.failure(f"{item.path.stem}::{item.name}")
            if known is not None:
                reason, always = known
                item.add_marker(pytest.mark.xfail(reason=reason, strict=always))


@pytest.fixture(scope="session")
def rig() -> Path:
    """The folder of the rig."""
    try:
        return find()
    except NoRigError as error:
        pytest.skip(str(error))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests in each way in which code runs, or in those that their module lists as ``MODES``.

    Where few examples are tried, in two of them: as code that was just installed runs, and as compiled code does.
    """
    if "mode" in metafunc.fixturenames:
        modes = list(getattr(metafunc.module, "MODES", MODES))
        chosen = ["mterp", modes[-1]] if few() else modes
        metafunc.parametrize("mode", chosen, indirect=True, scope="module")


@pytest.fixture(scope="module")
def mode(request: pytest.FixtureRequest, rig: Path) -> Mode:
    """How code runs."""
    return mode_of(rig, request.param)


@pytest.fixture(scope="module")
def main() -> str:
    """The class whose ``main`` runs; a module may have its own."""
    return SUITE


@pytest.fixture(scope="module")
def on_art(rig: Path, mode: Mode, main: str) -> Iterator[None]:
    """``started`` starts the suite's app on ART."""
    with pytest.MonkeyPatch.context() as patch:
        take_over(patch, rig, mode, main)
        yield
