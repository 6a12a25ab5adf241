"""One certificate authority a file of tests, and one proxy a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.capture.proxy.running import Running, running


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ca")


@pytest.fixture
def found(ca: Path) -> Iterator[Running]:
    """A sinkhole."""
    with running(ca) as one:
        yield one
