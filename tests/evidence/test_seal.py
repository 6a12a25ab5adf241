"""The seal: every change of every entry is found, and told to its place."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.evidence.bundle import Bundle, BundleError
from harness.evidence.manifest import Entry, changed_ranges, entry_of_file
from harness.evidence.run_record import RunRecord
from harness.evidence.seal import seal, verified, verify
from harness.evidence.writer import BundleWriter
from tests.evidence.bundles import sealed

BIG = random.Random(1).randbytes(3_000_000)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return sealed(tmp_path / "bundle", **{"big.bin": BIG})


def edit(root: Path, change: Callable[[dict[str, object]], object]) -> None:
    raw = json.loads((root / "manifest.json").read_text())
    change(raw)
    (root / "manifest.json").write_text(json.dumps(raw))


@pytest.mark.parametrize(
    ("at", "length"), [(0, 1), (1_500_000, 1), (2_999_999, 1), (100_000, 200_000), (16_383, 2), (40_000, 0)]
)
def test_a_change_is_told_to_its_bytes(bundle: Path, at: int, length: int) -> None:
    data = bytearray(BIG)
    data[at : at + length] = bytes(byte ^ 1 for byte in data[at : at + length])
    (bundle / "big.bin").write_bytes(data)
    found = verify(bundle)
    if not length:
        assert found.intact
        return
    assert found.changed == ["big.bin"]
    ((start, stop),) = found.ranges["big.bin"]
    assert start <= at and at + length <= stop
    assert stop - start <= length + 2 * 16384, "told within a block, which is 16 KiB in a file of 3 MB"


def test_two_places_are_two_ranges(bundle: Path) -> None:
    data = bytearray(BIG)
    data[5] ^= 1
    data[-5] ^= 1
    (bundle / "big.bin").write_bytes(data)
    first, second = verify(bundle).ranges["big.bin"]
    assert first == (0, 16384) and second[1] == len(BIG)


def test_longer_and_shorter(bundle: Path) -> None:
    (bundle / "big.bin").write_bytes(BIG + b"x" * 10)
    assert verify(bundle).ranges["big.bin"][-1][1] == len(BIG) + 10
    (bundle / "big.bin").write_bytes(BIG[:1_000_000])
    ((start, stop),) = verify(bundle).ranges["big.bin"]
    assert start <= 1_000_000 and stop == len(BIG)
    (bundle / "big.bin").write_bytes(b"")
    assert verify(bundle).ranges["big.bin"] == [(0, len(BIG))]


def test_a_small_file_is_one_block_and_an_old_manifest_has_none(bundle: Path, tmp_path: Path) -> None:
    (bundle / "ui/x.xml").write_bytes(b"<other/>!!!!")
    assert verify(bundle).ranges["ui/x.xml"] == [(0, 12)]
    old = Entry(sha256="0" * 64, size=len(BIG))
    (tmp_path / "x").write_bytes(BIG)
    assert changed_ranges(tmp_path / "x", old) == []
    assert len(entry_of_file(tmp_path / "x").blocks) <= 256


def test_a_strangers_blocks_cost_no_more_than_honest_ones(bundle: Path) -> None:
    (bundle / "big.bin").write_bytes(BIG[::-1])
    for claim in ({"size": 10**15}, {"block": 1}, {"block": -1}, {"block": 10**18}, {"size": -5}):
        edit(bundle, lambda raw, claim=claim: raw["files"]["big.bin"].update(claim))  # type: ignore[misc]
        found = verify(bundle)
        assert found.changed == ["big.bin"] and found.ranges["big.bin"] == []


@pytest.mark.parametrize("size", [0, 1, 4096, 4097, 1 << 20, (1 << 20) + 1, 5_000_000])
def test_blocks_are_few_and_cover_the_file(tmp_path: Path, size: int) -> None:
    with (tmp_path / "x").open("wb") as file:
        file.truncate(size)
    entry = entry_of_file(tmp_path / "x")
    assert entry.size == size
    if size <= 4096:
        assert entry.blocks == []
        return
    assert (len(entry.blocks) - 1) * entry.block < size <= len(entry.blocks) * entry.block
    assert len(entry.blocks) <= 256 and (entry.block == 4096 or len(entry.blocks) > 128)


def test_a_manifest_without_blocks_still_verifies(bundle: Path) -> None:
    def forget(raw: dict[str, object]) -> None:
        raw["files"] = {name: {"sha256": item["sha256"]} for name, item in raw["files"].items()}  # type: ignore[attr-defined]

    edit(bundle, forget)
    assert verify(bundle).intact


def test_keys_not_known_yet_are_left_alone(bundle: Path) -> None:
    edit(bundle, lambda raw: raw.update(later={"x": 1}))
    assert verify(bundle).intact


def test_size_and_schema_are_checked(bundle: Path) -> None:
    edit(bundle, lambda raw: raw["files"]["ui/x.xml"].update(size=5))  # type: ignore[index]
    assert "contradicts itself on ui/x.xml" in verify(bundle).void[0]
    edit(bundle, lambda raw: raw.update(schema=99))
    found = verify(bundle)
    assert (found.state, found.intact) == ("tampered", False)
    assert "written by a newer harness (schema 99)" in found.void[0]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 1}', '{"schema": 1, "files": {"a": 5}}', "[" * 100_000])
def test_a_damaged_manifest_is_no_cut_off_run(bundle: Path, text: str) -> None:
    (bundle / "manifest.json").write_text(text)
    found = verify(bundle)
    assert (found.state, found.intact) == ("tampered", False)
    assert "manifest.json is damaged" in found.void[0]


def test_block_digests_must_fit(bundle: Path) -> None:
    edit(bundle, lambda raw: raw["files"]["big.bin"]["blocks"].reverse())  # type: ignore[index]
    assert "contradicts itself on big.bin" in verify(bundle).void[0]


def test_a_complete_run_without_a_manifest_was_not_cut_off(bundle: Path, tmp_path: Path) -> None:
    (bundle / "manifest.json").unlink()
    found = verify(bundle)
    assert found.state == "tampered" and "manifest.json is gone" in found.void[0]
    running = BundleWriter(tmp_path / "running", RunRecord())
    running.close()
    assert verify(tmp_path / "running").state == "cut_off"


def test_a_run_that_is_killed_while_it_is_sealed_was_cut_off(tmp_path: Path) -> None:
    program = f"""
