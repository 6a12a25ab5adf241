"""What a calibration says of itself, when it is outdated, and that it comes back as it was written."""

import msgspec
import pytest

from harness.evidence.calibration import (
    Calibration,
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
TOOL = {"harness": "1", "frida": "17"}


def made(**more: object) -> Calibration:
    known = {
        "device": DEVICE,
        "tool": TOOL,
        "catalogue": "c",
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
    assert stale(made(), msgspec.structs.replace(DEVICE, **now), TOOL, "c") == words


def test_another_version_or_catalogue_makes_it_stale() -> None:
    assert stale(made(), DEVICE, TOOL | {"frida": "18"}, "d") == ["tool", "catalogue"]


def test_the_catalogue_s_digest_is_the_same_each_time() -> None:
    assert catalogue_digest() == catalogue_digest() and len(catalogue_digest()) == 64
