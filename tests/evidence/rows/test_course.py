from pathlib import Path

from harness.evidence.bundle import Bundle
from harness.evidence.rows import Phase, Process
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter


def test_the_last_row_of_a_process_counts_in_the_place_of_its_first(tmp_path: Path) -> None:
    with BundleWriter(tmp_path / "b", RunRecord()) as writer:
        for pid, start_us, observed in ((3, 10, 0), (4, 10, 0), (3, 10, 7), (3, 99, 1)):
            writer.append(Process(pid=pid, name="p", gated=True, start_us=start_us, observed=observed))
        for name in ("before_consent", "before_consent"):
            writer.append(Phase(name=name, start_us=1, end_us=2, cause="tap"))
    bundle = Bundle(tmp_path / "b")
    found = [(row.pid, row.start_us, row.observed) for row in bundle.rows(Process)]
    assert found == [(3, 10, 7), (4, 10, 0), (3, 99, 1)], "a number may be given again: another process began later"
    assert len(list(bundle.rows(Phase))) == 2, "phases that are alike are two"
