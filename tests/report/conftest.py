"""What every report of these tests would make anew, and is the same each time, is made once."""

import functools
from collections.abc import Iterator

import pytest

from harness.report import images


@pytest.fixture(scope="session", autouse=True)
def pictures_once() -> Iterator[None]:
    """The same screen becomes the same small picture: making one takes as long as all the rest of a report."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(images, "thumbnail", functools.cache(images.thumbnail))
        yield
