"""docs/python.md: its examples run and print what it says; the names it promises are those there are."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

import harness
from tests.regress.kit import IMEI, PHONE, har

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::harness.errors.HarnessWarning")
@pytest.mark.parametrize("title", [title for title, text in SECTIONS.items() if ">>>" in text])
def test_an_example_prints_what_the_page_says(title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if title == "Tables":
        pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    har(Path("checkout.har"), ("api.shop.example", {"tel": PHONE}), ("px.ads.example", {"d": IMEI}))
    shutil.copytree(ROOT / "tests" / "recordings" / "lantern-accept", "runs/lantern")
    said: list[str] = []
    blocks = re.findall(r"^```python\n(.*?)^```", SECTIONS[title], re.MULTILINE | re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {"harness": harness}, title, "docs/python.md", 0)
    assert len(test.examples) > 1
    assert doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(test, out=said.append).failed == 0, "".join(said)


def test_each_example_is_in_a_section_that_is_run() -> None:
    assert sum(text.count(">>>") for text in SECTIONS.values()) == PAGE.count(">>>") > 10


def test_the_names_that_stay_are_all_the_names() -> None:
    table = "\n".join(line for line in SECTIONS["Names that stay"].splitlines() if line.startswith("| `"))
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", table))))
    assert set(harness.__all__) <= named
    assert {name for name in vars(harness.Opened) if not name.startswith("_")} | {"name"} <= named
