from pathlib import Path

from harness.evidence.bundle import Bundle
from harness.evidence.rows import Attempt, Connection
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter


def test_connections_and_attempts_that_are_alike_are_all_kept_in_their_order(tmp_path: Path) -> None:
    with BundleWriter(tmp_path / "b", RunRecord()) as writer:
        for host in ("b", "a", "a"):
            writer.append(Connection(id="1", time_us=1, host=host, port=1, state="plain"))
            writer.append(Attempt(time_us=1, what="exec", target=host))
    bundle = Bundle(tmp_path / "b")
    assert [row.host for row in bundle.rows(Connection)] == ["b", "a", "a"]
    assert [row.target for row in bundle.rows(Attempt)] == ["b", "a", "a"]
