"""A bundle on disk in which every text is hostile: rows of every kind, what the run and the files say, traffic."""

import io
from html import escape
from pathlib import Path
from typing import Any

import msgspec
import yaml
from mitmproxy.io import FlowWriter

from harness.evidence.bundle import FLOWS, LOGCAT, PERSONA
from harness.evidence.exchange import Exchange
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.rows import Observation, Phase, kinds
from harness.evidence.run_record import Apk, RunRecord
from harness.evidence.static import STATIC, Static
from harness.evidence.writer import BundleWriter
from tests.evidence.bundles import small_persona
from tests.hostile import EVIL, filled

TIME = 1_763_900_000_000_000
SECOND = 1_000_000
DEEP = 5000


def write(root: Path) -> Path:
    """Write and seal it: the planted values leave in it, so that there are findings of most kinds."""
    persona = small_persona()
    run = filled(RunRecord, schema=1, outcome="running", reason=EVIL)
    with BundleWriter(root, run) as writer:
        for kind in kinds():
            for row in rows(kind.cls, persona.text("imei")):
                writer.append(row)
        writer.write_file(PERSONA, yaml.safe_dump(msgspec.to_builtins(persona)).encode())
        writer.write_file("apk/manifest.json", msgspec.json.encode(filled(Apk)))
        writer.write_file(STATIC, msgspec.json.encode(filled(Static)))
        writer.write_file(LOGCAT, EVIL.encode())
        writer.write_file(FLOWS, flows(persona.text("imei")))
        writer.seal("complete")
    return root


def rows(kind: Any, imei: str) -> list[Any]:
    """One or two rows of a kind."""
    if kind is Phase:
        return [
            filled(Phase, name=name, start_us=TIME + start, end_us=TIME + start + 5 * SECOND)
            for start, name in ((0, "before_consent"), (5 * SECOND, "foreground"), (10 * SECOND, EVIL))
        ]
    if kind is Observation:
        read = {"category": "imei", "result": {"type": "string", "value": imei}, "time_us": TIME + SECOND, "pid": 7}
        deep = "[" * DEEP + "]" * DEEP
        return [
            filled(Observation, seq=1, **read, point="TelephonyManager.getDeviceId"),
            filled(Observation, seq=2, pid=7, time_us=TIME + 2 * SECOND, args=[deep, EVIL]),
        ]
    return [filled(kind, time_us=TIME + SECOND) if "time_us" in kind.__struct_fields__ else filled(kind)]


def flows(imei: str) -> bytes:
    """Requests whose every part is hostile, one of them as deep as a document goes."""
    out = io.BytesIO()
    writer = FlowWriter(out)
    names = EVIL.replace("\r\n", "").replace("\0", "")
    bodies = [
        msgspec.json.encode({EVIL: {EVIL: imei}}),
        b'{"a":' * DEEP + b'"' + imei.encode() + b'"' + b"}" * DEEP,
        f'<a b="{imei}">]]>'.encode() + bytes(range(256)) + imei.encode(),
    ]
    for index, body in enumerate(bodies):
        row = Exchange(
            index=index, id=f"x{index}", time_us=TIME + 2 * SECOND + index, method="POST", scheme="http",
            host="evil.example", port=80, url=f"http://evil.example/{names.encode('utf-8').hex()}?{names}={imei}",
            request_headers=[(f"x-{index}", names), ("x-raw", "\udcff\x1b[31m\udc80")], request_body=body,
            status=200, response_headers=[("x", names)], response_body=EVIL.encode(), connection="c", app=EVIL,
        )  # fmt: skip
        writer.add(flow_from_exchange(row))
    return out.getvalue()


def policy(folder: Path) -> list[Path]:
    """Documents of a policy whose names and texts are hostile: a page, and a file of claims."""
    page = folder / "=cmd|'\u202e<script>\x1b[31m.html"
    said = escape(EVIL)
    body = f"<h1>{said}</h1><p>我们不会收集您的IMEI。{said}</p><p>我们收集手机号{said}。</p>{EVIL}"
    page.write_text(f"<html><body>{body}</body></html>", "utf-8")
    return [page]


def rules(folder: Path) -> Path:
    """A file of a user's own rules whose texts are hostile."""
    file = folder / "rules.yaml"
    own = {
        "id": "EVIL-1", "source": "EVIL", "clause": EVIL, "zh": EVIL, "en": EVIL, "decidable": "fully",
        "severity": "high", "status": "verified", "evaluator": "before_consent",
        "phases": ["P1_preconsent"], "needs": ["consent", "phases"],
    }  # fmt: skip
    sources = {"EVIL": {"checked": EVIL, "date": EVIL, "number": EVIL, "title": EVIL, "title_en": EVIL}}
    file.write_text(yaml.safe_dump({"version": 1, "sources": sources, "rules": [own]}, allow_unicode=True), "utf-8")
    return file
