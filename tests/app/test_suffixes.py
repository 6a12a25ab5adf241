"""How files of apps are called."""

from harness.app.splits import CONTAINERS
from harness.app.suffixes import APPS


def test_every_archive_of_splits_is_among_them_but_a_plain_zip() -> None:
    assert set(APPS) == {".apk", *CONTAINERS} - {".zip"}
