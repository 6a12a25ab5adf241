"""Which requests are shown of those that decided."""

from pathlib import Path

from harness.regress.carried import shown_of
from harness.regress.expected import Expected
from harness.regress.lines import sent
from harness.regress.present import present
from tests.regress.kit import PHONE, har


def test_the_first_of_each_disclosure_in_the_order_of_the_recording(tmp_path: Path) -> None:
    path = har(tmp_path / "x.har", *[("a.example", {"tel": PHONE})] * 5, ("b.example", {"tel": PHONE}))
    now = present(path, Expected(values="values.yaml"), tmp_path, lambda text: None)
    shown = shown_of(sent(now.found)[::-1])
    assert [(row.index, row.host) for row in shown] == [
        (0, "a.example"), (1, "a.example"), (2, "a.example"), (5, "b.example"),
    ]  # fmt: skip
