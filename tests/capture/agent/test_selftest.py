"""The self-test: each family's canary is seen where its hooks work, and missed where they do not."""

import pytest

from harness.capture.agent.outcome import Known
from harness.capture.agent.selftest import judge
from harness.catalog.points import Point, load_points
from harness.evidence.rows import SelfTest
from tests.capture.agent.app import App, started
from tests.capture.agent.host import hosted

NATIVE = {"file", "socket", "native", "command"}


def tried(family: str, *points: str, called: bool = True, error: str | None = None) -> dict[str, object]:
    return {"family": family, "points": list(points), "called": called, "error": error}


def test_judging() -> None:
    known = Known([Point(id="t", class_="a.B", method="c", kind="tls"), Point(id="a", class_="a.B", method="d")])
    rows = judge(
        1,
        "p",
        [
            tried("one", "a", "b"),
            tried("two", "c"),
            tried("three", "d"),
            tried("four", "c", called=False, error="no class X"),
            tried("five") | {"seen": True},
            tried("six", error="hooks are lost") | {"seen": False},
            tried("seven", called=False, error="not tried"),
        ],
        seen={"b"},
        hooked={"a", "b", "c", "t"},
        kinds=known,
    )
    assert [(row.family, row.result, row.point) for row in rows] == [
        ("one", "seen", "b"),
        ("two", "missed", "c"),
        ("three", "untested", "d"),
        ("four", "untested", "c"),
        ("five", "seen", ""),
        ("six", "missed", ""),
        ("seven", "untested", ""),
        ("tls", "untested", ""),
    ]
    assert [row.reason for row in rows[3:7]] == ["no class X", None, "hooks are lost", "not tried"]


def results(rows: list[SelfTest]) -> dict[str, str]:
    return {row.family: row.result for row in rows}


@pytest.mark.e2e
def test_every_family_that_is_here_is_seen_and_no_canary_is_the_app_s() -> None:
    tests: list[SelfTest] = []
    with started(on_selftest=tests.append) as app:
        found = results(tests)
        assert {family for family, result in found.items() if result == "seen"} == NATIVE | {
            "method", "constructor", "crypto", "exec", "listener"
        }  # fmt: skip
        assert "missed" not in found.values()
        app.agent.flush()
        assert app.rows == []
        assert app.processes[-1].lost == 0
        check_still_hooked(app)


def check_still_hooked(app: App) -> None:
    _, rows = app.observe("file /proc/cpuinfo")
    assert "file.proc.cpuinfo" in {row.point for row in rows}
    _, rows = app.observe("crypto")
    assert {"digest.digest", "cipher.doFinal"} <= {row.point for row in rows}
    assert not app.errors()


@pytest.mark.e2e
def test_a_family_whose_hook_sees_nothing_is_missed() -> None:
    deaf = Point(id="timezone.getDefault", class_="java.util.TimeZone", method="getDefault", match=("never",))
    tests: list[SelfTest] = []
    with started([deaf], on_selftest=tests.append):
        (row,) = [row for row in tests if row.family == "method"]
        assert (row.result, row.point) == ("missed", "timezone.getDefault")
        assert results(tests)["crypto"] == "untested"


@pytest.mark.e2e
def test_a_process_without_java() -> None:
    tests: list[SelfTest] = []
    with hosted(load_points(), on_selftest=tests.append) as host:
        found = results(tests)
        assert {family for family, result in found.items() if result == "seen"} == NATIVE
        assert "missed" not in found.values()
        assert [row.point for row in host.observe("open('/proc/cpuinfo')")[1]] == ["file.proc.cpuinfo"]
