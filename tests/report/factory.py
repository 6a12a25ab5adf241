"""A realistic run of a "free flashlight" app, as an assessment and a bundle in memory."""

import base64
import functools
import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec
from PIL import Image, ImageDraw

from harness.analysis.model import Assessment, Channel
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Phase, Row, Value
from harness.evidence.run_record import RunRecord, read_run
from harness.report import ReportView, build_view

T0 = 1_763_900_000_000_000
PID = 4242
VALUES: dict[str, Any] = {
    "telephony.imei": "867530912345679",
    "telephony.line1": "+8613912345678",
    "location": {"latitude": 31.230416, "longitude": 121.473701},
    "contacts.0.name": "Zhang Weiguo",
    "contacts.0.phone": "13700137042",
    "calls.0.number": "13600136099",
    "sms.0.body": "Your code is 883-201, do not tell anyone",
    "settings.android_id": "9f3c1a77d2e4b805",
}
APP = {"id": "app", "kind": "app", "name": "com.brightbeam.lantern", "package": "com.brightbeam.lantern"}
PUSH = {"id": "unknown:com.pushbay.core", "kind": "sdk", "name": "com.pushbay.core", "package": "com.pushbay.core"}
ADS = {
    "id": "sdk:com.adhive.sdk",
    "kind": "sdk",
    "name": "AdHive",
    "package": "com.adhive.sdk",
    "company": "AdHive Media Ltd.",
    "listed": True,
}
COVERAGE: dict[str, Any] = {
    "hooks": {"resolved": 41, "failed": 2, "failures": [{"point": "oaid.msa", "reason": "class not found"}]},
    "processes": {"watched": 1, "observed": 37, "lost": 0},
    "connections": {"decrypted": 3, "plain": 0, "failed": 0},
    "exchanges": 3,
    "opaque_bytes": 0,
}
FULL = {
    "hooks": {"resolved": 41, "failed": 0},
    "processes": {"watched": 1, "observed": 37},
    "connections": {"decrypted": 3},
    "opaque_bytes": 0,
}


@functools.cache
def screen(text: str, colour: str = "#1b2230") -> bytes:
    """Return a PNG like a phone's screen."""
    image = Image.new("RGB", (720, 1440), colour)
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 400, 660, 1000), fill="#f4f5f7")
    draw.text((110, 460), text, fill="#202020", font_size=44)
    draw.rectangle((110, 880, 340, 950), fill="#c9cdd4")
    draw.rectangle((380, 880, 610, 950), fill="#1f5fa8")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


R = TypeVar("R", bound=Row)


class MemoryBundle:
    """A bundle without a disk."""

    def __init__(
        self,
        run: RunRecord,
        phases: list[Phase],
        observations: list[Observation],
        files: dict[str, bytes],
        complete: bool,
    ) -> None:
        self.run = run
        self.complete = complete
        self._phases, self._observations, self.files = phases, observations, files

    def rows(self, cls: type[R], /) -> Iterable[R]:
        return [row for row in (*self._phases, *self._observations) if isinstance(row, cls)]

    def manifest(self) -> Mapping[str, str]:
        if not self.complete:
            return {}
        return {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()}

    def read_bytes(self, relative: str, /) -> bytes:
        if relative not in self.files:
            raise ValueError(f"no {relative}")
        return self.files[relative]


AES = Value(type="state", fields={"algorithm": Value(type="java.lang.String", text="AES/CBC/PKCS5Padding"),
                                  "mode": Value(type="java.lang.String", text="encrypt")})  # fmt: skip