import os, signal
from pathlib import Path
from harness.evidence import seal
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter
writer = BundleWriter(Path({str(tmp_path / "bundle")!r}), RunRecord())
whole = seal.write_whole
def killed(path, data):
    whole(path, data)
    if path.name == "run.json":
        os.kill(os.getpid(), signal.SIGKILL)
seal.write_whole = killed
writer.seal("complete")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert Bundle(tmp_path / "bundle").run.outcome == "complete"
    assert verify(tmp_path / "bundle").state == "cut_off"


def test_what_is_no_plain_file_is_named(bundle: Path) -> None:
    os.mkfifo(bundle / "fifo")
    (bundle / "link").symlink_to("/etc/passwd")
    (bundle / "folder").symlink_to("/etc")
    (bundle / "empty").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        before = Path.cwd()
        os.chdir(bundle)  # a socket's path is short
        try:
            listener.bind("socket")
        finally:
            os.chdir(before)
        found = verify(bundle)
    assert found.added == ["empty", "fifo", "folder", "link", "socket"]
    assert found.kinds == {
        "empty": "an empty directory", "fifo": "a FIFO", "folder": "a link", "link": "a link", "socket": "a socket",
    }  # fmt: skip


def test_a_file_that_became_something_else(bundle: Path) -> None:
    (bundle / "big.bin").unlink()
    os.mkfifo(bundle / "big.bin")
    (bundle / "ui/x.xml").unlink()
    (bundle / "ui/x.xml").symlink_to("/etc/passwd")
    found = verify(bundle)
    assert found.changed == ["big.bin", "ui/x.xml"]
    assert found.kinds == {"big.bin": "a FIFO", "ui/x.xml": "a link"}
    with pytest.raises(BundleError):
        Bundle(bundle).read_bytes("big.bin")


def test_sealing_looks_at_plain_files_only(tmp_path: Path) -> None:
    with BundleWriter(tmp_path / "b", RunRecord()) as writer:
        os.mkfifo(tmp_path / "b" / "fifo")
        (tmp_path / "b" / "none").mkdir()
        (tmp_path / "b" / os.fsdecode(b"x\xff")).write_text("x")
        writer.seal("complete")
    found = verify(tmp_path / "b")
    assert found.added == ["fifo", os.fsdecode(b"x\xff")]


def test_what_was_changed_is_set_aside(bundle: Path) -> None:
    (bundle / "ui/x.xml").write_bytes(b"<other/>")
    opened = Bundle(bundle)
    assert opened.read_bytes("ui/x.xml")
    assert verified(opened) is verified(opened)
    assert not opened.has("ui/x.xml") and opened.has("big.bin")
    with pytest.raises(BundleError, match="was changed after it was sealed"):
        opened.read_bytes("ui/x.xml")
    (bundle / "run.json").write_text('{"schema": 1, "outcome": "complete", "package": "com.forged"}')
    opened = Bundle(bundle)
    verified(opened)
    assert not opened.complete and opened.run == RunRecord(outcome="incomplete")


def test_the_same_bundle_has_the_same_manifest(bundle: Path) -> None:
    before = (bundle / "manifest.json").read_bytes()
    seal(bundle)
    assert (bundle / "manifest.json").read_bytes() == before
