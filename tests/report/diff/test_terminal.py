"""Two versions on a terminal."""

import io

from rich.console import Console

from harness.analysis.across.diff import diff
from harness.report.diff.terminal import print_diff
from tests.analysis.across.kit import left, run, side
from tests.report.diff.test_words import BLIND, OLD


def printed(new: object, *, lang: str = "en", every: bool = False, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=colour, highlight=False)
    print_diff(diff(side(OLD), side(new)), console, lang, every=every)  # type: ignore[arg-type]
    return out.getvalue()


def test_signs_do_without_colours_and_lines_fit() -> None:
    new = run(left("oaid", f"{'long-name.' * 20}example.com"), left("imei", "x.com", consent="before"))
    text = printed(new)
    assert " + OAID" in text and " ~ IMEI / MEID → x.com  now before consent" in text and " - SMS" in text
    assert "\x1b" not in text and max(len(line) for line in text.splitlines()) <= 80
    assert "离开设备的信息" in printed(new, lang="zh")


def test_what_is_alike_is_shown_when_asked_for() -> None:
    assert " = IMEI / MEID" not in printed(OLD) and " = IMEI / MEID" in printed(OLD, every=True)


def test_what_is_undetermined_has_its_own_sign() -> None:
    text = printed(run(left("imei", "x.com"), coverage=BLIND))
    assert " ? SMS" in text and "tls_failed" in text and "only in the new run" in text


def test_nothing_of_the_app_drives_the_terminal() -> None:
    evil = "\x1b]0;x\x07\u202e[red]evil[/]"
    text = printed(run(left("oaid", f"{evil}.com", phase=evil), label=evil, apk={"label": evil, "package": evil}))
    assert "\x1b" not in text and "\u202e" not in text and "[red]evil" in text
