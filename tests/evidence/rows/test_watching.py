import json
from pathlib import Path

from harness.evidence.bundle import Bundle
from harness.evidence.rows import Hook, file_of
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter


def hook(point: str, resolved: bool, reason: str = "") -> Hook:
    return Hook(pid=3, process="p", point=point, resolved=resolved, reason=reason or None)


def test_a_point_that_is_hooked_later_is_no_longer_one_that_could_not_be(tmp_path: Path) -> None:
    with BundleWriter(tmp_path / "b", RunRecord()) as writer:
        for row in (
            hook("late", False, "no class yet"), hook("never", False, "first"), hook("never", False, "again"),
            hook("late", True), hook("late", False, "in another library"), hook("late", True), hook("a", True),
        ):  # fmt: skip
            writer.append(row)
        writer.write_rows()
    rows = [(row.point, row.resolved, row.reason) for row in Bundle(tmp_path / "b").rows(Hook)]
    assert rows == [("a", True, None), ("late", True, None), ("late", True, None), ("never", False, "first")]


def test_the_file_is_there_without_a_row_and_damaged_it_says_nothing(tmp_path: Path) -> None:
    with BundleWriter(tmp_path / "b", RunRecord()) as writer:
        writer.seal("complete")
    path, bundle = tmp_path / "b" / file_of(Hook), Bundle(tmp_path / "b")
    assert json.loads(path.read_bytes()) == list(bundle.rows(Hook)) == []
    for damaged in (b"[{", b'["x"]', b"[{}]", b"[" * 100_000):
        path.write_bytes(damaged)
        bundle.dropped.clear()
        assert list(bundle.rows(Hook)) == []
        assert bundle.dropped == {file_of(Hook): 1}
