"""The run's time as a line."""

from harness.explore.events import PhaseBegan
from harness.explore.screens.strip import strip


def test_phases_to_scale_and_where_something_left() -> None:
    phases = [
        PhaseBegan(time_us=1_000, phase="before_consent", consent="before"),
        PhaseBegan(time_us=51_000, phase="consented_idle", consent="after"),
    ]
    names, bars = strip(phases, [2_000, 100_000, 100_000], 101_000, 40).plain.split("\n")
    assert names.startswith("\u258fbefore_consent") and len(names) == len(bars) == 40
    assert 18 <= names.index("\u258fconsented") <= 20
    assert bars[0] != " " and "\u2588" in bars[-3:]


def test_before_anything_and_one_that_is_too_narrow() -> None:
    assert strip([], [], 0, 80).plain == "no phase yet"
    assert strip([PhaseBegan(time_us=5, phase="a")], [], 9, 1).plain == "no phase yet"
    many = [PhaseBegan(time_us=at, phase=f"p{at}") for at in range(1, 300)]
    assert len(strip(many, [], 400, 20).plain.split("\n")[0]) == 20
