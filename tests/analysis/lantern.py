"""A run shaped like the sample app's, as observations and exchanges, made with nothing of the analysis."""

import base64
import gzip
import hashlib
import json
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from harness.analysis.recording import Recording
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Hook, Observation, Phase, Process, Value
from harness.evidence.run_record import read_run
from tests.analysis.clean import CLOSED, watching

T0 = 1_760_000_000_000_000
OFFSET = 3_000_000
"""The device's clock is three seconds ahead of the host's."""
PUSH = ["com.pushbay.core.Device.read(Device.java:10)", "com.bright.lantern.App.onCreate(App.java:5)"]
ADS = ["java.util.concurrent.FutureTask.run(FutureTask.java:1)", "com.adhive.sdk.net.Profile.load(Profile.java:3)"]
OWN = ["com.bright.lantern.Backup.run(Backup.java:9)"]
PLANTED: list[dict[str, Any]] = [
    {"id": "imei", "category": "imei", "value": "866712345678906"},
    {"id": "android_id", "category": "android_id", "value": "9f3c1a77d2e4b805"},
    {"id": "phone_number", "category": "phone_number", "value": "13912345678"},
    {"id": "location", "category": "location_precise", "value": {"latitude": 31.230416, "longitude": 121.473701}},
    {"id": "contact.1.name", "category": "contacts", "value": "欧阳曦澜", "of": "contact.1"},
    {"id": "contact.1.phone", "category": "contacts", "value": "13700137042", "of": "contact.1"},
    {"id": "contact.2.name", "category": "contacts", "value": "司徒霁昀", "of": "contact.2"},
    {"id": "contact.2.phone", "category": "contacts", "value": "13600136099", "of": "contact.2"},
    {"id": "call.1.phone", "category": "call_log", "value": "15012349876", "of": "call.1"},
    {"id": "sms.1.body", "category": "sms", "value": "【慕容】验证码883201，流水号8d2f10aa", "of": "sms.1"},
    {"id": "package.1", "category": "installed_apps", "value": "com.persona3fa9c1d2.app1"},
]


def text(value: str) -> Value:
    return Value(type="java.lang.String", text=value)


def data(value: bytes) -> Value:
    return Value(type="byte[]", data=value)


def encrypt(plain: bytes, key: bytes, iv: bytes) -> bytes:
    pad = padding.PKCS7(128).padder()
    machine = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return machine.update(pad.update(plain) + pad.finalize()) + machine.finalize()


class Run:
    """Collects rows; times are milliseconds after the start, on the device's clock."""

    def __init__(self) -> None:
        self.observations: list[Observation] = []
        self.exchanges: list[Exchange] = []
        self.phases = [
            Phase(name="install", start_us=T0, end_us=T0 + 500_000, cause="x", branch="accept"),
            Phase(name="before_consent", start_us=T0 + 500_000, end_us=T0 + 4_000_000, cause="x", branch="accept"),
            Phase(name="consented_idle", start_us=T0 + 4_000_000, end_us=T0 + 9_000_000, cause="x", branch="accept"),
        ]

    def call(self, at: int, point: str, category: str, stack: list[str], **more: Any) -> str:
        seq = len(self.observations)
        self.observations.append(
            Observation(
                seq=seq, time_us=T0 + at * 1000, mono_ns=at * 1_000_000, pid=77, process="p", thread_id=1, thread="t",
                point=point, category=category, stack=stack, **more,
            )
        )  # fmt: skip
        return f"77:{seq}"

    def send(self, at: int, url: str, body: bytes, **headers: str) -> None:
        self.exchanges.append(
            Exchange(
                index=len(self.exchanges), id=f"x{len(self.exchanges)}", time_us=T0 + at * 1000 - OFFSET,
                method="POST", scheme="https", host=url.split("/")[2], port=443, url=url, request_body=body,
                request_headers=[(name.replace("_", "-"), value) for name, value in headers.items()],
            )
        )  # fmt: skip

    def recording(self, **changes: Any) -> Recording:
        run = {"apk": {"package": "com.bright.lantern"}, "clock_offset_us": OFFSET, "outcome": "complete", **CLOSED}
        parts: dict[str, Any] = {
            "run": read_run(run | changes.pop("run", {})),
            "exchanges": self.exchanges,
            "persona": {"schema": 1, "id": "p", "created": "2026-01-01T00:00:00Z", "values": PLANTED},
            "observations": self.observations,
            "phases": self.phases,
            "hooks": [Hook(pid=77, process="p", point="telephony.imei", resolved=True), *watching(77)],
            "processes": [Process(pid=77, name="p", gated=True, start_us=T0, attached_us=T0 + 1, flushed=True)],
        }
        return Recording(**(parts | changes))


