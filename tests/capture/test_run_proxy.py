"""What a run's proxy hears stands in the bundle with times of the device's clock."""

import contextlib
import io
from pathlib import Path
from typing import Any

from harness.app.samples import sample
from harness.capture.options import RunOptions
from harness.capture.run_proxy import RunProxy, player_of
from harness.capture.scenario import load_scenario
from harness.evidence.rows import Gap
from harness.evidence.run_record import RunRecord
from harness.persona.generate import generate
from tests.capture.blank import Blank

OFFSET_US = 1_000_000


class Bundle:
    """Keeps rows."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.run = RunRecord()
        self.append = self.rows.append

    def open_file(self, name: str) -> io.BytesIO:
        return io.BytesIO()


def test_gaps_have_the_device_s_time_and_a_proxy_that_ends_is_told_of(tmp_path: Path) -> None:
    options = RunOptions(
        apk=sample("lantern"), out=tmp_path, scenario=load_scenario("consent"), branch="accept", persona=generate(),
        points=[],
    )  # fmt: skip
    bundle: Any = Bundle()
    warned: list[str] = []
    with contextlib.ExitStack() as stack:
        made = RunProxy(options, Blank(), bundle, OFFSET_US, stack, warned.append)
        made.on_gap(Gap(kind="unread", from_us=5, to_us=None, detail="a"))
        assert made.ended == ""
        made._on_end("no memory")
    assert (bundle.rows[0].from_us, bundle.rows[0].to_us) == (5 + OFFSET_US, None)
    assert (bundle.rows[1].kind, bundle.rows[1].detail) == ("proxy_ended", "no memory")
    assert made.ended == "The proxy ended in the middle of the run: no memory."
    assert warned == ["the proxy ended in the middle of the run: no memory"]
    assert player_of(options) is None and bundle.run.replay is None
