"""A network library under names that nobody knows is the way out, not who goes it."""

from harness.analysis.join.actors import Actors
from harness.analysis.join.transport import transports
from harness.evidence.rows import Observation, Value

APP = "com.bright.lantern"
CARRIER = ("java.net.Socket.connect(Socket.java:1)", "q.a.b.c(SourceFile:3)", "q.a.d.run(SourceFile:9)")
APP_LINE, UMENG = "com.bright.lantern.Api.send(Api.java:5)", "com.umeng.analytics.A.b(SourceFile:3)"


def opened(number: int, *below: str) -> Observation:
    result = Value(type="Socket", fields={"remote": Value(type="String", text="203.0.113.5:443")})
    return Observation(
        seq=number,
        time_us=number,
        mono_ns=number,
        pid=7,
        process=APP,
        thread_id=1,
        thread="main",
        point="socket.connect",
        kind="socket",
        stack=[*CARRIER, *below],
        result=result,
    )


def test_what_carries_every_connection_of_a_process_is_passed_over() -> None:
    rows = [opened(1, APP_LINE), opened(2, UMENG), opened(3, "com.bright.lantern.Other.go(Other.java:2)")]
    actors = Actors(APP)
    assert actors.of(rows[1].stack).id == "unknown:q.a"
    actors.transport = transports(rows, actors)
    assert actors.transport == {"q.a.b", "q.a.d"}
    assert [actors.of(row.stack).id for row in rows] == ["app", "sdk:com.umeng", "app"]


def test_what_is_all_that_there_is_stays_who_it_is() -> None:
    rows = [
        opened(1),
        opened(2, "java.lang.Thread.run(Thread.java:1)"),
        opened(3, "android.os.Handler.x(Handler.java:2)"),
    ]
    assert transports(rows, Actors(APP)) == frozenset()
    assert transports([opened(1, APP_LINE), opened(2, UMENG)], Actors(APP)) == frozenset()
