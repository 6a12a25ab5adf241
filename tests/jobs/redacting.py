"""A small bundle in which values stand in every kind of file."""

import base64
import gzip
import hashlib
import json
from pathlib import Path

import msgspec
from mitmproxy import io
from mitmproxy.test import tflow

from harness.evidence.rows import Connection, Hook, Observation, PermissionRequest, Phase, Value
from harness.evidence.run_record import Apk, RunRecord
from harness.evidence.writer import BundleWriter
from harness.persona.generate import generate
from harness.persona.persona import Persona
from tests.analysis.recorder import Aes, Recorder, noise

START = 1_760_000_000_000_000
OWN = "k9x2-40f1-9ab7-zz81-77aa"
"""What an SDK made for itself: no persona has it."""


def persona() -> Persona:
    wanted = ("phone_number", "imei", "gaid", "name", "location", "wifi_ssid", "contact.1.name", "contact.1.phone")
    whole = generate(21)
    return msgspec.structs.replace(whole, values=[value for value in whole.values if value.id in wanted])


def texts(who: Persona) -> list[str]:
    """All values as texts."""
    found = [value.value for value in who.values]
    return [text for value in found for text in ([value] if isinstance(value, str) else map(str, value.values()))]


def bundle(root: Path, who: Persona) -> Path:
    """Write a sealed bundle; return its directory."""
    phone, imei, name = who.text("phone_number"), who.text("imei"), who.text("name")
    run = RunRecord(
        apk=Apk(package="com.x.app", label="X"), clock_offset_us=0, persona=who.id, variables={"phone": phone}
    )
    with BundleWriter(root, run) as writer:
        writer.write_file("persona.yaml", who.to_yaml().encode())
        recorder = Recorder()
        body = Aes(recorder, "AES/CBC/PKCS5Padding", noise(16), noise(16, 3), 9).final(
            f'{{"imei": "{imei}"}}'.encode() * 4
        )
        _flows(writer, who, body)
        for row in recorder.rows:
            writer.append(row)
        calls = [
            ("tm.getLine1Number", "phone_number", phone),
            ("tm.getImei", "imei", imei),
            ("sdk.id", "sdk_device_id", OWN),
        ]
        for seq, (point, category, said) in enumerate(calls):
            writer.append(Observation(
                seq=100 + seq, time_us=START + 1000, mono_ns=1, pid=7, process="com.x.app", thread_id=1, thread="main",
                point=point, category=category, phase="main", stack=["com.x.app.Main.run(Main.java:1)"],
                args=[Value(type="int", text="0")], result=Value(type="java.lang.String", text=said),
            ))  # fmt: skip
        writer.append(Phase(name="main", start_us=START, end_us=START + 60_000_000, cause="end", screenshot="ui/1.png",
                            ui_dump=f"ui/{name}.xml"))  # fmt: skip
        writer.append(Connection(id="c", time_us=START, host=f"{imei}.a.example", port=443, state="decrypted"))
        writer.append(PermissionRequest(id=1, time_us=START, clock_us=START, phase="main", message=f"Hello {name}"))
        writer.append(Hook(pid=7, process="com.x.app", point="tm.getImei", resolved=True))
        writer.write_file(f"ui/{name}.xml", f'<hierarchy><node text="{name} {phone}"/></hierarchy>'.encode())
        writer.write_file("ui/1.png", b"\x89PNG\r\n\x1a\n" + phone.encode())
        writer.write_file("apk/manifest.json", json.dumps({"package": "com.x.app", "file": f"{phone}.apk"}).encode())
        writer.open_file("log/logcat.txt").write(
            f"I/App: imei={imei}\nI/App: {base64.b64encode(name.encode())!r}\n".encode()
        )
        writer.seal("complete")
    return root


def _flows(writer: BundleWriter, who: Persona, sealed: bytes) -> None:
    phone, imei, name = who.text("phone_number"), who.text("imei"), who.text("name")
    place = who.place()
    assert place is not None
    packed = gzip.compress(
        json.dumps({"d": {"id": base64.b64encode(imei.encode()).decode()}, "n": name}).encode(), mtime=0
    )
    bodies = [
        (f"/a?tel={phone}", packed, [("content-encoding", "gzip"), ("content-length", str(len(packed)))]),
        (
            "/b",
            json.dumps({"lat": place[0], "lon": place[1], "h": hashlib.md5(imei.encode()).hexdigest()}).encode(),
            [],
        ),
        ("/c", sealed, []),
        ("/d", b"id=" + OWN.encode(), []),
    ]
    rows = io.FlowWriter(writer.open_file("flows.mitm"))
    for number, (path, body, headers) in enumerate(bodies):
        flow = tflow.tflow(resp=True)
        flow.request.timestamp_start = flow.timestamp_created = START / 1e6 + 2 + number
        flow.request.path, flow.request.data.content = path, body
        flow.request.headers.fields = tuple((key.encode(), said.encode()) for key, said in headers)
        rows.add(flow)
    names, spoken, raw = tflow.tdnsflow(), tflow.twebsocketflow(), tflow.ttcpflow()
    names.request.questions[0].name = f"{imei}.leak.example"
    spoken.websocket.messages[0].content = json.dumps({"tel": phone}).encode()
    raw.messages[0].content = b"LOGIN " + phone.encode()[:5]
    raw.messages[0].from_client = raw.messages[1].from_client = True
    raw.messages[1].content = phone.encode()[5:] + b"\r\n"
    for flow in (names, spoken, raw):
        flow.timestamp_created = START / 1e6 + 10
        rows.add(flow)
