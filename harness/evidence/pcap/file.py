"""A packet capture as a source of exchanges."""

from collections.abc import Iterator
from pathlib import Path

from harness.evidence.exchange import Exchange, Piece, RecordingError
from harness.evidence.flows import FlowsFile
from harness.evidence.pcap.connections import Connections
from harness.evidence.pcap.order import Noted
from harness.evidence.pcap.tshark import Tshark
from harness.evidence.rows import Connection
from harness.evidence.unpack import Plain, written
from harness.files.names import shown

BEGINS = (
    b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x0a\x0d\x0d\x0a",
)  # fmt: skip
"""How pcap (both orders of bytes, microseconds and nanoseconds) and pcapng begin."""
_BESIDE = (".keys", ".keylog", ".sslkeylog")
_NAMED = ("sslkeylog.txt", "sslkeylogfile.txt", "SSLKEYLOGFILE")
_LABELS = (b"CLIENT_", b"SERVER_", b"EXPORTER_", b"EARLY_", b"RSA ", b"#", b"QUIC_")
"""How lines of NSS's key log begin."""

_read: dict[tuple[object, ...], "PcapFile"] = {}


class PcapFile(FlowsFile):
    """A capture. It is taken apart once, into a file of flows that goes with the process, and read from there.

    ``connections`` are those in it, with the reason for each that could not be read; ``lost`` says in words what
    else of them is not there; ``left_out`` counts connections of other apps than the one that was asked for. ``apps``
    are those that the capture names, by what each is called, ``package`` is the package of the only one. What was
    lost follows the exchanges, each as one that is unreadable.
    """

    def __init__(self, path: Path, name: Path, packing: str | None, found: Connections) -> None:
        """Name the flows; ``name`` is what the user calls the capture, ``packing`` says how it ended early."""
        super().__init__(path, ours=True, name=name, packing=packing)
        self.connections: list[Connection] = found.rows
        self.lost = found.lost
        self.left_out = found.left_out
        self.apps = sorted(found.named)
        self.package = found.package
        self._count = found.count

    def __iter__(self) -> Iterator[Exchange]:
        """Yield the exchanges, and after them what was lost."""
        yield from super().__iter__()
        yield from _unreadable(self.lost, self._count)

    def pieces(self, count: int) -> Iterator[Piece]:
        """Yield the exchanges in pieces, and after them what was lost."""
        yield from super().pieces(count)
        if self.lost:
            yield _LostPiece(self.lost, self._count)


class _LostPiece:
    def __init__(self, lost: list[str], first: int) -> None:
        self._lost = lost
        self._first = first

    def __iter__(self) -> Iterator[Exchange]:
        yield from _unreadable(self._lost, self._first)


def _unreadable(lost: list[str], first: int) -> Iterator[Exchange]:
    for index, why in enumerate(lost, first):
        yield Exchange(index=index, id=str(index), time_us=0, kind="unreadable", unreadable=why)


def open_capture(file: Plain) -> PcapFile:
    """Take a capture apart, with the keys that are in it or beside it. Raises ``RecordingError`` and ``WriteError``."""
    keys = file.keys or (keys_beside(file.name) if file.beside is not None else None)
    if keys is not None and not keys.is_file():
        raise RecordingError(f"There is no file of TLS keys {shown(keys)}.")
    stamps = [(str(each), each.stat().st_size, each.stat().st_mtime_ns) for each in (file.path, keys) if each]
    known = (*stamps, file.name, file.app)
    if known not in _read:
        source = Tshark(file.path, file.name, keys)
        found = Connections(source, lambda: source.apps, file.app)
        noted = Noted(found)
        flows, cut = written(noted.frames(), file.name)
        noted.sort(flows)
        _read[known] = PcapFile(flows, file.name, source.cut or cut or file.cut, found)
    return _read[known]


def keys_beside(capture: Path) -> Path | None:
    """Return the file of TLS secrets beside a capture: by its name (``capture.keys``), or a usual one."""
    stem = capture.with_suffix("")
    names = [Path(f"{base}{end}") for base in dict.fromkeys((stem, capture)) for end in _BESIDE]
    for path in (*names, *(capture.parent / name for name in _NAMED)):
        if path.is_file():
            with path.open("rb") as file:
                if file.read(16).startswith(_LABELS):
                    return path
    return None
