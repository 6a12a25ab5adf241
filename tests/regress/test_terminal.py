"""Outcomes for people."""

import io

import msgspec
from rich.console import Console

from harness.regress.outcome import Carried, Check, Outcome
from harness.regress.terminal import print_outcome, print_summary

ROW = Carried(
    sighting="s00001", index=4, exchange="e", request="https://a.example/\x1b[31m", host="a.example", category="imei",
    value_id="imei.1", form="md5", where="body", path=["gzip", "json:/[red]d"], phase="", consent="unknown",
    actor="app",
)  # fmt: skip
BAD = Check(
    at="$.never_leaves[0]", expectation="imei never leaves", state="differs", says="it left", line=3, carried=[ROW]
)
GOOD = Check(at="$.leaves", expectation="nothing else leaves", state="as_expected", says="nothing else was seen")
FOUND = Outcome(recording="x.har", expected="x.har.expected.yaml", state="differs", checks=[BAD, GOOD], warnings=["w"])


def printed(found: Outcome, *, every: bool = False, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=colour, color_system="standard" if colour else None)
    print_outcome(found, console, every=every)
    print_summary([found], console)
    return out.getvalue()


def test_what_differs_is_shown_with_the_request_that_carried_it() -> None:
    text = printed(FOUND)
    assert "DIFFERS      x.har" in text and "- imei never leaves  x.har.expected.yaml:3" in text
    assert "request 4: https://a.example/" in text and "gzip > json:/[red]d" in text
    assert "\x1b" not in text and "nothing else" not in text and "1 recording: 1 differs" in text
    assert "nothing else leaves" in printed(FOUND, every=True)
    assert "\x1b[1;31m" in printed(FOUND, colour=True)


def test_good_and_broken() -> None:
    good = msgspec.structs.replace(FOUND, state="as_expected", checks=[GOOD])
    assert printed(good).startswith("ok ") and "1 as expected" in printed(good)
    bad = msgspec.structs.replace(FOUND, state="bad_input", checks=[], problem="It is no\x07 HAR.")
    assert "It is no\u2407 HAR." in printed(bad)
