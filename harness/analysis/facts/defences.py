"""How the app defends itself: packed, looking for the instrumentation, dying of it. What that makes of silence."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from harness.analysis.model_coverage import Defences, Look, Trait
from harness.analysis.named import first
from harness.evidence.rows import Defence, Observation

DETECTION, INSPECTION = "control.frida_detection", "control.self_inspection"
CHANGE, NATIVE = "control.self_change", "control.native_code"
FRIDA_PORTS = frozenset({"27042", "27043"})
"""Where frida-server listens unless it is told otherwise (Frida's documentation)."""
_LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
_TEXTS = ("char*", "java.lang.String", "java.io.File")


class Looked:
    """Notes, while observations go by, what the app did to find out whether it is being looked at."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._detection: Counter[tuple[str, str, str]] = Counter()
        self._inspection: Counter[tuple[str, str, str]] = Counter()
        self._change: Counter[tuple[str, str, str]] = Counter()
        self._not_run: Counter[tuple[str, str, str]] = Counter()

    def through(self, rows: Iterable[Observation]) -> Iterator[Observation]:
        """Yield every row as it is."""
        for row in rows:
            if row.category == DETECTION:
                self._detection[row.process, row.point, _what(row)] += row.count
            elif row.category == INSPECTION:
                self._inspection[row.process, row.point, _what(row)] += row.count
            elif row.category == CHANGE and row.exception is None and _to_write(row):
                self._change[row.process, row.point, _what(row)] += row.count
            elif row.category == NATIVE and _not_there(row):
                self._not_run[row.process, row.point, _what(row).rpartition("/")[2]] += row.count
            elif (row.category or "").startswith("channel.") and (port := _frida_port(row)):
                self._detection[row.process, row.point, f"port {port}"] += row.count
            yield row

    def found(self, defences: Sequence[Defence]) -> Defences:
        """Return coverage's ``defences``, with the rows of the bundle's ``defences.jsonl``."""

        def told(*kinds: str) -> list[Trait]:
            rows = sorted({(row.name, row.detail, row.how) for row in defences if row.kind in kinds})
            return [Trait(name=name, where=detail, how=how) for name, detail, how in first(rows)]

        return Defences(
            packers=told("packer"),
            swapped=told("application", "loader"),
            words=told("strings"),
            detection=_listed(self._detection),
            inspection=_listed(self._inspection),
            changed=_listed(self._change),
            not_run=_listed(self._not_run),
        )


def _listed(counts: Counter[tuple[str, str, str]]) -> list[Look]:
    rows = first(sorted(counts.items()))
    return [Look(name=process, point=point, where=what, count=count) for (process, point, what), count in rows]


def _what(row: Observation) -> str:
    """Return the first text among the arguments: a path, a word. Numbers of threads and processes are left out."""
    text = next(
        (arg.text for arg in row.args if arg.text and arg.type in ("char*", "java.lang.String", "java.io.File")), ""
    )
    parts = [("*" if part.isdigit() else part) for part in text[:200].split("/")]
    return "/".join(parts) if len(parts) > 1 else text[:200]


def _to_write(row: Observation) -> bool:
    """Whether a file was opened for writing: by the flags of open(2), or the mode of fopen(3)."""
    flags = row.args[-1].text if row.args else None
    if flags is None:
        return True
    return bool(int(flags) & 3) if flags.lstrip("-").isdigit() else any(letter in flags for letter in "wa+")


def _not_there(row: Observation) -> bool:
    """Whether a library that the app asked for was not loaded: what its code would do is unknown then."""
    return row.exception is not None or row.result is None or row.result.type == "null"


def _frida_port(row: Observation) -> str:
    """Return the port of Frida's that a connection was made to on the device itself, else an empty text."""
    for arg in row.args:
        address = arg.fields.get("remote", arg)
        host, port = address.fields.get("address"), address.fields.get("port")
        if host is not None and port is not None and host.text in _LOOPBACK and port.text in FRIDA_PORTS:
            return port.text or ""
    return ""
