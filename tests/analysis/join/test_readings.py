"""What is taken of each call, and for whom a thread works."""

from harness.analysis.assessment import assess
from harness.analysis.join.readings import searched
from harness.evidence.rows import Observation
from tests.analysis.lantern import ADS, PUSH, Run, text

PHONE = "13912345678"


def call(**more: object) -> Observation:
    return Observation(seq=1, time_us=1, mono_ns=1, pid=1, process="p", thread_id=1, thread="t", **more)  # type: ignore[arg-type]


def test_a_reading_is_searched_in_what_it_returned_and_any_other_call_in_all_of_it() -> None:
    said = {"args": [text("given")], "result": text("returned")}
    assert searched(call(point="telephony.line1", category="phone_number", **said)) == b"returned"
    assert searched(call(point="net.send", **said)) == b"given\nreturned"


def test_what_has_its_own_row_is_no_reading() -> None:
    assert searched(call(point="build.serial", category="serial", kind="field", result=text("x"))) is None
    assert searched(call(point="telephony.line1", category="phone_number", within="2", result=text("x"))) is None


def test_a_thread_that_worked_for_one_actor_only() -> None:
    run = Run()
    run.call(900, "settings.android_id", "android_id", PUSH, result=text("9f3c1a77d2e4b805"))
    run.call(1000, "telephony.line1", "phone_number", ["java.lang.Thread.run(Thread.java:1)"], result=text(PHONE))
    run.send(2000, f"https://x.example/p?tel={PHONE}", b"")
    (row,) = assess(run.recording()).disclosures
    assert row.actor.id == "sdk:com.pushbay.core" and row.actor.inferred
    run.call(950, "settings.android_id", "android_id", ADS, result=text("9f3c1a77d2e4b805"))
    (row,) = assess(run.recording()).disclosures
    assert row.actor.id == "unknown"