class Run:
    """A run to change before it becomes a view."""

    def __init__(self) -> None:
        self.record = read_run({
            "schema": 1,
            "outcome": "complete",
            "tool": {"harness": "0.1.0", "python": "3.11.2", "frida": "17.2.1", "mitmproxy": "11.1.3"},
            "apk": {
                "package": "com.brightbeam.lantern",
                "label": "Lantern",
                "version_name": "1.0",
                "version_code": "1",
                "sha256": hashlib.sha256(b"lantern").hexdigest(),
                "signer_sha256": [hashlib.sha256(b"signer").hexdigest()],
            },
            "device": {
                "kind": "sandbox", "model": "Harness Sandbox", "manufacturer": "", "android": "13", "api_level": 33,
                "serial": "127.0.0.1:5580",
            },
            "scenario": "consent",
            "branch": "accept",
            "network": "sinkhole",
            "started": "2025-11-23T12:13:19.000000Z",
            "ended": "2025-11-23T12:13:33.250000Z",
        })  # fmt: skip
        self.phases = [
            Phase(name="before_consent", start_us=T0, end_us=T0 + 4_100_000, cause="settled", branch="accept",
                  screenshot="ui/0.png"),
            Phase(name="consented_idle", start_us=T0 + 4_100_000, end_us=T0 + 9_800_000, cause="settled",
                  branch="accept", screenshot="ui/1.png"),
            Phase(name="background", start_us=T0 + 9_800_000, end_us=T0 + 13_000_000, cause="elapsed",
                  branch="accept"),
        ]  # fmt: skip
        self.files = {
            "ui/0.png": screen("Privacy policy\n\n[ Disagree ]  [ Agree ]"),
            "ui/1.png": screen("Lantern\n\nON / OFF", "#40382a"),
            "run.json": b"{}",
            "observations.jsonl": b"...",
            "flows.mitm": b"flows",
        }
        self.complete = True
        self.observations: list[Observation] = []
        self.exchanges: list[Exchange] = []
        self.values = dict(VALUES)
        self.channels: list[Channel] = []
        self.sightings: list[dict[str, Any]] = []
        self.disclosures: list[dict[str, Any]] = []
        self.collected: list[dict[str, Any]] = []
        self.coverage: dict[str, Any] = json.loads(json.dumps(COVERAGE))
        self.verdict = "disclosures"
        self.reasons: list[str] = []

    def observe(self, point: str, category: str | None, at_ms: int, stack: list[str], **fields: Any) -> str:
        """Add an observation and return its id."""
        seq = len(self.observations) + 1
        self.observations.append(
            Observation(
                seq=seq,
                time_us=T0 + at_ms * 1000,
                mono_ns=at_ms * 1_000_000,
                pid=PID,
                process="com.brightbeam.lantern",
                thread_id=PID + 9,
                thread="pool-1-thread-1",
                point=point,
                category=category,
                phase=phase_at(at_ms),
                stack=stack,
                **fields,
            )
        )
        return f"{PID}:{seq}"

    def send(self, host: str, path: str, body: bytes, kind: str, at_ms: int, method: str = "POST") -> int:
        """Add an exchange and return its index."""
        index = len(self.exchanges)
        self.exchanges.append(
            Exchange(
                index=index,
                id=f"x{index}",
                time_us=T0 + at_ms * 1000,
                method=method,
                scheme="https",
                host=host,
                port=443,
                url=f"https://{host}{path}",
                request_body=body,
                status=200,
                request_headers=[("Host", host), ("Content-Type", kind), ("User-Agent", "okhttp/4.12")],
            )
        )
        return index

    def disclose(self, value_id: str, category: str, actor: dict[str, Any], index: int, at_ms: int, *,
                 path: list[str], form: str = "plain", read: str | None = None, read_ms: int = 0,
                 calls: list[str] | None = None, party: str = "third") -> None:  # fmt: skip
        """Add one sighting and its disclosure."""
        n = len(self.sightings) + 1
        exchange = self.exchanges[index]
        after = phase_at(at_ms) != "before_consent"
        self.sightings.append({
            "id": f"s{n:04d}", "exchange": exchange.id, "index": index, "host": exchange.host, "url": exchange.url,
            "category": category, "value_id": value_id, "where": "body", "path": path, "form": form,
            "direction": "request", "phase": phase_at(at_ms), "time": T0 + at_ms * 1000, "offset": 0, "length": 0,
            "calls": calls or [],
        })  # fmt: skip
        self.disclosures.append({
            "id": f"d{n:04d}", "category": category, "value_id": value_id, "value_ids": [value_id], "form": form,
            "forms": [form], "paths": [path], "sightings": [f"s{n:04d}"], "observations": [read] if read else [],
            "actor": actor, "candidates": [], "url": exchange.url, "phase": phase_at(at_ms),
            "recipient": {"host": exchange.host, "domain": exchange.host.partition(".")[2], "party": party},
            "consent": "after" if after else "before", "first": T0 + at_ms * 1000, "last": T0 + at_ms * 1000,
            "delay_ms": float(at_ms - read_ms) if read else None, "confidence": "high",
            "strength": "B" if form.startswith("digest:") else "A",
        })  # fmt: skip

    def keep(self, category: str, point: str, actor: dict[str, Any], observations: list[str], at_ms: int,
             **more: Any) -> None:  # fmt: skip
        """Add a reading that was never seen leaving."""
        self.collected.append({
            "category": category, "access_point": point, "actor": actor, "phase": phase_at(at_ms),
            "consent": "after" if phase_at(at_ms) != "before_consent" else "before", "count": len(observations),
            "denied": 0, "first": T0 + at_ms * 1000, "last": T0 + at_ms * 1000, "rate": 0.0, "seen_leaving": False,
            "value_ids": [], "observations": observations, **more,
        })  # fmt: skip

    permissions: dict[str, Any] | None = None
    consent: dict[str, Any] | None = None
    random: Sequence[dict[str, Any]] = ()

    def assessment(self) -> dict[str, Any]:
        """Return the assessment as it is in assessment.json."""
        coverage = {"complete": self.complete, **self.coverage} if self.coverage else {}
        return {
            "schema": 1, "tool": {"harness": "0.1.0"}, "bundle": {}, "findings": [], "coverage": coverage,
            "summary": {
                "disclosures": len(self.disclosures), "disclosures_before_consent": 1,
                "disclosures_after_refusal": 0, "disclosures_after": len(self.disclosures) - 1,
                "verdict": self.verdict, "reasons": self.reasons,
            },
            "sightings": self.sightings, "disclosures": self.disclosures, "collected": self.collected,
            "values": self.values, "permissions": self.permissions, "consent": self.consent,
            "channels": [msgspec.to_builtins(row) for row in self.channels],
            "random": self.random,
        }  # fmt: skip

    def bundle(self) -> MemoryBundle:
        """Return the bundle."""
        return MemoryBundle(self.record, self.phases, self.observations, self.files, self.complete)

    def view(self) -> ReportView:
        """Return the report's view."""
        return build_view(msgspec.convert(self.assessment(), Assessment), self.bundle(), self.exchanges)

    def empty(self) -> "Run":
        """Drop everything that was found."""
        self.sightings, self.disclosures, self.collected, self.exchanges = [], [], [], []
        self.verdict = "none_seen"
        return self