def lantern() -> Run:
    """md5(IMEI) before consent; after it phone and place in base64 in a form in gzip, the rest through AES."""
    run = Run()
    values = {item["id"]: item["value"] for item in PLANTED}
    run.call(600, "settings.android_id", "android_id", PUSH, result=text(values["android_id"]))
    run.call(620, "telephony.imei", "imei", PUSH, result=text(values["imei"]))
    imei = values["imei"].encode()
    digest = hashlib.md5(imei)
    state = Value(type="state", fields={"algorithm": text("MD5")})
    run.call(640, "digest.digest", "channel.hash", PUSH, object_id=3, args=[data(imei), state],
             result=data(digest.digest()))  # fmt: skip
    run.send(700, "https://api.pushbay.example/register?v=2", json.dumps({"id": {"u": digest.hexdigest()}}).encode())

    place = values["location"]
    run.call(4600, "telephony.line1", "phone_number", ADS, result=text(values["phone_number"]))
    fields = {name: text(str(number)) for name, number in place.items()}
    run.call(4650, "location.last", "location_precise", ADS, result=Value(type="Location", fields=fields))
    run.call(4700, "packages.installed", "installed_apps", ADS, result=Value(
        type="list", items=[text(values["package.1"]), text("com.bright.lantern")]))  # fmt: skip
    inner = base64.b64encode(urlencode({"tel": values["phone_number"], **place}).encode()).decode()
    run.send(
        4900,
        "https://track.adhive.example/c",
        gzip.compress(urlencode({"sid": "1", "payload": inner}).encode(), mtime=0),
        Content_Encoding="gzip",
    )

    rows = [{"name": values[f"contact.{n}.name"], "number": values[f"contact.{n}.phone"]} for n in (1, 2)]
    run.call(6000, "contacts.query", "contacts", OWN, result=Value(type="cursor", items=[
        Value(type="row", fields={name: text(value) for name, value in row.items()}) for row in rows]))  # fmt: skip
    run.call(6010, "calls.query", "call_log", OWN, result=text(values["call.1.phone"]))
    run.call(6020, "sms.query", "sms", OWN, result=text(values["sms.1.body"]))
    plain = json.dumps({"contacts": rows, "calls": [values["call.1.phone"]], "sms": [values["sms.1.body"]]}).encode()
    key, iv = b"k" * 16, bytes(range(16))
    made = encrypt(plain, key, iv)
    state = Value(type="state", fields={"algorithm": text("AES/CBC/PKCS5Padding"), "mode": text("encrypt")})
    run.call(6030, "cipher.init", "channel.crypto", OWN, object_id=9, args=[text("1"), data(key), state])
    cut = len(plain) // 2
    done = cut // 16 * 16
    run.call(6031, "cipher.update", "channel.crypto", OWN, object_id=9, args=[data(plain[:cut]), state],
             result=data(made[:done]))  # fmt: skip
    run.call(6032, "cipher.doFinal", "channel.crypto", OWN, object_id=9, args=[data(plain[cut:]), state],
             result=data(made[done:]))  # fmt: skip
    run.send(6100, "https://sync.bright.example/up", b"\x01\x02" + iv + made)
    return run
