"""Coverage of processes, hooks, self-test and defences, and that silence with a blind spot is never "none seen"."""

from typing import Any, get_args

import msgspec
import pytest

from harness.analysis.assessment import assess
from harness.analysis.facts.blind_spots import (
    KINDS,
    REASONS,
    TABLE,
    BlindSpot,
    Conclusion,
    doubts,
    of_assessment,
    of_coverage,
    reasons,
)
from harness.analysis.facts.coverage import Seen, coverage
from harness.analysis.facts.defences import Looked
from harness.analysis.model import from_json, to_json
from harness.analysis.model_coverage import Coverage, Look, Missing
from harness.analysis.recording import Recording
from harness.evidence.calibration import Calibration, PointProof, WayProof
from harness.evidence.rows import Attempt, Defence, Gap, Hook, Observation, Process, SelfTest, Value
from harness.evidence.run_record import read_run
from tests.analysis.clean import PHONE, watching


def hook(point: str, resolved: bool = True, pid: int = 1, **more: Any) -> Hook:
    return Hook(pid=pid, process=f"p{pid}", point=point, resolved=resolved, **more)


def process(pid: int = 1, **more: Any) -> Process:
    return Process(
        **{"pid": pid, "name": f"p{pid}", "gated": True, "start_us": pid, "attached_us": 9, "flushed": True} | more
    )


def good(**more: Any) -> Recording:
    """A run that saw everything: nothing is said against its silence."""
    run = {"outcome": "complete", **PHONE} | more.pop("run", {})
    rows: dict[str, Any] = {
        "run": read_run(run), "exchanges": (), "hooks": [hook("a"), *watching(1)],
        "processes": [process()],
        "selftests": [SelfTest(pid=1, process="p1", family="method", result="seen")],
    }  # fmt: skip
    return Recording(**{**rows, **more})


def blind(recording: Recording) -> set[str]:
    looked = Looked()
    list(looked.through(recording.observations))
    seen = Seen(exchanges=1, defences=looked.found(recording.defences))
    return set(reasons(of_coverage(coverage(recording, seen))))


def written(recording: Recording) -> dict[str, Any]:
    """Return a recording's coverage as it stands in assessment.json."""
    found: dict[str, Any] = msgspec.to_builtins(coverage(recording, Seen()))
    return found


def test_a_good_run_has_no_blind_spot() -> None:
    assert blind(good()) == set()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"selftests": [SelfTest(pid=1, process="p1", family="file", result="missed")]}, "selftest_missed"),
        ({"processes": [process(), process(2, attached_us=0)]}, "processes_unwatched"),
        ({"processes": [process(), process(2, attached_us=0, isolated=True)]}, "processes_isolated"),
        ({"processes": [process(), process(2, gated=False, late_us=7000)]}, "processes_late"),
        ({"processes": [process(extra={"agent_errors": {"boom": 1}})]}, "agent_errors"),
        ({"defences": [Defence(kind="packer", name="Jiagu", how="static")]}, "packed"),
        ({"defences": [Defence(kind="application", name="com.real.App", how="runtime")]}, "packed"),
        ({"defences": [Defence(kind="strings", name="gum-js-loop", how="static")]}, "frida_detection"),
        ({"run": {"without_agent": {"survived": True}}}, "died_with_agent"),
        (
            {"run": {"ready": {"code": {"p": {"asked": "cmd package", "answered": "no", "left_out": False}}}}},
            "code_compiled",
        ),
        ({"run": {"gadget": {"unwatched": [], "network_config": "new"}}}, "repackaged"),
        (
            {"run": {"replay": {"recorded": 9, "unrecorded": 2, "unrecorded_named": {"GET a:443/": 2}}}},
            "replay_unrecorded",
        ),
        ({"run": {"replay": {"recorded": 9, "nearest": 1, "nearest_named": {"GET a:443/": 1}}}}, "replay_nearest"),
        *(
            ({"gaps": [Gap(kind=kind, from_us=5, to_us=6, detail="why")]}, kind)
            for kind in (
                "ungated",
                "watch_ended",
                "start_timeout",
                "started_unheld",
                "translated",
                "sandbox_lacks",
                "sandbox_shells",
                "attached",
                "hooks_off",
                "own_code",
                "proxy_ended",
            )
        ),
        ({"gaps": [Gap(kind="of a later version")]}, "other_gaps"),
    ],
)
def test_each_makes_silence_undetermined(more: dict[str, Any], reason: str) -> None:
    assert blind(good(**more)) == {reason}
    summary = assess(good(**more)).summary
    assert summary.verdict == "undetermined"
    assert reason in summary.reasons


