"""Every blind spot there is, put into a run of which nothing was unknown."""

from collections.abc import Callable
from typing import Any

from harness.analysis.facts.blind_spots import KINDS, SEALED, TABLE
from harness.analysis.model import Assessment, Channel
from harness.analysis.model_coverage import (
    BrokenFile,
    CalibrationFacts,
    Calls,
    Cause,
    Confinement,
    Coverage,
    Missing,
    Repackaged,
    Replay,
    Route,
    Seal,
    Stretch,
    Unreadable,
)
from harness.evidence.run_record import WithoutAgent
from harness.rules.testing import clean

_SAID = ("no_values", "no_exchanges")


def _seal(*conclusions: str) -> Seal:
    return Seal(broken=[BrokenFile(name="x", how="changed", conclusions=list(conclusions))])


def _set(found: Assessment, path: str, value: Any) -> None:
    *parents, name = path.split(".")
    row: Any = found.coverage
    for parent in parents:
        row = getattr(row, parent)
    setattr(row, name, value)


def _special() -> dict[str, Callable[[Assessment], None]]:
    def put(path: str, value: Any) -> Callable[[Assessment], None]:
        return lambda found: _set(found, path, value)

    def forget(found: Assessment) -> None:
        found.coverage = Coverage()

    return {
        "incomplete": put("complete", False),
        "no_coverage": forget,
        "not_planted": put("not_planted", ["imei"]),
        "no_observations": put("foreign", True),
        "recording_cut": put("cut", "too long"),
        "no_hooks": put("hooks.resolved", 0),
        "values_cut": put("values_cut", True),
        "network_not_held": put("route", Route(open=["ipv6"])),
        "packets_past_route": put("route", Route(past={"udp": 3})),
        "seal_void": put("seal", Seal(void=["the signature is wrong"])),
        "seal_nothing": put("seal", _seal()),
        **{f"seal_{name}": put("seal", _seal(name)) for name in SEALED},
        "confinement_partial": put("confinement", Confinement(level="partial")),
        "not_calibrated": put("calibration", CalibrationFacts(state="none")),
        "calibration_outdated": put("calibration", CalibrationFacts(state="outdated", stale=["build"])),
        "calibration_partial": put("calibration", CalibrationFacts(state="current", partial=["quick"])),
        "calibration_blind": put(
            "calibration",
            CalibrationFacts(state="current", blind=[Missing(point="tm.getImei")]),
        ),
        "calibration_leaks": put("calibration", CalibrationFacts(state="current", leaks=[Cause(name="udp (plain)")])),
        "unconfined": put("confinement", Confinement(level="none")),
        "repackaged": put("repackaged", Repackaged()),
        "repackaged_late": put("repackaged", Repackaged(late=True)),
        "repackaged_unwatched": put("repackaged", Repackaged(unwatched=[":p"])),
        "repackaged_untrusted": put("repackaged", Repackaged(untrusted="why")),
        "repackaged_internet": put("repackaged", Repackaged(internet_added=True)),
        "died_with_agent": put("without_agent", WithoutAgent(survived=True)),
        "died_anyway": put("without_agent", WithoutAgent(survived=False)),
        "died_unknown": put("without_agent", WithoutAgent(survived=None, reason="x")),
        "phases_failed": put("phases.failed", [Cause(name="of a later version")]),
        "phases_not_begun": put("phases.not_begun", [Cause(name="of a later version")]),
        "hooks_failed": put("hooks.failed", 1),
        "most_hooks_failed": put("hooks.failed", 1000),
        "unhooked": put("hooks.unhooked", ["imei"]),
        "entries_unreadable": put("unreadable", Unreadable(entries=1, named=["x"])),
        "confinement_tried": lambda found: _tried(found),
        "controls_unvisited": lambda found: _screens(found),
        "controls_avoided": lambda found: _screens(found, avoided=True),
        "http3_not_replaced": put("connections.refused", 1),
        "calls_elsewhere": put("calls", Calls(count=3, clock="given")),
        "calls_unreadable": put("calls", Calls(count=3, clock="given", unreadable=1, lost=["x"])),
        "calls_unordered": put("calls", Calls(count=3)),
        "calls_unnamed": put("calls", Calls(count=3, clock="given", unnamed=1, named=["x"])),
        "replay_unrecorded": put("replay", Replay(unrecorded=1, unrecorded_named={"x": 1})),
        "replay_nearest": put("replay", Replay(nearest=1, nearest_named={"x": 1})),
        "random_once": lambda found: _random(found),
    }


def _tried(found: Assessment) -> None:
    from harness.analysis.model_coverage import Attempts

    found.coverage.attempts = Attempts(count=1)


def _screens(found: Assessment, *, avoided: bool = False) -> None:
    from harness.analysis.model_coverage import Screens

    found.coverage.screens = Screens(avoided=1) if avoided else Screens(unvisited=1)


def _random(found: Assessment) -> None:
    from harness.analysis.model_coverage import RandomFacts

    found.coverage.random = RandomFacts(once=1)


def with_gap(key: str) -> Assessment:
    """The run that saw everything, but for this."""
    found, kind = clean(), KINDS[key]
    special = _special()
    if key in special:
        special[key](found)
    elif key in _SAID:
        found.summary.reasons = [key]
    elif kind.stretch or key == "other_gaps":
        found.coverage.gaps = {key: [Stretch(name="p")]}
    elif key.startswith("channel_"):
        found.channels = [Channel(key=key.split("_", 2)[2], state="open", why="x", used=1, names=["x"], reasons=[key])]
    else:
        assert isinstance(kind.look, str), key
        old = found.coverage
        for path in {kind.look, kind.count or kind.look}:
            value: Any = old
            for name in path.split("."):
                value = getattr(value, name)
            number = isinstance(value, int) and not isinstance(value, bool)
            new = 1 if number else {"x": 1} if isinstance(value, dict) else [Cause(name="x")]
            _set(found, path, new)
    return found


KEYS = [kind.key for kind in TABLE]
