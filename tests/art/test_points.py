"""Every Java access point of the catalogue on ART, on doubles that are generated from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.catalog.points import load_points
from tests.art import doubles, programs
from tests.art.runtime import Mode, take_over
from tests.capture.agent.app import App, started


@pytest.fixture(scope="module")
def app(rig: Path, mode: Mode) -> Iterator[App]:
    jar = programs.built(rig, {**doubles.framework(), **doubles.program()})
    with pytest.MonkeyPatch.context() as patch:
        take_over(patch, rig, mode, doubles.MAIN, jar)
        with started(load_points()) as running:
            yield running


def test_every_point_is_hooked(app: App) -> None:
    resolved = {hook.point for hook in app.hooks if hook.resolved}
    made = {call.point for call in doubles.calls()}
    assert made - resolved == set()
    assert len(resolved) > 430


def test_each_overload_is_seen_with_its_value(app: App) -> None:
    assert app.observe("all")[0] == "0"
    seen = {(row.point, row.result.text if row.result else None) for row in app.rows}
    wanted = {(call.point, None if call.method == "<init>" else call.result) for call in doubles.calls()}
    assert len(wanted) > 300
    assert wanted - seen == set()
    assert app.processes[-1].lost == 0
    assert not app.errors()