@pytest.mark.parametrize(
    "run",
    [
        {"ready": {"code": {"p": {"asked": "cmd package", "answered": "Success", "left_out": True}}}},
        {"ready": {"code": {"p": {"answered": "no", "left_out": False}}}, "device": {"sandbox": True}},
        {"ready": {"notes": []}},
    ],
)
def test_code_that_was_left_out_hides_nothing(run: dict[str, Any]) -> None:
    assert blind(good(run=run)) == set()


def test_gaps_are_told_by_kind_with_their_times() -> None:
    rows = [
        Gap(kind="ungated", from_us=9, to_us=0, detail="Frida opened its gate"),
        Gap(kind="ungated", from_us=5, to_us=6, pid=7, process="p:push"),
    ]
    assert written(good(gaps=rows))["gaps"] == {
        "ungated": [
            {"name": "p:push", "reason": "", "pid": 7, "from_us": 5, "to_us": 6},
            {"name": "", "reason": "Frida opened its gate", "from_us": 9, "to_us": 0},
        ]
    }
    assert "gaps" not in written(good())


def test_a_process_that_was_held_long_is_named_and_is_no_blind_spot() -> None:
    held = good(processes=[process(held_us=6_000_000), process(2, held_us=5_999_999)])
    assert written(held)["processes"]["held_long"] == [{"pid": 1, "name": "p1", "end": None, "held_ms": 6000}]
    assert blind(held) == set()


def test_what_is_told_of_a_repackaged_app() -> None:
    told = {
        "loaded_by": "factory",
        "unwatched": [":p9"],
        "network_config": "before 7",
        "internet_added": True,
        "library": "x",
    }
    found = written(good(run={"gadget": told}))["repackaged"]
    assert found == {"late": False, "unwatched": [":p9"], "untrusted": "before 7", "internet_added": True}
    bare = written(good(run={"gadget": {"abi": "x86"}}))["repackaged"]
    assert bare == {"late": True, "unwatched": [], "untrusted": "", "internet_added": False}


def test_what_says_nothing_against_a_run() -> None:
    untested = [SelfTest(pid=1, process="p1", family="tls", result="untested")]
    assert blind(good(selftests=untested)) == set()
    assert blind(good(run={"without_agent": {"survived": False}})) == set()


def test_a_recording_that_had_all_answers_hides_nothing() -> None:
    found = good(run={"replay": {"source": "demo", "exchanges": 3, "recorded": 7, "again": 4}})
    assert blind(found) == set()
    assert written(found)["replay"]["recorded"] == 7
    assert "replay" not in written(good())


def test_what_was_asked_and_not_recorded_is_named() -> None:
    named = {"GET a:443/": 2, "POST b:80/x": 1}
    found = good(run={"replay": {"unrecorded": 3, "unrecorded_named": named}})
    (spot,) = of_coverage(coverage(found, Seen(exchanges=1)))
    assert (spot.key, spot.count, spot.blinds) == ("replay_unrecorded", 3, ("none_seen",))
    assert spot.names == ("GET a:443/: 2", "POST b:80/x: 1")


def test_a_point_that_cannot_be_called_is_no_failure() -> None:
    hooks = [
        hook("a"), hook("b", False, reason="no such overload", why="no_overload"),
        hook("c", False, why="api_level", applicable=False), hook("d", False, why="not_in_app", applicable=False),
        hook("a", pid=2), hook("b", pid=2), hook("d", pid=2),
    ]  # fmt: skip
    found = written(good(hooks=hooks))["hooks"]
    assert found == {
        "resolved": 2,
        "failed": 1,
        "failures": [{"point": "b", "reason": "no such overload"}],
        "not_applicable": {"api_level": 1},
    }


