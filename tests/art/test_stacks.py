"""Who made a call, on ART: by every way there is to find out, and without one no call is lost."""

from pathlib import Path

import pytest

from harness.catalog.points import Point
from tests.capture.agent.altered import alter
from tests.capture.agent.app import App, started

pytestmark = pytest.mark.e2e

#: Not aot: a method that calls itself is inlined into itself when the app is installed (test_agent's stacks run there).
MODES = ("switch", "mterp", "nterp", "jit")

MIXED = [Point(id="deep", class_="com.example.app.Mixed", method="depth")]
#: By which the native part's way is not there, and the one after it; the bridge's own does not work in this ART.
NO_FAST = ("java/stacks/artstack.ts", '"nativeFillInStackTrace"', '"noSuchMethod"')
NO_SLOW = (
    "java/stacks/artstack.ts",
    "const made = jni.newObject(env, throwable, make, NULL);",
    "const made: any = jni.read(env, throwable, null!);",
)


@pytest.fixture(scope="module", autouse=True)
def _art(on_art: None) -> None: ...


def deep() -> tuple[App, list[list[str]]]:
    """Stacks of a recursion's calls, innermost first. Its class is initialised before the agent comes."""
    with started(MIXED, hooked=False) as app:
        app.run("deep 1")
        app.agent.attach(app.process.pid, "com.example.app")
        _, rows = app.observe("deep 3")
        stacks = [row.stack for row in rows for _ in range(row.count)]
    return app, stacks


def expected(stacks: list[list[str]]) -> None:
    stacks = sorted(stacks, key=len, reverse=True)
    assert len(stacks) == 4
    for i, stack in enumerate(stacks):
        inner = [frame for frame in stack if frame.startswith("com.example.app.Mixed.depth(Mixed.java:")]
        assert len(inner) == len(stacks) - 1 - i  # never the callback in its place
        assert stack[len(inner)].startswith("com.example.app.Main.")
        assert not any("Native Method" in frame for frame in stack)
        assert stack[-1].startswith("com.example.app.Main.main(Main.java:")


def errors(app: App) -> list[str]:
    return [error.partition("\n")[0] for error in app.errors() if "Shutdown" not in error]


def test_the_native_part_walks() -> None:
    app, stacks = deep()
    expected(stacks)
    assert errors(app) == []


def test_without_the_fast_way_a_throwable_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alter(tmp_path, monkeypatch, NO_FAST)
    app, stacks = deep()
    expected(stacks)
    assert errors(app) == ["Error: stacks are walked slowly: no static method noSuchMethod()Ljava/lang/Object;"]


def test_with_no_way_at_all_calls_are_recorded_without_a_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alter(tmp_path, monkeypatch, NO_FAST, NO_SLOW)
    app, stacks = deep()
    assert stacks == [[]] * 4
    _, slow, bridge = errors(app)
    assert slow.startswith("Error: a stack was not found by Throwable.getStackTrace: ")
    assert bridge.startswith("Error: a stack was not found by the bridge's backtrace: ")


def test_what_art_itself_does_asks_nothing_of_java() -> None:
    """Its own threads, and those that it is starting, are in the C library where Java must not be asked."""
    symbols = (
        "int madvise(pointer at, size n, int how)",
        "int munmap(pointer at, size n)",
        "fd open(string path, int how)",
    )
    points = [
        Point(id=text.split("(")[0].split()[1], kind="native", modules=("libc.so",), symbols=(text,))
        for text in symbols
    ]
    with started(points) as app:
        assert app.observe("threads 4 2000")[0] == "8000"  # ART ends the process where it is misused
        started_here = [row for row in app.rows if row.point == "munmap" and row.thread.startswith("worker-")]
        assert started_here
        app.run("gc")
        app.run("late 1")
        app.agent.flush()
        (opened, *_) = [row for row in app.rows if row.point == "open" and row.thread == "main"]
        assert opened.stack[-1].startswith("com.example.app.Main.main(Main.java:")  # it was asked for by Java
        # Java knows the compiler's thread by this name, but it is never asked while that thread compiles.
        assert "Jit thread pool worker thread 0" not in {row.thread for row in app.rows}
    assert errors(app) == []
