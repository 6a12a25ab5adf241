from pathlib import Path

from harness.evidence.bundle import Bundle
from harness.evidence.rows import Observation, file_of
from harness.evidence.rows.observation import MOST_FRAMES, MOST_NAME
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter

LONG = "x" * 5_000


def test_what_no_program_has_is_cut_as_it_is_read_and_stays_in_the_evidence(tmp_path: Path) -> None:
    row = Observation(
        seq=1, time_us=1, mono_ns=2, pid=3, process=LONG, thread_id=4, thread=LONG, point=LONG,
        stack=[LONG, *["com.x.A.b(A.java:1)"] * 3_000],
    )  # fmt: skip
    with BundleWriter(tmp_path / "b", RunRecord()) as writer:
        writer.append(row)
    (read,) = Bundle(tmp_path / "b").rows(Observation)
    cut = "x" * MOST_NAME + "\u2026"
    assert [read.process, read.thread, read.point, read.stack[0]] == [cut] * 4
    assert len(read.stack) == MOST_FRAMES
    assert LONG in (tmp_path / "b" / file_of(Observation)).read_text("utf-8")
