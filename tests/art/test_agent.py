"""The agent's own suite on real ART: what it records, and that the app cannot tell."""

from collections.abc import Iterator

import pytest

from tests.art.taken import taken
from tests.capture.agent import test_agent
from tests.capture.agent.app import App, started

globals().update(taken(test_agent))


@pytest.fixture(scope="module", autouse=True)
def _art(on_art: None) -> None:
    """Every test here runs on ART."""


@pytest.fixture(scope="module")
def app(on_art: None) -> Iterator[App]:
    with started() as running:
        yield running


@pytest.fixture(scope="module")
def unhooked(on_art: None) -> Iterator[App]:
    with started(hooked=False) as running:
        yield running