def phase_at(at_ms: int) -> str:
    """Return the phase of a moment of the run."""
    return "before_consent" if at_ms < 4100 else "consented_idle" if at_ms < 9800 else "background"


def text(value: str) -> Value:
    """Return a Java string."""
    return Value(type="java.lang.String", text=value)


def lantern() -> Run:
    """Return the sample run."""
    run = Run()
    imei, line1 = VALUES["telephony.imei"], VALUES["telephony.line1"]
    lat, lon = VALUES["location"].values()
    push = ["com.pushbay.core.DeviceId.collect(DeviceId.java:41)", "com.pushbay.core.PushBay.init(PushBay.java:27)",
            "com.brightbeam.lantern.LanternApp.onCreate(LanternApp.java:18)",
            "android.app.Instrumentation.callApplicationOnCreate(Instrumentation.java:1266)"]  # fmt: skip
    ads = ["com.adhive.sdk.Profile.load(Profile.java:63)", "com.adhive.sdk.AdHive$1.run(AdHive.java:88)",
           "java.lang.Thread.run(Thread.java:1012)"]  # fmt: skip
    own = ["com.brightbeam.lantern.Backup.readAll(Backup.java:52)",
           "com.brightbeam.lantern.MainActivity.onClick(MainActivity.java:140)"]  # fmt: skip

    android_id = run.observe("settings.secure.android_id", "android_id", 610, push,
                             args=[text("android_id")], result=text(VALUES["settings.android_id"]))  # fmt: skip
    got_imei = run.observe("telephony.imei", "imei", 640, push, args=[], result=text(imei))
    digest = hashlib.md5(imei.encode()).hexdigest()
    body = json.dumps({"sdk": "2.4.1", "app": "com.brightbeam.lantern", "device": {"uid": digest, "os": "android"}})
    i = run.send("api.pushbay.example", "/v2/register", body.encode(), "application/json", 702)
    run.disclose("telephony.imei", "imei", PUSH, i, 702, path=["json:/device/uid"], form="digest:md5",
                 read=got_imei, read_ms=640)  # fmt: skip

    phone = run.observe("telephony.line1_number", "phone_number", 4630, ads, result=text(line1))
    place = run.observe(
        "location.last_known", "location_precise", 4655, ads, args=[text("gps")],
        result=Value(type="android.location.Location", fields={
            "latitude": Value(type="double", text=str(lat)), "longitude": Value(type="double", text=str(lon))}),
    )  # fmt: skip
    inner = base64.b64encode(f"{line1}|{lat},{lon}|3".encode()).decode()
    form = f"sid=88a1&payload={quote(inner, safe='')}&ts=1763900004"
    i = run.send("track.adhive.example", "/c", gzip.compress(form.encode(), mtime=0),
                 "application/x-www-form-urlencoded", 4910)  # fmt: skip
    run.exchanges[i].request_headers.append(("Content-Encoding", "gzip"))
    way = ["gzip", "form:payload", "base64"]
    run.disclose("telephony.line1", "phone_number", ADS, i, 4910, path=way, read=phone, read_ms=4630)
    run.disclose("location", "location_precise", ADS, i, 4910, path=way, form="variant:decimal", read=place,
                 read_ms=4655)  # fmt: skip

    secret = json.dumps({"contacts": [VALUES["contacts.0.name"], VALUES["contacts.0.phone"]],
                         "calls": [VALUES["calls.0.number"]], "sms": [VALUES["sms.0.body"]]})  # fmt: skip
    wire = hashlib.sha512(secret.encode()).digest() * 3
    call = run.observe("crypto.cipher.doFinal", None, 8320, own, args=[Value(type="byte[]", data=secret.encode()), AES],
                       result=Value(type="byte[]", data=wire), object_id=77)  # fmt: skip
    i = run.send("api.brightbeam.example", "/sync", wire, "application/octet-stream", 8402)
    for value_id, category, point, pointer, ms in (
        ("contacts.0.name", "contacts", "contacts.query", "json:/contacts/0", 8101),
        ("calls.0.number", "call_log", "call_log.query", "json:/calls/0", 8160),
        ("sms.0.body", "sms", "sms.query", "json:/sms/0", 8230),
    ):
        row = run.observe(point, category, ms, own, args=[text("content://" + category)],
                          result=Value(type="android.database.Cursor", items=[
                              Value(type="row", fields={"data1": text(VALUES[value_id])})]))  # fmt: skip
        run.disclose(value_id, category, APP, i, 8402, path=["cipher:AES/CBC/PKCS5Padding", pointer], read=row,
                     read_ms=ms, calls=[call], party="first")  # fmt: skip

    run.keep("android_id", "settings.secure.android_id", PUSH, [android_id], 610)
    apps = run.observe("packages.installed", "installed_apps", 5210, ads,
                       result=Value(type="java.util.List", items=[text("com.decoy.bank")]))  # fmt: skip
    run.keep("installed_apps", "packages.installed", ADS, [apps], 5210)
    return run
