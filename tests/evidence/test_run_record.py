"""``run.json``: written and read as it was, also an old one, also a stranger's."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.analysis.from_bundle import recording_from_bundle
from harness.evidence.bundle import RUN, Bundle, BundleError
from harness.evidence.run_record import (
    Apk,
    Calibrated,
    CallsFrom,
    ClockJump,
    Code,
    Confinement,
    DeviceInfo,
    DocumentFile,
    Gadget,
    ImportedFrom,
    Installed,
    Lost,
    Measured,
    Packets,
    PhaseOutcome,
    Ready,
    Redacted,
    Replay,
    Route,
    RunRecord,
    UiDriver,
    Unpinned,
    WithoutAgent,
    encode_run,
    read_run,
)
from harness.evidence.seal import seal, verify
from harness.evidence.writer import BundleWriter

LANTERN: bytes = (Path(__file__).parent / "run-lantern.json").read_bytes()
"""``run.json`` of a run of the sample app on the sandbox, as it was written before it was a struct."""


def whole() -> RunRecord:
    """A record in which everything is said."""
    return RunRecord(
        outcome="incomplete", source="x.har", format="har", creator={"name": "c"}, package="com.x",
        imported=ImportedFrom(file="x.har", sha256="00"), redacted=Redacted(of="00", replaced=3, left_out=["a.png"]),
        tool={"harness": "0"}, apk=Apk(package="com.x", size=3),
        device=DeviceInfo(serial="s", api_level=30), clock_offset_us=-5, scenario="consent", branch="accept",
        network="sinkhole", replay=Replay(source="a", recorded=3, unrecorded_named={"GET a:80/": 2}),
        persona="p", attached=True, policies=[DocumentFile(file="policy/1.txt", sha256="00")], app_type=None,
        variables={"n": 1}, own_points={"a.b": "method"},
        started="2026-01-01T00:00:00Z", signer="ff", reset="snapshot",
        ready=Ready(changed={"a": "1"}, notes=["n"], code={"com.x": Code(answered="no")}),
        gadget=Gadget(abi="x86_64", loaded_by="factory"), not_planted=["oaid"], not_planted_why={"oaid": "why"},
        route=Route(kind="agent", counted={"udp": Packets(packets=1, bytes=9)}, held=False, open=["no root"]),
        confinement=Confinement(level="full"), installed=[Installed(package="com.x", time_us=4)],
        pace=Measured(looks=2, look_s=0.5), phases=[PhaseOutcome(phase="before_consent", state="done")],
        unpin=Unpinned(hooked=["a"], missing={"b": None}, used={"a": 2}), ui_driver=UiDriver(name="u"),
        agent_errors=["e"], without_agent=WithoutAgent(survived=False), clock_jumps=[ClockJump(whose="host", by_us=7)],
        calibration=Calibrated(state="none"), timings={"total": 1.5}, ended="2026-01-01T00:00:09Z",
        lost=Lost(entries=1, named=["n"]), reason="r",
        calls=CallsFrom(file="f", calls=2, lost=["l"], clock="unknown"),
        cut_rows={"gaps.jsonl": 1}, late_rows={"gaps.jsonl": 2},
    )  # fmt: skip


def bundle_of(root: Path, said: Any) -> Bundle:
    root.mkdir()
    (root / RUN).write_bytes(said if isinstance(said, bytes) else json.dumps(said).encode())
    return Bundle(root)


def test_a_record_from_before_is_read_by_attribute_and_written_to_the_byte() -> None:
    run = read_run(json.loads(LANTERN))
    assert encode_run(run) == LANTERN
    assert run.apk is not None and run.apk.permissions[0] == "android.permission.ACCESS_COARSE_LOCATION"
    assert run.route is not None and (run.route.kind, run.route.counted, run.route.held) == ("agent", True, True)
    assert run.ready is not None and run.ready.code["com.brightbeam.lantern"].left_out
    assert run.app == "com.brightbeam.lantern" and run.on_sandbox
    assert run.app_type is None and run.variables == {}, "said to be none is not the same as not said"


def test_everything_that_can_be_said_survives() -> None:
    run = whole()
    unsaid = {name for name in run.__struct_fields__ if getattr(run, name) in (None, msgspec.UNSET)}
    assert unsaid == {"app_type"}, "a field that this test forgot"
    assert read_run(json.loads(encode_run(run))) == run
    assert encode_run(read_run(json.loads(encode_run(run)))) == encode_run(run)
    assert json.loads(encode_run(run))["app_type"] is None


def test_what_is_not_known_yet_is_not_in_the_file(tmp_path: Path) -> None:
    assert json.loads(encode_run(RunRecord())) == {"schema": 1}
    writer = BundleWriter(tmp_path / "b", RunRecord(branch="accept", not_planted=[], agent_errors=[]))
    said = {"schema": 1, "outcome": "running", "branch": "accept", "not_planted": [], "agent_errors": []}
    assert json.loads((tmp_path / "b" / RUN).read_bytes()) == said
    writer.run.without_agent = WithoutAgent(reason="gone")
    writer.seal("incomplete", "It died.")
    assert json.loads((tmp_path / "b" / RUN).read_bytes()) == said | {
        "outcome": "incomplete", "without_agent": {"reason": "gone"}, "reason": "It died.",
    }  # fmt: skip


def test_what_a_newer_version_adds_survives() -> None:
    said = json.loads(LANTERN)
    said["weather"] = {"rain": [1]}
    said["apk"]["stamp"] = "x"
    said["route"]["hops"] = 3
    assert json.loads(encode_run(read_run(said))) == said


def test_an_old_bundle_is_analysed(tmp_path: Path) -> None:
    old = {"schema": 1, "outcome": "complete", "apk": {"package": "com.x"}, "route": {"kind": "proxy"}, "phases": [{}]}
    bundle = bundle_of(tmp_path / "b", old)
    run = bundle.run
    assert json.loads(encode_run(run)) == old
    assert run.apk is not None and run.apk.declared is None, (
        "which permissions it has is not known: not that it has none"
    )
    made = recording_from_bundle(bundle)
    assert (made.run.app, made.run.outcome, made.foreign) == ("com.x", "incomplete", False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"apk": "lies"}, {"apk": {"permissions": "all"}}, {"apk": {"package": 5}}, {"device": {"api_level": "30"}},
        {"ready": {"code": {"p": 1}}}, {"ready": {"code": []}}, {"gadget": "hostile"}, {"gadget": {"unwatched": "all"}},
        {"gadget": {"internet_added": "yes"}}, {"confinement": "full"}, {"confinement": {"level": 3}},
        {"confinement": []},
        {"route": "nonsense"}, {"route": {"counted": {"udp": 4}}}, {"phases": {"a": 1}}, {"agent_errors": "x"},
        {"outcome": ["complete"]}, {"clock_offset_us": 0.5}, {"lost": {"entries": "1"}}, {"own_points": {"a": {}}},
    ],
)  # fmt: skip
def test_what_is_of_another_kind_is_one_sentence(tmp_path: Path, wrong: dict[str, Any]) -> None:
    bundle = bundle_of(tmp_path / "b", {"schema": 1, "outcome": "running", **wrong})
    (place,) = wrong
    with pytest.raises(
        BundleError, match=rf"run\.json is damaged, or was not written by harness: .*\$\.{place}"
    ) as said:
        recording_from_bundle(bundle)
    assert "\n" not in str(said.value)
    assert verify(bundle.path).state == ("cut_off" if place != "outcome" else "tampered"), "the seal is looked at first"
    seal(bundle.path)
    (bundle.path / RUN).write_text(json.dumps({"schema": 1, "outcome": "complete", **wrong, "added": 1}))
    changed = Bundle(bundle.path)
    assert recording_from_bundle(changed).run.outcome == "incomplete", "what was changed is no evidence, so not read"
    assert verify(bundle.path).changed == [RUN]


@pytest.mark.parametrize(
    "said", [b"{", b"\xff", b"[" * 100_000, b"[]", b"5", b"{}", b'{"schema": "1"}', b'{"schema": 2}']
)
def test_what_is_no_record_is_one_sentence(tmp_path: Path, said: bytes) -> None:
    with pytest.raises(BundleError, match=r"is not JSON|has no schema number|written by a newer harness") as told:
        bundle_of(tmp_path / "b", said)
    assert "\n" not in str(told.value)


def test_the_documentation_names_every_field() -> None:
    text = (Path(__file__).parents[2] / "docs" / "bundle.md").read_text("utf-8").partition("## run.json")[2]
    named = {name for line in text.splitlines() for name in re.findall(r"`(\w+)`", line.split(" | ")[0])}
    assert set(RunRecord.__struct_fields__) <= named
