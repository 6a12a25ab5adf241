"""A bundle's manifest: the digest of every file, and of its blocks, so that a change can be told to its place."""

import hashlib
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from harness.files.read import open_regular

SCHEMA = 1
_LEAST_BLOCK = 4096
_MOST_BLOCKS = 256
"""Blocks of one file: a change is told to within 4 KiB in files up to 1 MiB, to 1/128 of its size in larger ones."""

Range = tuple[int, int]
"""First byte and the one after the last."""


class Entry(msgspec.Struct, omit_defaults=True, kw_only=True):
    """One file: its ``size`` in bytes, its digest, and those of its ``blocks`` of ``block`` bytes, in order.

    A file of one block has none: its own digest is the block's. Manifests before block digests have none either.
    """

    sha256: str
    size: int = -1
    block: int = 0
    blocks: list[str] = []


class Manifest(msgspec.Struct, kw_only=True):
    """What ``manifest.json`` holds. Keys that this version does not know are left alone."""

    schema: int = SCHEMA
    files: dict[str, Entry]

    def encode(self) -> bytes:
        """Return the file's bytes."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


def decode(data: bytes) -> Manifest:
    """Read a manifest. Raises ``ValueError`` (also ``msgspec.MsgspecError``) when it is damaged or of a newer kind."""
    raw: Any = msgspec.json.decode(data)
    if isinstance(raw, dict) and isinstance(raw.get("schema"), int) and raw["schema"] > SCHEMA:
        raise ValueError(f"it was written by a newer harness (schema {raw['schema']}); update harness")
    found = msgspec.convert(raw, Manifest)
    if found.schema != SCHEMA:
        raise ValueError(f"its schema is {found.schema}, which no harness writes")
    return found


def _block_for(size: int) -> int:
    """Return the size of the blocks of a file of ``size`` bytes: the least power of two with which they are few."""
    return max(_LEAST_BLOCK, 1 << (-(-size // _MOST_BLOCKS) - 1).bit_length())


def entry_of(file: BinaryIO, size: int) -> Entry:
    """Return the entry of an open file that is ``size`` bytes long."""
    block = _block_for(size)
    whole, blocks = hashlib.sha256(), []
    read = 0
    while data := file.read(block):
        read += len(data)
        whole.update(data)
        blocks.append(hashlib.sha256(data).hexdigest())
    if len(blocks) < 2:
        return Entry(sha256=whole.hexdigest(), size=read)
    return Entry(sha256=whole.hexdigest(), size=read, block=block, blocks=blocks)


def entry_of_file(path: Path) -> Entry:
    """Return the entry of a file. Raises ``ReadError``."""
    with open_regular(path, "the evidence") as file:
        return entry_of(file, path.stat().st_size)


def changed_ranges(path: Path, entry: Entry) -> list[Range]:
    """Return which bytes of a file are not those of its entry, as far as its blocks tell; none when they do not.

    Bytes behind the end of the shorter of the two count as changed. Raises ``ReadError``.
    """
    now = path.stat().st_size
    end = max(now, entry.size)
    if not entry.blocks:
        return [(0, end)] if 0 <= entry.size <= _LEAST_BLOCK else []
    if entry.block != _block_for(entry.size):  # a stranger's: what it says costs no more than an honest one's
        return []
    ranges: list[Range] = []
    with open_regular(path, "the evidence") as file:
        for number in range(max(len(entry.blocks), -(-now // entry.block))):
            known = entry.blocks[number] if number < len(entry.blocks) else ""
            if hashlib.sha256(file.read(entry.block)).hexdigest() == known:
                continue
            start, stop = number * entry.block, min(end, (number + 1) * entry.block)
            if ranges and ranges[-1][1] == start:
                ranges[-1] = (ranges[-1][0], stop)
            else:
                ranges.append((start, stop))
    return ranges
