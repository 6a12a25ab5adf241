"""The tour leads somewhere: every file and name that the house documents point to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
_PLACE = re.compile(r"`((?!\w+/x/)(?:harness|hooks|tests|scenarios|samples|benchmarks|docs|\.ci|\.github)/[^\s`<>]*)`")
_NAMED = re.compile(r"`(\w+)` (?:of|in) `(harness/[\w/.]+\.py)`")


@pytest.mark.parametrize("page", PAGES)
def test_every_place_is_there(page: str) -> None:
    for place in _PLACE.findall((ROOT / page).read_text("utf-8")):
        assert list(ROOT.glob(place)) if "*" in place else (ROOT / place).exists(), f"{page}: {place}"


def test_what_is_said_to_be_in_a_file_is_in_it() -> None:
    found = _NAMED.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert len(found) > 4
    for name, file in found:
        assert re.search(rf"\b(def|class) {name}\b", (ROOT / file).read_text("utf-8")), f"{name} in {file}"


def test_every_package_is_in_the_tour() -> None:
    tour = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for package in (ROOT / "harness").iterdir():
        if (package / "__init__.py").exists():
            assert f"harness/{package.name}/ " in tour, package.name


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in (*PAGES, "README.md"):
        for word in re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / page).read_text("utf-8"), re.MULTILINE):
            assert word in targets, f"{page}: make {word}"


def test_hooks_of_pre_commit_are_what_make_lint_runs() -> None:
    lint = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert lint
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    for words in re.findall(r"\$\(BIN\)/([a-z-]+(?: (?:check|format))?)", lint[1]):
        assert f".venv/bin/{words}" in hooks, words
