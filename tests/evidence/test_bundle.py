import json
import threading
from pathlib import Path

import pytest

from harness.evidence import writer as writers
from harness.evidence.bundle import FLOWS, Bundle, BundleError, safe_join
from harness.evidence.rows import (
    Connection,
    Defence,
    Gap,
    Hook,
    Observation,
    Phase,
    Process,
    SelfTest,
    Value,
    decode_row,
    encode_row,
    file_of,
)
from harness.evidence.run_record import RunRecord
from harness.evidence.seal import verify
from harness.evidence.writer import BundleWriter
from tests.faults.named import fault

OBSERVATIONS = file_of(Observation)


def observation(seq: int) -> Observation:
    return Observation(
        seq=seq, time_us=1, mono_ns=2, pid=3, process="p", thread_id=4, thread="main", point="tm.getImei",
        result=Value(type="java.lang.String", text="86"), args=[Value(type="[B", data=b"\x00\xff", size=2)],
    )  # fmt: skip


@pytest.fixture
def written(tmp_path):
    root = tmp_path / "bundle"
    with BundleWriter(root, RunRecord(tool={"harness": "0"})) as writer:
        for seq in range(3):
            writer.append(observation(seq))
        writer.append(Phase(name="before_consent", start_us=1, end_us=2, cause="tap"))
        writer.append(Hook(pid=3, process="p", point="tm.getImei", resolved=True, overloads=2))
        writer.append(SelfTest(pid=3, process="p", family="file", result="missed", point="file.x"))
        writer.append(Defence(kind="packer", name="Jiagu", detail="lib/a/libjiagu.so", how="static"))
        writer.append(Process(pid=3, name="p", gated=False, start_us=1, late_us=5, origin="found", reason="why"))
        writer.write_file("ui/1.xml", b"<hierarchy/>")
        writer.seal("complete")
    return root


def test_round_trip(written) -> None:
    bundle = Bundle(written)
    assert bundle.complete
    assert [row.seq for row in bundle.rows(Observation)] == [0, 1, 2]
    assert next(bundle.rows(Observation)) == observation(0)
    assert next(bundle.rows(Phase)).cause == "tap"
    assert next(bundle.rows(Hook)).overloads == 2
    assert [(row.family, row.result) for row in bundle.rows(SelfTest)] == [("file", "missed")]
    assert [(row.kind, row.detail) for row in bundle.rows(Defence)] == [("packer", "lib/a/libjiagu.so")]
    assert [(row.late_us, row.origin, row.reason) for row in bundle.rows(Process)] == [(5, "found", "why")]
    assert bundle.read_bytes("ui/1.xml") == b"<hierarchy/>"


@pytest.mark.parametrize(
    "known",
    [
        observation(1),
        Hook(pid=3, process="p", point="a", resolved=False, why="api_level", applicable=False),
        Process(pid=3, name="p", gated=False, start_us=1, isolated=True),
        SelfTest(pid=3, process="p", family="file", result="missed"),
        Defence(kind="packer", name="Jiagu", how="static"),
    ],
)
def test_unknown_fields_survive(known: Observation | Hook | Process | SelfTest | Defence) -> None:
    line = json.dumps({**json.loads(encode_row(known)), "new_field": {"deep": [1]}})
    row = decode_row(type(known), line)
    assert row.extra == {"new_field": {"deep": [1]}}
    assert json.loads(encode_row(row)) == json.loads(line)


def test_seal_sees_every_change(written) -> None:
    assert verify(written).intact
    (written / OBSERVATIONS).write_bytes(b"")
    (written / "ui/1.xml").unlink()
    (written / "ui/new.png").write_bytes(b"x")
    result = verify(written)
    assert (result.changed, result.missing, result.added) == ([OBSERVATIONS], ["ui/1.xml"], ["ui/new.png"])


def test_a_killed_run_opens_and_says_so(tmp_path) -> None:
    root = tmp_path / "bundle"
    writer = BundleWriter(root, RunRecord())
    writer.append(observation(0))
    writer.append(observation(1))
    writer.flush()
    with (root / OBSERVATIONS).open("r+b") as file:
        file.truncate(file.seek(0, 2) - 20)
    bundle = Bundle(root)
    assert not bundle.sealed
    assert not bundle.complete
    assert [row.seq for row in bundle.rows(Observation)] == [0]
    assert bundle.dropped == {OBSERVATIONS: 1}
    assert not verify(root).intact
    writer.close()


