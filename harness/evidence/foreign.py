"""The one door for recordings that others made: what a file is is told by its content, never by its name."""

from dataclasses import replace
from pathlib import Path

from harness.evidence.exchange import RecordingError
from harness.evidence.flows import FlowsFile, open_recording
from harness.evidence.har import HarFile
from harness.evidence.pcap.file import BEGINS, open_capture
from harness.evidence.unpack import Plain, plain
from harness.files.names import shown

_OTHERS = {
    b"SQLite format 3": "a database (SQLite)",
    b"<": "XML or HTML",
    b"WARC/": "a web archive (WARC)",
    b"bplist": "a property list",
    b"\xac\xed\x00\x05": "a Java object, such as a Charles session",
    b"BZh": "compressed (bzip2)",
    b"\xfd7zXZ": "compressed (xz)",
    b"\x28\xb5\x2f\xfd": "compressed (zstd)",
    b"7z\xbc\xaf": "compressed (7-Zip)",
}
"""How files begin that people have of such recordings and that are none of the kinds that are read."""
_BEFORE = b"\xef\xbb\xbf \t\r\n\x1e"
"""What may stand before JSON."""
_READ = (
    "HAR files (also .har.gz, .zhar, zipped), mitmproxy's flow files and packet captures are read; "
    "export or unpack it to one of them"
)


def is_har(path: Path) -> bool:
    """Whether a plain file is JSON, as HAR is. Raises :class:`RecordingError` when it cannot be read or is empty."""
    return _head(path, path).lstrip(_BEFORE).startswith((b"{", b"["))


def open_foreign(path: Path, keys: Path | None = None, app: str = "") -> HarFile | FlowsFile:
    """Return a recording as a source of exchanges; ``-`` is the standard input.

    ``keys`` are the TLS secrets of a packet capture, ``app`` the app whose traffic alone is wanted of one.
    Raises :class:`RecordingError` in one sentence for what is no recording that can be read.
    """
    return opened(replace(plain(path), keys=keys, app=app))


def opened(file: Plain) -> HarFile | FlowsFile:
    """Return an unpacked recording as a source of exchanges. Raises :class:`RecordingError`."""
    raw = _head(file.path, file.name)
    if raw.startswith(BEGINS):
        return open_capture(file)
    head = raw.lstrip(_BEFORE)
    for begins, what in _OTHERS.items():
        if raw.startswith(begins) or (begins == b"<" and head.startswith(begins)):
            raise RecordingError(f"{shown(file.name)} is {what}: {_READ}.")
    if head.startswith((b"{", b"[")):
        return HarFile(file.path, name=file.name, beside=file.beside, cut=file.cut)
    return FlowsFile(file.path, name=file.name, packing=file.cut)


def _head(path: Path, name: Path) -> bytes:
    with open_recording(path) as file:
        head = file.read(64)
    if not head:
        raise RecordingError(f"{shown(name)} is empty: nothing was recorded, or the file was cut down to nothing.")
    return head
