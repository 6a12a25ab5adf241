"""What a calibration says of itself, when it is outdated, and that it comes back as it was written."""

from typing import get_args

import msgspec
import pytest

from harness.evidence.calibration import (
    Calibration,
    Difference,
    Fault,
    PlaceProof,
    PlantedProof,
    PointProof,
    ProcessProof,
    ScreenProof,
    WayProof,
    catalogue_digest,
    decode_calibration,
    encode_calibration,
    stale,
)
from harness.evidence.run_record import DeviceInfo

DEVICE = DeviceInfo(kind="adb", model="Nine", fingerprint="a/b:14/X", api_level=34)
TOOL = {"harness": "1", "frida": "17", "mitmproxy": "11", "python": "3.11.7", "adbutils": "2"}


def made(**more: object) -> Calibration:
    known = {
        "device": DEVICE,
        "tool": TOOL,
        "catalogue": "c",
        "agent": "a",
        "points": {"a": PointProof(state="right"), "b": PointProof(why="costs")},
        "processes": [ProcessProof(agrees=True, whole=True), ProcessProof(isolated=True)],
    }
    return Calibration(**{**known, **more})  # type: ignore[arg-type]


def test_it_comes_back_as_it_was_written() -> None:
    assert decode_calibration(encode_calibration(made())) == made()


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"schema": 99}', b'{"points": 3}', b'{"points": {"a": {"state": "?"}}}', b" " * (17 << 20)]
)
def test_what_is_none_of_this_version_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_calibration(data)


def test_nothing_wrong_is_good_and_lists_are_what_they_say() -> None:
    assert made().good and made().proven == ["a"] and made().blind == {} and made().leaks == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": {"a": PointProof(state="missed")}},
        {"ways": [WayProof(way="udp", state="leaked")]},
        {"ways": [WayProof(way="udp", state="partly")]},
        {"screens": [ScreenProof(name="x")]},
        {"planted": [PlantedProof(id="imei")]},
        {"processes": [ProcessProof(agrees=False, whole=True)]},
        {"processes": [ProcessProof(agrees=True, whole=False)]},
        {"problems": ["no account"]},
        {"places": [PlaceProof(name="webview", called=2, seen=1)]},
    ],
)
def test_anything_wrong_is_not_good(wrong: dict[str, object]) -> None:
    assert not made(**wrong).good


def test_what_was_not_planted_need_not_be_read() -> None:
    assert made(planted=[PlantedProof(id="imei", planted=False)]).good


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({}, []),
        ({"fingerprint": "a/b:14/Y"}, ["build"]),
        ({"api_level": 35}, ["build"]),
        ({"model": "Ten"}, ["device"]),
    ],
)
def test_another_system_or_device_makes_it_stale(now: dict[str, object], words: list[str]) -> None:
    assert stale(made(), msgspec.structs.replace(DEVICE, **now), TOOL, "c", "a") == words


def test_another_version_catalogue_or_agent_makes_it_stale() -> None:
    assert stale(made(), DEVICE, TOOL | {"frida": "18"}, "d", "b") == ["tool", "agent", "catalogue"]


@pytest.mark.parametrize(
    ("part", "words"),
    [("harness", ["tool"]), ("frida", ["tool"]), ("mitmproxy", ["tool"]), ("python", []), ("adbutils", [])],
)
def test_of_the_versions_those_count_that_decide_what_is_seen(part: str, words: list[str]) -> None:
    assert stale(made(), DEVICE, TOOL | {part: "3.11.8"}, "c", "a") == words


def test_calls_from_an_isolated_process_need_not_be_seen() -> None:
    assert made(places=[PlaceProof(name="isolated", called=2), PlaceProof(name="webview", why="no web view")]).good


def test_what_is_wrong_besides_points_and_ways_has_words() -> None:
    found = made(
        problems=["x"], differences=[Difference(point="a")], screens=[ScreenProof()], planted=[PlantedProof()],
        places=[PlaceProof(called=1)],
    )  # fmt: skip
    assert found.faults == list(get_args(Fault)) and made().faults == []


def test_the_catalogue_s_digest_is_the_same_each_time() -> None:
    assert catalogue_digest() == catalogue_digest() and len(catalogue_digest()) == 64
