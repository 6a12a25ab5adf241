"""A probe's account and the rows of its run, made up: right unless a test changes them."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from harness.analysis.model import Sighting
from harness.analysis.probe.account import Copies
from harness.analysis.probe.compare import Known
from harness.analysis.recording import Recording
from harness.evidence.exchange import Exchange, Message
from harness.evidence.rows import Connection, Hook, Observation, Process, Value
from harness.evidence.run_record import read_run

TOKEN = "k0ffee"
PID, BY, IMEI = 7, "com.example.Calls.tm_getImei", "490154203237518"
AT_MS = 1_700_000_000_000
CALL: dict[str, Any] = {
    "call": "tm.getImei", "way": "", "from": "activity", "by": BY, "thread": "main", "at": AT_MS, "us": 900,
    "out": "value", "value": {"t": "java.lang.String", "k": "text", "n": len(IMEI), "x": IMEI},
}  # fmt: skip
SENT: dict[str, Any] = {
    "send": "tls_socket", "form": "plain", "bytes": 20, "at": AT_MS + 5, "us": 3000, "out": "answered HTTP/1.1 200 OK",
}  # fmt: skip
REST: tuple[dict[str, Any], ...] = ({"typed": "王芳"}, {"consent": "agree"})
HOST = "tls-socket.harness-probe.example"


def texts_of(*lines: dict[str, Any], pid: int = PID, end: bool = True, token: str = TOKEN) -> list[str]:
    """One process's account, as its file has it."""
    begin = {"begin": "p", "pid": pid, "sdk": 30, "arch": "aarch64"}
    texts = [json.dumps(line, ensure_ascii=False) for line in (begin, *lines)]
    if end:
        whole = hashlib.sha256("".join([*(f"{text}\n" for text in texts), token]).encode()).hexdigest()
        texts.append(json.dumps({"end": len(texts), "sha256": whole}))
    return texts


def log(*lines: dict[str, Any], pid: int = PID, end: bool = True, token: str = TOKEN) -> list[str]:
    """The device's log with one process's account."""
    texts = texts_of(*lines, pid=pid, end=end, token=token)
    return [f"11-29 18:00:00.000 {pid} {pid} I HarnessProbe: {pid} {n} 1/1 {text}" for n, text in enumerate(texts)]


def row(**more: Any) -> Observation:
    """The row of :data:`CALL`."""
    known: dict[str, Any] = {
        "seq": 1, "time_us": AT_MS * 1000 + 400, "mono_ns": 1, "pid": PID, "process": "p", "thread_id": 1,
        "thread": "main", "point": "tm.getImei", "category": "imei", "stack": [f"{BY}(Calls.java:3)"],
        "result": Value(type="java.lang.String", text=IMEI),
    }  # fmt: skip
    return Observation(**{**known, **more})


def exchange(**more: Any) -> Exchange:
    """What was seen of :data:`SENT`."""
    return Exchange(**{"index": 0, "id": "x", "time_us": 0, "url": f"https://{HOST}/plain", "host": HOST, **more})


def datagram(size: int) -> Exchange:
    """One to the address where the probe's go."""
    message = Message(from_client=True, data=b"x" * size, time_us=0)
    return Exchange(
        index=1, id="u", time_us=0, url="udp://198.51.100.7:9999", host="198.51.100.7", kind="udp", messages=[message]
    )


def sighting(value_id: str = "imei", index: int = 0) -> Sighting:
    """A value found in an exchange."""
    return Sighting(
        id="s1", exchange="x", index=index, host=HOST, url="", category="imei", value_id=value_id, where="body",
        path=[], form="plain", direction="request", phase="", time=0, offset=0, length=1,
    )  # fmt: skip


def connection(way: str = "tls-socket", state: str = "decrypted", **more: Any) -> Connection:
    """One that the app opened."""
    return Connection(id="c", time_us=0, host=f"{way}.harness-probe.example", port=443, state=state, **more)


def phases(**states: str) -> list[dict[str, str]]:
    """The phases of the probe's scenario, done unless said otherwise."""
    names = ("calls", "typing", "animation", "full_screen", "english_dialog")
    return [
        {"phase": name, "state": states.get(name, "done"), "cause": "" if name not in states else "no such control"}
        for name in names
    ]


def recording(**more: Any) -> Recording:
    """A run of the probe."""
    run = read_run(
        {"schema": 1, "device": {"model": "Nine", "api_level": 30}, "phases": phases(**more.pop("states", {}))}
    )
    known: dict[str, Any] = {
        "run": run, "observations": [row()], "exchanges": [exchange()], "connections": [connection()],
        "hooks": [Hook(pid=PID, process="p", point="tm.getImei", resolved=True)],
        "processes": [Process(pid=PID, name="org.harness.probe", gated=True, start_us=1, attached_us=2, held_us=4000)],
    }  # fmt: skip
    return Recording(**{**known, **more})


def copies(*lines: dict[str, Any], files: Sequence[str] = (), **more: Any) -> Copies:
    """The account of a run as it is kept: in the log alone, unless there are files."""
    return Copies(log(*lines, **more), files, TOKEN)


KNOWN = Known(
    catalogue={"tm.getImei": "method", "native.sendto": "native", "system.exit": "exit"},
    not_called={"system.exit": "ends_process"},
    by_paths=("native.sendto",),
    planted={"imei": IMEI, "name": "王芳"},
    categories={"imei": "imei"},
)
