"""What recorded calls made on the wire is made again of the stand-ins, or scrambled alike in both places."""

import hashlib
import json
from collections.abc import Iterable

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from harness.analysis.assessment import assess
from harness.analysis.recording import Recording
from harness.analysis.redact.redaction import Check, Redaction
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Value
from harness.values.needle import Needle
from tests.analysis.recorder import Aes, Recorder, digest, mac, noise, octets, text
from tests.analysis.redact.kit import OTHERS, VALUES, redaction
from tests.examples import some

PHONE, OTHER = VALUES[0].text, OTHERS[0].text
SECRET = json.dumps({"tel": PHONE, "filler": "lorem ipsum " * 8}).encode()


def found(values: Iterable[Needle], body: bytes, rows: list[Observation]) -> set[tuple[str, str, tuple[str, ...]]]:
    exchange = Exchange(index=0, id="x", time_us=1_760_000_001_000_000, host="a.example", request_body=body)
    planted = [{"id": n.value_id, "category": n.category, "value": n.text} for n in values]
    result = assess(Recording(exchanges=[exchange], persona={"values": planted}, observations=rows))
    return {(row.value_id, row.form, tuple(row.path)) for row in result.sightings if not row.weak}


def redacted(recorder: Recorder, body: bytes) -> tuple[bytes, list[Observation], Redaction]:
    made = redaction(recorder.rows)
    rows = [msgspec.convert(made.texts.line(msgspec.to_builtins(row)), Observation) for row in recorder.rows]
    new = made.exchange(Exchange(index=0, id="x", time_us=0, request_body=body)).request_body
    check = Check(VALUES, rows)
    check.exchange(Exchange(index=0, id="x", time_us=0, request_body=new))
    for row in rows:
        check.texts.line(msgspec.to_builtins(row))
    return new, rows, made


@pytest.mark.parametrize("name", some(["AES/GCM/NoPadding", "AES/CBC/PKCS5Padding", "AES/CTR/NoPadding"], 1))
def test_ciphertext_under_a_recorded_key(name: str) -> None:
    recorder, iv = Recorder(), noise(12 if "GCM" in name else 16, 3)
    body = b"\x01\x02" + iv + Aes(recorder, name, noise(16), iv, 9).final(SECRET)
    before = found(VALUES, body, recorder.rows)
    assert before == {("phone", "plain", (f"cipher:{name}", "json:/tel"))}
    new, rows, made = redacted(recorder, body)
    assert found(OTHERS, new, rows) == before and made.counts.blanked == 0
    again, plain = Recorder(), SECRET.replace(PHONE.encode(), OTHER.encode())
    assert new == b"\x01\x02" + iv + Aes(again, name, noise(16), iv, 9).final(plain)


def test_ciphertext_whose_key_was_not_recorded_is_scrambled_alike() -> None:
    recorder, iv = Recorder(), noise(16, 3)
    body = Aes(recorder, "AES/CBC/PKCS5Padding", noise(16), iv, 9, keys=False).final(SECRET)
    new, rows, made = redacted(recorder, body)
    assert found(OTHERS, new, rows) == found(VALUES, body, recorder.rows) != set()
    assert len(new) == len(body) and new != body and made.counts.scrambled > 0 and made.counts.blanked == 0


@pytest.mark.slow
def test_rsa_is_scrambled_alike() -> None:
    recorder = Recorder()
    key = rsa.generate_private_key(65537, 2048).public_key()
    body = key.encrypt(PHONE.encode(), padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None))  # noqa: S303
    state = Value(type="state", fields={"algorithm": text("RSA/ECB/OAEPPadding"), "mode": text("encrypt")})
    recorder.row("cipher.doFinal", 4, [octets(PHONE.encode()), state], octets(body))
    new, rows, _ = redacted(recorder, body)
    assert found(OTHERS, new, rows) == found(VALUES, body, recorder.rows) != set()


def test_digests_of_more_than_the_value() -> None:
    recorder = Recorder()
    body = json.dumps({"h": digest(recorder, "MD5", [f"salt{PHONE}".encode()]).hex(),
                       "m": mac(recorder, "SHA256", b"k" * 16, f"{PHONE}|1".encode()).hex()}).encode()  # fmt: skip
    new, rows, made = redacted(recorder, body)
    assert json.loads(new)["h"] == hashlib.md5(f"salt{OTHER}".encode()).hexdigest() and made.counts.blanked == 0
    assert found(OTHERS, new, rows) == found(VALUES, body, recorder.rows) != set()
