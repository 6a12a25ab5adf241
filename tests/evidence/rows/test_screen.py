from pathlib import Path

from harness.evidence.bundle import Bundle
from harness.evidence.rows import PermissionRequest
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter


def test_the_last_row_of_a_dialog_counts(tmp_path: Path) -> None:
    with BundleWriter(tmp_path / "b", RunRecord()) as writer:
        for number, answer in ((1, ""), (2, ""), (1, "denied")):
            writer.append(PermissionRequest(id=number, time_us=5, clock_us=5, phase="p", answer=answer))
    rows = Bundle(tmp_path / "b").rows(PermissionRequest)
    assert [(row.id, row.answer) for row in rows] == [(1, "denied"), (2, "")]
