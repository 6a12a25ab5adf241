"""The probe app's own account agrees with the agent's rows on real ART, for its calls that need no framework."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.analysis.probe import points
from harness.analysis.probe.account import Copies, read_account
from harness.catalog.points import load_points
from harness.evidence.calibration import PointProof
from tests.art import probe, programs
from tests.art.runtime import Mode, take_over
from tests.capture.agent.app import App, started

MODES = ["mterp", "jit"]


@pytest.fixture(scope="module")
def app(rig: Path, mode: Mode) -> Iterator[App]:
    jar = programs.built(rig, probe.program())
    with pytest.MonkeyPatch.context() as patch:
        take_over(patch, rig, mode, probe.MAIN, jar)
        with started(load_points(), api_level=30) as running:
            yield running


@pytest.fixture(scope="module")
def proofs(app: App, tmp_path_factory: pytest.TempPathFactory) -> dict[str, PointProof]:
    folder = tmp_path_factory.mktemp("account")
    answer, rows = app.observe(str(folder))
    assert answer == str(len(probe.calls()))
    (file,) = folder.glob("account-*.jsonl")
    accounts = read_account(Copies([], [file.read_text("utf-8")]))
    assert [own.whole for own in accounts] == [True]
    seen = points.Seen(rows, frozenset(call.point for call in probe.calls()))
    kinds = {point.id: point.kind for point in load_points()}
    return points.proofs(accounts, seen, app.hooks, kinds, {}, ())


def test_what_is_called_is_seen_with_value_and_caller(proofs: dict[str, PointProof]) -> None:
    made = {call.point: proofs[call.point] for call in probe.calls()}
    wrong = {name: proof for name, proof in made.items() if proof.state not in ("right", "unproven")}
    assert wrong == {}
    assert sum(proof.state == "right" for proof in made.values()) > 55, made


def test_nothing_is_lost(app: App, proofs: dict[str, PointProof]) -> None:
    assert proofs and app.processes[-1].lost == 0
    assert not app.errors()
