"""ZIP archives: their members, as apps upload logs and databases."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from harness.analysis.decode.again import Edit, splice
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.view import Budget, Part

MAGIC = b"PK\x03\x04"
_MOST_MEMBERS = 500
# The two methods that zip tools on Android write; zipfile bounds the output of no other.
_KNOWN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,  # an encrypted member
    ValueError,
    OSError,
    EOFError,
    OverflowError,
    MemoryError,
    LookupError,
)


def members(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the content of each member as far as it fits; encrypted ones are counted as not read."""
    if not data.startswith(MAGIC):
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except _UNREADABLE:
        return
    room = budget.room(len(data))
    for number, info in enumerate(infos):
        start, end = _span(data, info)
        if number >= _MOST_MEMBERS or room <= 0:
            budget.cut(len(data) - start)
            return
        if info.compress_type not in _KNOWN:
            budget.unread += end - start
            continue
        try:
            with archive.open(info) as file:
                out = file.read(room)
        except _UNREADABLE:
            budget.unread += end - start
            continue
        if info.file_size > len(out):
            budget.cut(end - start)
        room -= len(out)
        name = "".join(char if char.isprintable() else "?" for char in info.filename[:200])
        yield Part((f"zip:{name}",), out, start, end)


def _span(data: bytes, info: zipfile.ZipInfo) -> tuple[int, int]:
    """Return where a member stands: its local header (APPNOTE 4.3.7), two lengths of which are in it, and its bytes."""
    start = min(max(0, info.header_offset), len(data))
    names = sum(int.from_bytes(data[at : at + 2], "little") for at in (start + 26, start + 28))
    return start, max(start, min(len(data), start + 30 + names + max(0, info.compress_size)))


def _fit(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    """Pack the archive again with other members. What is changed beside them (names) must keep its size."""
    try:
        spans = {_span(data, info): info.header_offset for info in zipfile.ZipFile(io.BytesIO(data)).infolist()}
        contents = {spans[edit.start, edit.end]: edit.data for edit in edits if (edit.start, edit.end) in spans}
        beside = [edit for edit in edits if (edit.start, edit.end) not in spans]
        if any(edit.grows for edit in beside):
            return None
        old = zipfile.ZipFile(io.BytesIO(splice(data, beside)))
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as new:
            new.comment = old.comment
            for info in old.infolist():
                content = contents.get(info.header_offset)
                new.writestr(info, old.read(info) if content is None else content, info.compress_type)
    except _UNREADABLE:
        return None
    return file.getvalue()


ENCODING = Encoding(name="zip", magics=(MAGIC,), binary=members, fit=_fit)
