import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from harness.report import print_summary

from .factory import FULL, Run, lantern


def printed(run: Run, width: int = 80, lang: str = "en", terminal: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system="truecolor" if terminal else None)
    print_summary(run.view(), console, lang)
    return out.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_fits_the_width(width: int, lang: str) -> None:
    assert max(cell_len(line) for line in printed(lantern(), width, lang).splitlines()) <= width


def test_says_what_left_and_what_was_not_seen() -> None:
    text = printed(lantern(), 140)
    for word in ("The app sent out 6 kinds of personal data; 1 before the user agreed.", "md5 > json", "AdHive",
                 "base64 > form > gzip", "AES", "Installed app list", "2 access points could not be hooked",
                 "Sandbox"):  # fmt: skip
        assert word in text


def test_piped_output_has_no_escapes_and_no_values() -> None:
    text = printed(lantern(), 120)
    assert "\x1b" not in text
    assert "867530912345679" not in text and "Zhang" not in text


def test_markup_and_terminal_codes_of_the_app_are_only_text() -> None:
    run = lantern()
    run.record.apk.label = "[red]Evil[/red]\x1b]0;owned\x07 \u202eabc"
    run.disclosures[0]["recipient"]["host"] = "[link=x]\x1b[2J.example"
    run.disclosures[1]["category"] = "[bold]\x9b31m"
    run.complete, run.record.reason = False, "[/] \x1b[H"
    text = printed(run, 100, terminal=True)
    assert "[red]Evil[/red]" in text
    for code in ("\x1b]", "\x1b[2J", "\x1b[H", "\x07", "\x9b", "\u202e"):
        assert code not in text


def test_incomplete_and_undetermined() -> None:
    run = lantern().empty()
    run.coverage = dict(FULL)
    assert "None of the planted personal data was seen leaving" in printed(run)
    run.complete, run.record.reason = False, "The device went away."
    text = printed(run)
    assert "Undetermined" in text and "The device went away." in text
    assert "None of the planted" not in text


def test_very_many_rows_are_cut_and_counted() -> None:
    run = lantern()
    for i in range(500):
        run.disclosures.append({**run.disclosures[0], "id": f"x{i}", "category": f"kind_{i:03d}"})
    text = printed(run)
    assert "more rows" in text and len(text.splitlines()) < 400