def test_kinds_of_data_of_which_no_access_could_be_hooked() -> None:
    hooks = [
        hook("tm.getImei"), hook("tm.getDeviceId", False, reason="x", why="error"),
        hook("bt.getAddress", False, reason="x", why="error"), hook("cipher.init", False, reason="x", why="error"),
        hook("sms.receiver", False, why="api_level", applicable=False),
    ]  # fmt: skip
    assert written(good(hooks=hooks))["hooks"]["unhooked"] == ["mac_bluetooth"]


@pytest.mark.parametrize(
    ("more", "reads"),
    [
        ({}, "watched"),
        ({"foreign": True}, "none"),
        ({"hooks": []}, "none"),
        ({"hooks": [hook("a", False, why="error")]}, "none"),
        ({"processes": []}, "none"),  # hooks of nobody's process: the agent never ran
        ({"processes": [process(attached_us=0)]}, "none"),
        ({"processes": [process(), process(2, attached_us=0)]}, "partly"),
        ({"hooks": [hook("a"), hook("b", False, why="error")]}, "partly"),
        ({"selftests": [SelfTest(pid=1, process="p1", family="file", result="missed")]}, "partly"),
        ({"gaps": [Gap(kind="ungated", process="p", detail="x")]}, "partly"),
        ({"gaps": [Gap(kind="upgrade_refused", process="p", detail="x")]}, "watched"),
        ({"run": {"outcome": "incomplete"}}, "partly"),
    ],
)
def test_how_far_reads_could_be_seen(more: dict[str, Any], reads: str) -> None:
    assert written(good(**more))["reads"] == reads


def test_a_late_process_says_how_late() -> None:
    found = written(good(processes=[process(gated=False, late_us=1_234_567)]))["processes"]
    assert found["late"] == [{"pid": 1, "name": "p1", "end": None, "late_ms": 1235}]


def seen(point: str, category: str, *args: Value, count: int = 1) -> Observation:
    return Observation(
        seq=0, time_us=0, mono_ns=0, pid=1, process="p", thread_id=1, thread="t", point=point, category=category,
        args=list(args), count=count,
    )  # fmt: skip


def address(host: str, port: str) -> Value:
    ends = {"address": Value(type="address", text=host), "port": Value(type="int", text=port)}
    return Value(type="fd", fields={"remote": Value(type="sockaddr", fields=ends)})


def test_looking_for_frida_is_told_with_what_was_looked_at() -> None:
    rows = [
        seen("self.threads", "control.self_inspection", Value(type="char*", text="/proc/self/task/17/comm")),
        seen("self.threads", "control.self_inspection", Value(type="char*", text="/proc/self/task/18/comm"), count=2),
        seen("frida.words.find", "control.frida_detection", Value(type="char*", text="frida")),
        seen("tm.getImei", "imei"),
    ]
    looked = Looked()
    assert list(looked.through(rows)) == rows
    found = looked.found([])
    assert found.inspection == [Look(name="p", point="self.threads", where="/proc/self/task/*/comm", count=3)]
    assert found.detection == [Look(name="p", point="frida.words.find", where="frida", count=1)]


@pytest.mark.parametrize(
    ("host", "port", "is_frida"),
    [
        ("127.0.0.1", "27042", True),
        ("::ffff:127.0.0.1", "27042", True),
        ("::1", "27043", True),
        ("127.0.0.1", "27044", False),
        ("203.0.113.5", "27042", False),
    ],
)
def test_a_connection_to_frida_s_port(host: str, port: str, is_frida: bool) -> None:
    looked = Looked()
    list(looked.through([seen("native.connect", "channel.socket", address(host, port))]))
    assert bool(looked.found([]).detection) == is_frida


