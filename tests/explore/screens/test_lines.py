"""One line for each thing, in any width, whatever is in it."""

import pytest
from rich.cells import cell_len

from harness.analysis.assessment import assess
from harness.explore.screens.lines import heading, line, short_point
from harness.report.times import clock
from tests.analysis.lantern import lantern
from tests.explore.screens.made import call, exchange

HOSTILE = "\x1b[31m\u202e\r\n\u0000" + "张" * 300


@pytest.mark.parametrize("width", [20, 60, 94, 200])
def test_a_line_has_its_width_and_nothing_that_drives_a_terminal(width: int) -> None:
    items = [call(text=HOSTILE, category=HOSTILE, point=HOSTILE), exchange(url=HOSTILE, method=HOSTILE)]
    for item in [*items, *assess(lantern().recording()).disclosures]:
        text = line(item, ["imei"], width).plain
        assert cell_len(text) == width
        assert not set(text) & set("\x1b\u202e\r\n\0")


def test_the_marks_say_what_colours_say() -> None:
    assert line(call(), ["imei"], 120).plain.split()[1] == "*"
    assert line(call(failed=True), [], 120).plain.split()[1] == "x"
    assert line(exchange(opaque=9), [], 120).plain.split()[1] == "?"
    disclosed = assess(lantern().recording()).disclosures
    marks = {row.consent: line(row, [], 120).plain[13] for row in disclosed}
    assert marks == {"before": "!", "after": " "}


def test_headings_stand_over_their_columns() -> None:
    for kind, item in (("observations", call()), ("exchanges", exchange())):
        shown, head = line(item, ["imei"], 120).plain, heading(kind, 120)
        assert len(head) == len(shown) == 120
        at = head.index("category" if kind == "observations" else "holds")
        assert shown[at:].startswith("imei")


def test_times_and_points() -> None:
    assert clock(1_700_000_000_123_456) == "22:13:20.123"
    assert clock(0) == clock(2**62) == ""
    assert short_point("android.telephony.TelephonyManager.getImei(int)") == "TelephonyManager.getImei(int)"
