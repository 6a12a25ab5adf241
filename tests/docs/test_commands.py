"""Every ``harness`` command that the pages show exists, with its options; every link leads somewhere."""

import re
from pathlib import Path

import typer.main

from harness.cli.main import app
from tests.table import every

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
PAGES = [*(ROOT / name for name in HOUSE), *sorted((ROOT / "docs").glob("*.md"))]
_COMMAND = re.compile(r"(?:^|\s)harness (?P<words>(?!harness)[a-z]+[^`\n|#]*)", re.MULTILINE)


def shown(page: Path) -> list[list[str]]:
    """The words after ``harness`` of each command in a code block or between backticks."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`(harness [^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return [match["words"].split("   ")[0].split() for part in [*blocks, *inline] for match in _COMMAND.finditer(part)]


def test_commands() -> None:
    every(PAGES, check_commands, name=lambda page: page.name)


def check_commands(page: Path) -> None:
    group = typer.main.get_command(app)
    for words in shown(page):
        command, rest = group, words
        while rest and hasattr(command, "commands"):
            assert rest[0] in command.commands or rest[0].isupper(), f"{page.name}: harness {' '.join(words)}"
            if rest[0].isupper():
                break
            command, rest = command.commands[rest[0]], rest[1:]
        known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
        for word in rest:
            if word.startswith("--"):
                assert word in known, f"{page.name}: harness {' '.join(words)}: no option {word}"


def test_links_inside_the_repository() -> None:
    every(PAGES, check_links, name=lambda page: page.name)


def check_links(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text("utf-8")):
        name, _, anchor = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        assert other.exists(), f"{page.name}: {target}"
        if anchor:
            titles = re.findall(r"^#+ (.+)$", other.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
            assert anchor in slugs, f"{page.name}: {target}"
