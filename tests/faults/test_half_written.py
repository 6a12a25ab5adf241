"""A run that was killed between any two writes, or in one: the bundle opens and says how far it came."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from mitmproxy import io
from mitmproxy.test import tflow

from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.model import to_json
from harness.analysis.recording import Recording
from harness.evidence import bundle as names
from harness.evidence.bundle import Bundle, BundleError
from harness.evidence.flows import FlowsFile
from harness.evidence.rows import (
    AppScreen,
    Attempt,
    Connection,
    ConsentScreen,
    Defence,
    Gap,
    Hook,
    Incident,
    Observation,
    PermissionRequest,
    Phase,
    Place,
    Process,
    Replayed,
    SelfTest,
    StepTaken,
    file_of,
    kinds,
)
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter
from harness.jobs.assess import assess_source
from harness.jobs.source import Request
from harness.jobs.told import Silent
from harness.persona.generate import generate
from tests.faults.named import fault

ROWS = [kind.file for kind in kinds() if not kind.whole]
NOT_ANALYSED = (Incident, StepTaken, Replayed)
"""Rows that a report and others read; what they say for an assessment stands in ``run.json``."""
OTHERS = (names.FLOWS, names.LOGCAT, file_of(Hook))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with two rows of every kind, as it is the moment before it is sealed."""
    root = tmp_path_factory.mktemp("whole") / "bundle"
    writer = BundleWriter(root, RunRecord(branch="accept", scenario="consent"))
    writer.write_file(names.PERSONA, generate(seed=1).to_yaml().encode())
    flows = io.FlowWriter(writer.open_file(names.FLOWS))
    for n in (1, 2):
        writer.append(Observation(
            seq=n, time_us=n, mono_ns=n, pid=3, process="p", thread_id=4, thread="main", point="tm.getImei",
            category="imei", stack=["com.x.A.b(A.java:1)"],
        ))  # fmt: skip
        writer.append(Phase(name=f"p{n}", start_us=n, end_us=n + 1, cause="tap"))
        writer.append(Connection(id=str(n), time_us=n, host="h", port=1, state="plain"))
        writer.append(Process(pid=n, name="p", gated=True, start_us=n, attached_us=n))
        writer.append(SelfTest(pid=n, process="p", family="file", result="seen"))
        writer.append(Defence(kind="packer", name="x", how="static"))
        writer.append(Attempt(time_us=n, what="exec", target="/bin/sh", answer="refused"))
        writer.append(Gap(kind="ungated", detail="x"))
        writer.append(PermissionRequest(id=n, time_us=n, clock_us=n, phase="p1"))
        writer.append(ConsentScreen(time_us=n, phase="p1", act="seen", kind="prompt"))
        writer.append(Place(time_us=n, phase="p1", what="policy", found=True))
        writer.append(Incident(time_us=n, phase="p1", kind="anr"))
        writer.append(AppScreen(time_us=n, phase="p1", number=n, fingerprint="f"))
        writer.append(StepTaken(time_us=n, end_us=n, phase="p1", step={"launch": {}}))
        writer.append(Replayed(time_us=n, exchange="f", method="GET", host="h", port=1, path="/", outcome="recorded"))
        writer.append(Hook(pid=n, process="p", point="tm.getImei", resolved=True))
        flows.add(tflow.tflow(resp=True))
        writer.open_file(names.LOGCAT).write(b"a line\n")
    writer.write_rows()
    writer.close()
    return root


def killed(whole: Path, root: Path, name: str, size: Callable[[bytes], int]) -> Bundle:
    shutil.copytree(whole, root)
    path = root / name
    data = path.read_bytes()
    path.write_bytes(data[: size(data)])
    return Bundle(root)


CUTS: dict[str, Callable[[bytes], int]] = {
    "empty": lambda data: 0,
    "in the first row": lambda data: 5,
    "in the last row": lambda data: len(data) - 3,
    "before its end of line": lambda data: len(data) - 1,
}


def read(bundle: Bundle) -> tuple[Recording, tuple[int, int, int]]:
    """Read all that an analysis does, and what only the report shows; return how much there was of some of it."""
    made = recording_from_bundle(bundle)
    for kind in NOT_ANALYSED[1:]:
        list(bundle.rows(kind))
    count = len(list(made.exchanges)), len(list(made.observations)), len(list(bundle.rows(Incident)))
    assert made.run.outcome == "incomplete"
    return made, count


@fault("a file of rows is cut")
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("name", ROWS)
def test_a_file_of_rows(whole: Path, tmp_path: Path, name: str, cut: str) -> None:
    made, _ = read(killed(whole, tmp_path / "b", name, CUTS[cut]))
    # A line without its end is whole; what is cut is counted by its file.
    assert made.dropped == ({name: 1} if cut in ("in the first row", "in the last row") else {})


@fault("traffic, log or hooks are cut")
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_kind(whole: Path, tmp_path: Path, name: str, cut: str) -> None:
    made, count = read(killed(whole, tmp_path / "b", name, CUTS[cut]))
    flows = made.exchanges
    assert isinstance(flows, FlowsFile)
    assert ("ends early" in str(flows.cut)) == (name == names.FLOWS and cut != "empty")
    expected = {"empty": 0, "in the first row": 0}.get(cut, 1) if name == names.FLOWS else 2
    assert count == (expected, 2, 2)
    hooks_cut = name == file_of(Hook) and cut != "before its end of line"
    assert made.dropped == ({file_of(Hook): 1} if hooks_cut else {})


@pytest.mark.slow
def test_with_every_file_cut_no_conclusion_is_drawn_and_the_loss_is_told(whole: Path, tmp_path: Path) -> None:
    root = tmp_path / "b"
    shutil.copytree(whole, root)
    for name in (*ROWS, *OTHERS):
        data = (root / name).read_bytes()
        (root / name).write_bytes(data[:-3])
    made = assess_source(Request(source=root), Silent()).found
    assert made.coverage.complete is False
    assert made.summary.verdict == "undetermined"
    told = set(made.coverage.dropped)
    assert told >= {*ROWS, file_of(Hook)} - {file_of(kind) for kind in NOT_ANALYSED}, "which the analysis does not read"
    assert b"ends early" in to_json(made)


@fault("a file was not begun")
@pytest.mark.parametrize("name", [*ROWS, *OTHERS, names.PERSONA])
def test_a_file_that_was_not_begun(whole: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(whole, tmp_path / "b")
    (tmp_path / "b" / name).unlink()
    made, _ = read(Bundle(tmp_path / "b"))
    assert made.dropped == {}


@fault("run.json is cut")
@pytest.mark.parametrize("cut", ["empty", "in the first row", "in the last row"])
def test_run_json_is_whole_or_the_one_before(whole: Path, tmp_path: Path, cut: str) -> None:
    """It is written beside itself and then put into its place: what a kill leaves is a file that nobody reads."""
    shutil.copytree(whole, tmp_path / "b")
    data = (whole / names.RUN).read_bytes()
    (tmp_path / "b" / ".run.json.new").write_bytes(data[: CUTS[cut](data)])
    assert Bundle(tmp_path / "b").run.outcome == "running"
    read(Bundle(tmp_path / "b"))
    # A disk may still do it: then that is said, and nothing else.
    with pytest.raises(BundleError, match=r"run\.json .*is not JSON|has no schema number"):
        killed(whole, tmp_path / "c", names.RUN, CUTS[cut])