@pytest.mark.parametrize(
    ("mode", "exception", "changed"),
    [
        (Value(type="int", text="66"), None, True),
        (Value(type="int", text="1"), None, True),
        (Value(type="char*", text="r+b"), None, True),
        (Value(type="int", text="0"), None, False),
        (Value(type="char*", text="r"), None, False),
        (Value(type="int", text="66"), "errno 13: Permission denied", False),
    ],
)
def test_code_is_changed_by_writing_to_own_memory_alone(mode: Value, exception: str | None, changed: bool) -> None:
    row = seen("self.memory", "control.self_change", Value(type="char*", text="/proc/self/mem"), mode)
    row.exception = exception
    assert ("code_changed" in blind(good(observations=[row]))) == changed


@pytest.mark.parametrize(
    ("result", "exception", "unknown"),
    [
        (Value(type="jdk.internal.loader.NativeLibrary"), None, False),
        (Value(type="null"), None, True),
        (None, "java.lang.UnsatisfiedLinkError: x", True),
    ],
)
def test_native_code_that_was_not_loaded_is_unknown(result: Value | None, exception: str | None, unknown: bool) -> None:
    row = seen("lib.load", "control.native_code", Value(type="java.lang.String", text="/data/x/libx.so"))
    row.result, row.exception = result, exception
    assert ("native_code_not_run" in blind(good(observations=[row]))) == unknown
    looked = Looked()
    list(looked.through([row]))
    assert [item.where for item in looked.found([]).not_run] == ["libx.so"] * unknown


def test_a_path_of_the_table_is_one_of_coverage() -> None:
    """Whether or not a run holds it: by the types alone."""

    def part(of: type, name: str) -> Any:
        kind = next(field.type for field in msgspec.structs.fields(of) if field.name == name)
        return next((arm for arm in get_args(kind) if isinstance(arm, type) and issubclass(arm, msgspec.Struct)), kind)

    paths = {path for kind in TABLE for path in (kind.look, kind.count) if isinstance(path, str) and path}
    assert len(paths) > 40
    for path in paths:
        of: Any = Coverage
        for name in path.split("."):
            of = part(of, name)


def test_a_key_is_used_once_and_every_reason_has_its_place() -> None:
    assert len(KINDS) == len(TABLE)
    words = [kind.word for kind in TABLE if kind.word and not kind.stretch and not kind.key.startswith("channel_")]
    assert set(REASONS) == set(words) - {"no_coverage", "other_gaps"}


def test_reasons_keep_their_order_whatever_is_found() -> None:
    spots = [BlindSpot(kind.key, blinds=kind.blinds, reason=kind.word) for kind in TABLE]
    found = reasons(spots)
    assert found[: len(REASONS)] == list(REASONS)
    assert found[len(REASONS)] == "no_coverage" and found[-1] == "channel_used_nearby"


def test_a_blind_spot_takes_away_what_it_says_and_no_more() -> None:
    spots = [BlindSpot("random_once", blinds=("none_seen",), categories=("app_instance_id",))]
    assert doubts(spots, "none_seen", "app_instance_id")
    assert not doubts(spots, "none_seen", "imei") and not doubts(spots, "none_seen")
    assert not doubts(spots, "reads", "app_instance_id")
    assert doubts([BlindSpot("tls_failed", blinds=("none_seen",))], "none_seen", "imei")


def test_an_assessment_has_the_blind_spots_that_it_was_made_with() -> None:
    bad = good(
        hooks=[hook("a"), hook("b", False, reason="x"), *watching(1)], processes=[process(), process(2, attached_us=0)],
        gaps=[Gap(kind="unread", host="h:1", detail="x")], attempts=[Attempt(time_us=1, what="exec", target="/x")],
        run={"confinement": {"level": "none", "why": "z"}},
    )  # fmt: skip
    found = from_json(to_json(assess(bad)))
    spots = of_assessment(found, ["oaid"])
    assert reasons(spots) == found.summary.reasons
    assert [spot.key for spot in spots[:4]] == ["not_planted", "no_values", "no_exchanges", "unconfined"]
    failed = next(spot for spot in spots if spot.key == "hooks_failed")
    assert (failed.count, failed.names, failed.blinds) == (1, (Missing(point="b", reason="x"),), ("reads",))


