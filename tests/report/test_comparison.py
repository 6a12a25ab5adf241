"""Several runs side by side on a terminal."""

import io

import msgspec
from rich.console import Console

from harness.analysis.across.compare import Comparison, Difference, Run
from harness.analysis.across.verdicts import FindingRow
from harness.report.comparison import rendered
from harness.report.texts import texts


def printed(found: Comparison, lang: str = "en") -> str:
    out = io.StringIO()
    for part in rendered(found, texts(lang)):
        Console(file=out, width=80, highlight=False).print(part)
    return out.getvalue()


def comparison() -> Comparison:
    runs = [
        Run(name=f"a\x1b[31m-{branch}", scenario="consent", branch=branch, apk="", complete=True, blind=[])
        for branch in ("accept", "refuse")
    ]
    place = Difference(
        category="location_precise", actor="sdk:com.adhive.sdk", recipient="api.brightbeam.example",
        runs=["yes", "unknown"], phases=[["before_consent", "consented_idle"], []],
    )  # fmt: skip
    listed = Difference(
        category="installed_apps", actor="app", recipient="", runs=["yes", "yes"], phases=[["foreground"], ["own_name"]]
    )
    rule = FindingRow(
        rule="CAC191-3-1", category="imei", actor="app", recipient="", verdicts=["VIOLATION", "UNDETERMINED"]
    )
    return Comparison(runs=runs, disclosed=[place], collected=[listed], findings=[rule])


def test_words_of_people_that_are_whole_in_80_columns() -> None:
    out = printed(comparison())
    for words in (
        "Precise location", "by com.adhive.sdk", "to api.brightbeam.example", "Before consent", "After consent, idle",
        "the app itself", "Installed app list", "own_name", "violation", "undetermined", "the user refuses",
    ):  # fmt: skip
        assert words in out, words
    assert "location_precise" not in out and "sdk:" not in out and "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_recording_without_a_branch_is_called_by_its_name_and_an_unknown_reader_by_words() -> None:
    found = comparison()
    found = msgspec.structs.replace(
        found,
        runs=[found.runs[0], msgspec.structs.replace(found.runs[1], name="shop.har", branch="")],
        disclosed=[msgspec.structs.replace(found.disclosed[0], actor="unknown")],
    )
    out = printed(found)
    assert "2  shop.har" in out and "2 shop.har" in out and "reader not established" in out and "by unknown" not in out


def test_in_chinese() -> None:
    out = printed(comparison(), "zh")
    assert "接收方：" in out and "Before" not in out


def test_nothing_is_said() -> None:
    nothing = Comparison(runs=comparison().runs, disclosed=[], collected=[], findings=[])
    assert printed(nothing).count("nothing in any run") == 3
