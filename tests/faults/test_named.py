"""Every named fault has a test, and every one that has a test stands in docs/faults.md."""

import re

from tests.faults.conftest import ROOT

_MARK = re.compile(r'\bfault\("([^"]+)"\)')


def with_tests() -> list[str]:
    return [name for path in (ROOT / "tests").rglob("test_*.py") for name in _MARK.findall(path.read_text("utf-8"))]


def told() -> str:
    page = (ROOT / "docs" / "faults.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \|", page.split("|---|", 1)[1], re.MULTILINE)
    return "; ".join(rows)


def test_there_are_thirty_and_each_name_is_one_test() -> None:
    names = with_tests()
    assert len(names) == len(set(names))
    assert len(names) >= 30


def test_the_page_names_them_all_and_no_other() -> None:
    left = told()
    for name in sorted(with_tests(), key=len, reverse=True):
        assert name in left, f"docs/faults.md does not say what comes of: {name}"
        left = left.replace(name, "", 1)
    assert not left.strip("; ,"), f"no test has the name: {left}"