def test_a_reason_that_nothing_explains_is_a_blind_spot_by_itself() -> None:
    found = assess(good())
    found.summary.reasons = ["a_word_of_a_later_version", "random_once"]
    spots = of_assessment(found)
    assert [(spot.key, spot.blinds, spot.categories) for spot in spots] == [
        ("a_word_of_a_later_version", ("none_seen",), ()), ("random_once", ("none_seen",), ("app_instance_id",)),
    ]  # fmt: skip


def test_of_an_assessment_without_coverage_nothing_can_be_said() -> None:
    found = assess(good())
    found.coverage = Coverage()
    found.summary.reasons, found.channels = [], []
    (spot,) = of_assessment(found)
    assert spot.key == "no_coverage" and set(spot.blinds) == set(get_args(Conclusion))


def calibrated(state: str, stale: list[str] | None = None, **points: PointProof) -> Recording:
    known = {"tm.getImei": PointProof(state="right"), **{name.replace("__", "."): row for name, row in points.items()}}
    made = Calibration(made="2026-11-29T18:20:00Z", points=known) if state != "none" else None
    return good(run={"calibration": {"state": state, "stale": stale or []}}, calibration=made)


def spots_of(recording: Recording) -> dict[str, BlindSpot]:
    return {spot.key: spot for spot in of_coverage(coverage(recording, Seen(exchanges=1)))}


def test_a_device_that_was_never_calibrated_is_told_and_takes_nothing() -> None:
    recording = calibrated("none")
    assert spots_of(recording)["not_calibrated"].blinds == ()
    assert blind(recording) == set()
    assert "not_calibrated" not in spots_of(good())  # an older bundle does not say


def test_a_current_calibration_says_how_much_is_proved_and_hides_nothing() -> None:
    recording = calibrated("current", system__exit=PointProof(why="ends_process"))
    assert blind(recording) == set() and not {key for key in spots_of(recording) if "calibra" in key}
    said = written(recording)["calibration"]
    assert (said["state"], said["proven"], said["points"]) == ("current", 1, 2)


def test_an_outdated_calibration_says_why_and_stays_blind_where_it_was() -> None:
    recording = calibrated("outdated", ["build"], clip__getText=PointProof(state="missed"))
    found = spots_of(recording)
    assert found["calibration_outdated"].names == ("build",)
    assert found["calibration_blind"].categories == ("clipboard",)
    assert doubts(list(found.values()), "reads", "clipboard") and not doubts(list(found.values()), "reads", "imei")


def test_a_way_out_that_is_known_to_leak_makes_none_seen_undetermined() -> None:
    recording = calibrated("current", native__sendto=PointProof(state="missed"))
    assert blind(recording) == {"calibration_leaks"}
    recording = calibrated("current")
    assert recording.calibration is not None
    recording.calibration.ways = [WayProof(way="udp", form="plain", state="leaked", detail="sent 20")]
    (leak,) = spots_of(recording)["calibration_leaks"].names
    assert (leak.name, leak.reason) == ("udp (plain)", "sent 20")  # type: ignore[union-attr]
    recording.calibration.ways[0].state = "partly"  # what was sent is not in what was read
    assert blind(recording) == {"calibration_leaks"}


def test_ways_out_of_another_route_say_nothing_of_this_one() -> None:
    recording = calibrated("outdated", ["route"], clip__getText=PointProof(state="missed"))
    assert recording.calibration is not None
    recording.calibration.ways = [WayProof(way="udp", form="plain", state="leaked")]
    found = spots_of(recording)
    assert "calibration_leaks" not in found and found["calibration_outdated"].names == ("route",)
    assert found["calibration_blind"].categories == ("clipboard",)


def test_what_a_calibration_left_out_or_found_besides_is_named() -> None:
    recording = calibrated("current")
    assert recording.calibration is not None
    recording.calibration.quick = True
    recording.calibration.problems = ["something"]
    assert spots_of(recording)["calibration_partial"].names == ("quick", "account") and blind(recording) == set()


def test_a_calibration_that_the_bundle_lacks_counts_for_nothing() -> None:
    recording = calibrated("current")
    recording.calibration = None
    assert "not_calibrated" in spots_of(recording)
