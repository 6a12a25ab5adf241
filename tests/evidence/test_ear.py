"""What is heard of a bundle is what it holds, in its order and at its places."""

from pathlib import Path

from harness.evidence.bundle import Bundle
from harness.evidence.ear import Deaf
from harness.evidence.rows import Gap, Hook, Incident, Row
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter


class Ear(Deaf):
    """Remembers."""

    def __init__(self) -> None:
        self.rows: list[tuple[Row, int]] = []
        self.files: list[str] = []
        self.bundle: Path | None = None

    def begun(self, bundle: Path, run: RunRecord) -> None:
        self.bundle = bundle

    def row(self, row: Row, place: int) -> None:
        self.rows.append((row, place))

    def file(self, name: str) -> None:
        self.files.append(name)


def test_rows_are_heard_with_the_places_at_which_they_stand(tmp_path: Path) -> None:
    ear = Ear()
    with BundleWriter(tmp_path / "b", RunRecord(), ear=ear) as writer:
        for number in range(3):
            writer.append(Incident(time_us=number, phase="p", kind="crash", detail="x" * number))
        writer.append(Gap(kind="ungated"))
        writer.append(Hook(pid=1, process="p", point="a.b", resolved=True))
        writer.write_file("persona.yaml", b"{}")
        writer.seal("complete")
    bundle = Bundle(tmp_path / "b")
    heard = [(place, row) for row, place in ear.rows if isinstance(row, Incident)]
    assert heard == list(bundle.placed(Incident))
    assert [bundle.row_at(Incident, place) for place, _ in heard] == list(bundle.rows(Incident))
    assert [place for row, place in ear.rows if isinstance(row, Hook)] == [-1]
    assert ear.bundle == tmp_path / "b" and "persona.yaml" in ear.files


def test_what_the_bundle_does_not_get_is_not_heard(tmp_path: Path) -> None:
    ear = Ear()
    writer = BundleWriter(tmp_path / "b", RunRecord(), ear=ear)
    writer.seal("complete")
    writer.append(Incident(time_us=1, phase="p", kind="crash"))
    assert ear.rows == []