def test_nothing_outside_is_read(written, tmp_path) -> None:
    bundle = Bundle(written)
    (tmp_path / "secret").write_text("s")
    for name in ("../secret", "/etc/passwd", "ui/../../secret", "", "a\\..\\b"):
        with pytest.raises(BundleError):
            safe_join(written, name)
    (written / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(BundleError, match="link"):
        bundle.read_bytes("link")
    assert verify(written).added == ["link"]


def test_what_is_not_a_bundle(tmp_path) -> None:
    with pytest.raises(BundleError, match="does not exist"):
        Bundle(tmp_path / "none")
    with pytest.raises(BundleError, match=r"no run\.json"):
        Bundle(tmp_path)
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(BundleError, match="not JSON"):
        Bundle(tmp_path)
    (tmp_path / "run.json").write_text('{"schema": 99}')
    with pytest.raises(BundleError, match="newer"):
        Bundle(tmp_path)


def test_a_used_directory_is_not_overwritten(written) -> None:
    with pytest.raises(BundleError, match="not empty"):
        BundleWriter(written, RunRecord())


def test_a_full_disk_does_not_end_the_flushing_and_is_said_at_the_end(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("harness.evidence.writer.FLUSH_SECONDS", 0.01)
    loud = []
    monkeypatch.setattr(threading, "excepthook", loud.append)
    writer = BundleWriter(tmp_path / "bundle", RunRecord())
    (tmp_path / "bundle" / "flows.mitm").unlink(missing_ok=True)
    full = writer._files["flows.mitm"] = Path("/dev/full").open("ab")  # noqa: SIM115 - the writer closes it
    full.write(b"x")
    flushed = threading.Event()
    monkeypatch.setattr(writer, "flush", lambda: (flushed.set(), full.flush()))
    assert flushed.wait(timeout=60)
    flushed.clear()
    assert flushed.wait(timeout=60), "it goes on"
    rest = writer.open_file("log/logcat.txt")
    rest.write(b"kept")
    outcome, reason = writer.seal("complete")
    assert (outcome, "No space left" in str(reason)) == ("incomplete", True)
    assert loud == []
    assert (tmp_path / "bundle" / "log" / "logcat.txt").read_bytes() == b"kept", "the files after it are closed too"
    assert Bundle(tmp_path / "bundle").run.outcome == "incomplete"


@fault("rows come after the end")
def test_what_comes_when_the_bundle_is_closed_is_counted_and_changes_nothing(tmp_path, monkeypatch) -> None:
    root = tmp_path / "bundle"
    writer = BundleWriter(root, RunRecord())
    writer.append(observation(0))
    flows, log = writer.open_file(FLOWS), writer.open_file("log/logcat.txt")
    flows.write(b"before")
    close = writer.close

    def closed_and_then_a_row() -> None:
        close()
        writer.append(Process(pid=3, name="p", gated=False, start_us=1))  # before the seal: told in run.json

    monkeypatch.setattr(writer, "close", closed_and_then_a_row)
    writer.seal("complete")
    writer.append(observation(1))
    writer.append(Connection(id="1", time_us=1, host="h", port=1, state="plain"))
    assert flows.write(b"after") == 5
    log.flush()
    writer.flush()
    writer.write_file("ui/late.png", b"x")
    writer.open_file("new.bin").write(b"x")
    assert verify(root).intact
    bundle = Bundle(root)
    assert bundle.run.late_rows == {"processes.jsonl": 1}
    assert bundle.read_bytes(FLOWS) == b"before"
    late = ("observations.jsonl", "connections.jsonl", "flows.mitm", "ui/late.png", "new.bin", "processes.jsonl")
    assert writer.late == dict.fromkeys(late, 1)


def test_rows_of_many_threads_while_the_bundle_is_sealed_are_whole_or_counted(tmp_path) -> None:
    root = tmp_path / "bundle"
    writer = BundleWriter(root, RunRecord())
    flows = writer.open_file(FLOWS)
    wrote, stop, failures = [], threading.Event(), []

    def work() -> None:
        count = 0
        try:
            while not stop.is_set():
                writer.append(observation(count))
                flows.write(b"0123456789")
                count += 1
        except (OSError, ValueError, RuntimeError) as error:
            failures.append(error)
        wrote.append(count)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    writer.seal("complete")
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert verify(root).intact
    bundle = Bundle(root)
    assert len(list(bundle.rows(Observation))) + writer.late["observations.jsonl"] == sum(wrote)
    assert len(bundle.read_bytes(FLOWS)) + 10 * writer.late[FLOWS] == 10 * sum(wrote)


@fault("the app calls without end")
def test_an_app_that_calls_without_end_does_not_fill_the_disk_and_that_is_told(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(writers, "MOST_ROWS", 2000)
    root = tmp_path / "bundle"
    writer = BundleWriter(root, RunRecord())
    for seq in range(1000):
        writer.append(observation(seq))
        writer.append(Gap(kind="ungated", detail="made without end, too"))
    writer.seal("complete")
    bundle = Bundle(root)
    kept = len(list(bundle.rows(Observation)))
    assert 0 < kept < 100
    assert (root / OBSERVATIONS).stat().st_size <= 2000
    assert (root / "gaps.jsonl").stat().st_size <= 2500
    assert bundle.run.cut_rows[OBSERVATIONS] == 1000 - kept
    one, other = [row for row in bundle.rows(Gap) if row.kind == "rows_cut"]
    assert OBSERVATIONS in one.detail and one.from_us == 1
    assert "gaps.jsonl" in other.detail
