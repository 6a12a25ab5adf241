"""From where in an app calls are seen: a screen, before ``onCreate``, another process, a page, reflection, native."""

from collections import Counter
from collections.abc import Mapping, Sequence

from harness.analysis.probe.account import Made, Own
from harness.analysis.probe.points import UNLINKED, Seen
from harness.analysis.recording import Recording
from harness.evidence.calibration import PlaceProof, PointProof

_ISOLATED = "isolated"
SOURCES = {
    "activity": "main_thread", "attach": "attach", "provider": "provider", "service": "second_process",
    "isolated": _ISOLATED, "webview": "webview",
}  # fmt: skip
"""What the account calls the places from which it calls, and the names of their proofs."""
_NATIVE = "native"
_BY_NATIVE_CODE = ("native.", "frida.paths", "frida.words", "frida.dbus")
"""Beginnings of points that the probe has its own native code call (``samples/probe/own.yaml``); all but one."""
_ASKED = "page_location"
_CHROME = "webview.chrome"


def proofs(
    accounts: Sequence[Own], seen: Seen, recording: Recording, points: Mapping[str, PointProof]
) -> list[PlaceProof]:
    """Return what is proved of each place from which the probe calls, of the ``points`` that are there at all.

    A place of which the account tells no call is there all the same: with why, as far as the probe knows it.
    """
    called, found = Counter[str](), Counter[str]()
    isolated = {row.pid for row in recording.processes if row.isolated}
    for own in accounts:
        for call in own.calls:
            if call.reached and (proof := points.get(call.point)) and proof.called:
                for place in [_ISOLATED] if call.pid in isolated else _places(call):
                    called[place] += 1
                    found[place] += seen.saw(call)
    lacks = {name: why for own in accounts for name, why in own.lacks.items()}
    for call in [call for own in accounts for call in own.calls if _native(call) and not call.reached]:
        lacks.setdefault(_NATIVE, "not_loaded" if call.exception == UNLINKED else call.why)
    names = [*SOURCES.values(), "reflection", _NATIVE]
    rows = [PlaceProof(name=name, called=called[name], seen=found[name], why=lacks.get(name, "")) for name in names]
    asked = sum(page == "geolocation" for own in accounts for page in own.pages)
    told = sum(row.point == _CHROME and row.kind == "callback" for row in recording.observations)
    return [*rows, PlaceProof(name=_ASKED, called=asked, seen=min(asked, told))]


def _places(call: Made) -> list[str]:
    more = ["reflection"] if call.way == "reflection" else [_NATIVE] if _native(call) else []
    return [SOURCES.get(call.source, call.source), *more]


def _native(call: Made) -> bool:
    return call.point.startswith(_BY_NATIVE_CODE) and call.point != "native.open"
