"""Ciphertext and digests on the wire are traced back through the recorded calls."""

import base64
import gzip
import hashlib
import hmac
import json
import zlib
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from harness.analysis.assessment import assess
from harness.analysis.calls.operations import role
from harness.analysis.model import Assessment
from harness.analysis.recording import Recording
from harness.evidence.exchange import Exchange, Message
from harness.evidence.rows import Value
from tests.analysis.recorder import Aes, Recorder, digest, mac, noise, octets, text

PHONE = "13912345678"
NAME = "欧阳曦澜"
SECRET = json.dumps({"tel": PHONE, "filler": "lorem ipsum " * 30, "name": NAME}, ensure_ascii=False).encode()


def run(recorder: Recorder, *bodies: bytes, messages: list[bytes] | None = None) -> Assessment:
    exchanges = [
        Exchange(index=i, id=f"x{i}", time_us=1_760_000_001_000_000, host="a.example", url="https://a.example/",
                 request_body=body) for i, body in enumerate(bodies)
    ]  # fmt: skip
    if messages:
        rows = [Message(True, data, 1_760_000_001_000_000 + i) for i, data in enumerate(messages)]
        exchanges.append(Exchange(index=len(bodies), id="ws", time_us=1, host="a.example", url="", messages=rows))
    persona: dict[str, Any] = {
        "values": [
            {"id": "tel", "category": "phone_number", "value": PHONE},
            {"id": "name", "category": "contacts", "value": NAME},
        ]
    }
    return assess(Recording(exchanges=exchanges, persona=persona, observations=recorder.rows))


def found(result: Assessment) -> set[tuple[str, tuple[str, ...]]]:
    return {(row.value_id, tuple(row.path)) for row in result.sightings if not row.weak}


def opaque(result: Assessment) -> int:
    return result.coverage.opaque_bytes


@pytest.mark.parametrize("name", ["AES/CBC/PKCS5Padding", "AES/CTR/NoPadding", "AES/GCM/NoPadding"])
@pytest.mark.parametrize("sizes", [[10_000], [17], [1, 100, 31], [512]])
def test_one_layer_in_any_pieces(name: str, sizes: list[int]) -> None:
    recorder = Recorder()
    iv = noise(12 if "GCM" in name else 16, 3)
    pieces = Aes(recorder, name, noise(16), iv, 9).stream(SECRET, sizes)
    result = run(recorder, b"\x01\x02" + iv + b"".join(pieces))
    path = (f"cipher:{name}",)
    assert found(result) == {("tel", (*path, "json:/tel")), ("name", (*path, "json:/name"))}
    assert opaque(result) == 0
    assert all(len(row.calls) >= 1 for row in result.sightings)


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_ciphers_within_ciphers_and_encodings_between_them(depth: int) -> None:
    recorder = Recorder()
    data, want = SECRET, ["json:/tel"]
    for layer in range(depth):
        name = ["AES/CBC/PKCS5Padding", "AES/CTR/NoPadding", "AES/GCM/NoPadding"][layer % 3]
        iv = noise(12 if "GCM" in name else 16, layer)
        sizes = [64 + layer * 7]
        data = b"".join(Aes(recorder, name, noise(16, 50 + layer), iv, 20 + layer).stream(data, sizes))
        want.insert(0, f"cipher:{name}")
        if layer == 0:
            data = gzip.compress(data, mtime=0)
            want.insert(0, "gzip")
        elif layer == 1:
            data = base64.b64encode(data)
            want.insert(0, "base64")
    result = run(recorder, data)
    assert ("tel", tuple(want)) in found(result)
    (row,) = [row for row in result.sightings if row.value_id == "tel"]
    ids = {int(call.partition(":")[2]) for call in row.calls}
    assert {recorder.rows[seq].object_id for seq in ids} == {20 + layer for layer in range(depth)}


def test_two_threads_and_one_object_number_after_the_other() -> None:
    recorder = Recorder()
    one = Aes(recorder, "AES/CTR/NoPadding", noise(16, 1), noise(16, 2), 9)
    two = Aes(recorder, "AES/CTR/NoPadding", noise(16, 3), noise(16, 4), 10)
    other = json.dumps({"nothing": "of use " * 60}).encode()
    first = second = b""
    for at in range(0, len(SECRET), 40):
        first += one.update(SECRET[at : at + 40], thread_id=1)
        second += two.update(other[at : at + 40], thread_id=2)
    first, second = first + one.final(), second + two.final()
    # The garbage collector gives the first object's number to another one, which never ends its work.
    again = Aes(recorder, "AES/CTR/NoPadding", noise(16, 5), noise(16, 6), 9)
    third = again.update(NAME.encode() * 10)
    last = Aes(recorder, "AES/CTR/NoPadding", noise(16, 7), noise(16, 8), 9)
    fourth = last.update(b"no personal data in here, none at all") + last.final()
    result = run(recorder, first, second, third, fourth)
    assert {(row.index, row.value_id) for row in result.sightings} == {(0, "tel"), (0, "name"), (2, "name")}
    assert opaque(result) == 0


def test_each_piece_of_a_stream_tells_only_its_own_part() -> None:
    recorder = Recorder()
    cipher = Aes(recorder, "AES/CTR/NoPadding", noise(16, 1), noise(16, 2), 9)
    plain = [b'{"tel": "' + PHONE.encode() + b'"}', b"x" * 200, f"name={NAME}&a=1".encode()]
    pieces = [cipher.update(part) for part in plain]
    result = run(recorder, *pieces)
    assert {(row.index, row.value_id) for row in result.sightings} == {(0, "tel"), (2, "name")}
    # The same stream over a socket, whose messages end elsewhere.
    whole = b"".join(pieces)
    result = run(recorder, messages=[whole[:100], whole[100:]])
    assert {(row.where, row.value_id) for row in result.sightings} == {("message:0", "tel"), ("message:1", "name")}


@pytest.mark.parametrize("name", ["AES/CBC/PKCS5Padding", "AES/GCM/NoPadding"])
@pytest.mark.parametrize("fault", ["cut", "lost"])
def test_what_was_not_recorded_is_decrypted_with_the_recorded_key(name: str, fault: str) -> None:
    iv = noise(12, 3) if "GCM" in name else noise(16, 3)
    plain = b"." * 4000 + SECRET
    for keys in (True, False):
        recorder = Recorder(limit=1024 if fault == "cut" else 1 << 20)
        cipher = Aes(recorder, name, noise(16), iv, 9, keys=keys)
        wire = (
            cipher.final(plain)
            if fault == "cut"
            else cipher.update(plain[:2000]) + cipher.final(plain[2000:], lost=True)
        )
        result = run(recorder, wire)
        assert {row[0] for row in found(result)} == ({"tel", "name"} if keys else set())


def test_a_call_that_was_only_counted_shifts_nothing() -> None:
    recorder = Recorder()
    cipher = Aes(recorder, "AES/CTR/NoPadding", noise(16), noise(16, 2), 9, keys=False)
    first = cipher.update(SECRET, count=3)
    result = run(recorder, first, cipher.update(b"y" * 100))
    assert {(row.index, row.value_id) for row in result.sightings} == {(0, "tel"), (0, "name")}


def test_a_session_key_under_rsa_is_no_opaque_part() -> None:
    recorder = Recorder()
    session, wrapped = (
        noise(16, 11),
        noise(256, 13),
    )  # as RSA gives it, and the same each time: some noise reads as text
    state = Value(type="state", fields={"algorithm": text("RSA/ECB/PKCS1Padding"), "mode": text("wrap")})
    key = Value(type="javax.crypto.spec.SecretKeySpec", fields={"encoded": octets(session)})
    recorder.row("cipher.wrap", 30, [key, state], octets(wrapped))
    iv = noise(16, 12)
    made = b"".join(Aes(recorder, "AES/CBC/PKCS5Padding", session, iv, 31).stream(SECRET, [100]))
    body = {"k": base64.b64encode(wrapped).decode(), "d": base64.b64encode(iv + made).decode()}
    result = run(recorder, json.dumps(body).encode())
    assert ("tel", ("json:/d", "base64", "cipher:AES/CBC/PKCS5Padding", "json:/tel")) in found(result)
    assert opaque(result) == 0
    recorder.rows = recorder.rows[1:]
    assert opaque(run(recorder, json.dumps(body).encode())) == 256


def test_a_response_that_the_app_decrypted() -> None:
    recorder, sent = Recorder(), Recorder()
    key, iv = noise(16), noise(16, 2)
    wire = Aes(sent, "AES/CBC/PKCS5Padding", key, iv, 9).final(SECRET)
    state = Value(type="state", fields={"algorithm": text("AES/CBC/PKCS5Padding"), "mode": text("decrypt")})
    recorder.row("cipher.init", 9, [Value(type="int", text="2"), state])
    recorder.row("cipher.doFinal", 9, [octets(wire), state], octets(SECRET))
    assert {value for value, _ in found(run(recorder, wire))} == {"tel", "name"}


@pytest.mark.parametrize(
    "render", [bytes, bytes.hex, base64.b64encode, lambda raw: raw[:8], lambda raw: raw.hex()[:16]]
)
def test_salted_digest_whose_input_was_seen(render: Any) -> None:
    recorder = Recorder()
    made = render(digest(recorder, "SHA-256", [b"salt-7731|", PHONE.encode(), b"|v1"]))
    body = made if isinstance(made, bytes) else made.encode()
    result = run(recorder, b'{"h": "' + body + b'"}' if body.isascii() else body)
    (row,) = result.sightings
    assert (row.value_id, row.form, row.calls[:1]) == ("tel", "digest:sha256", ["7:0"])


def test_md5_in_sixteen_digits() -> None:
    recorder = Recorder()
    middle = digest(recorder, "MD5", [b"salt" + PHONE.encode()]).hex()[8:24]
    (row,) = run(recorder, json.dumps({"u": middle}).encode()).sightings
    assert (row.value_id, row.form) == ("tel", "digest:md5")


@pytest.mark.parametrize("name", ["SHA1", "SHA256"])
def test_hmac(name: str) -> None:
    recorder = Recorder()
    made = mac(recorder, name, b"secret key", b"id=" + PHONE.encode())
    (row,) = run(recorder, json.dumps({"u": made.hex()}).encode()).sightings
    assert (row.value_id, row.form) == ("tel", f"digest:hmac{name.lower()}")


def test_what_a_digest_object_held_before_a_reset_is_no_input() -> None:
    recorder = Recorder()
    state = Value(type="state", fields={"algorithm": text("SHA-1")})
    recorder.row("digest.update", 5, [octets(PHONE.encode()), state])  # then reset(), which is not recorded
    made = digest(recorder, "SHA-1", [b"only ", b"harmless words"])
    result = run(recorder, json.dumps({"u": made.hex()}).encode())
    assert not result.sightings


def test_the_digest_of_a_long_message_is_no_digest_of_a_value_in_it() -> None:
    recorder = Recorder()
    made = digest(recorder, "SHA-1", [b"z" * 2000, PHONE.encode()])
    assert not run(recorder, made.hex().encode()).sightings


def test_an_equal_head_is_not_enough() -> None:
    recorder = Recorder()
    wire = Aes(recorder, "AES/CTR/NoPadding", noise(16), noise(16, 2), 9, keys=False).final(SECRET)
    other = wire[:16] + noise(len(wire), 4)
    assert not run(recorder, other).sightings


def test_compression_that_needs_what_came_before() -> None:
    recorder = Recorder()
    machine = zlib.compressobj()
    pieces = []
    for part in (b"hello world " * 30, b"hello world tel=" + PHONE.encode() + b" hello world " * 20):
        recorder.row("deflater.setInput", 4, [octets(part)])
        made = machine.compress(part) + machine.flush(zlib.Z_SYNC_FLUSH)
        recorder.row("deflater.deflate", 4, [Value(type="output")], octets(made))
        pieces.append(made)
    result = run(recorder, *pieces)
    assert {(row.index, row.value_id, row.path[0]) for row in result.sightings} == {(1, "tel", "deflate:recorded")}


def test_a_preset_dictionary() -> None:
    recorder = Recorder()
    words = b"hello world tel= and so on " * 3
    for part in (b"hello world and so on " * 20, b"hello world tel=" + PHONE.encode() + b" and so on " * 20):
        machine = zlib.compressobj(zdict=words)
        recorder.row("deflater.setInput", 4, [octets(part)])
        made = machine.compress(part) + machine.flush()
        recorder.row("deflater.deflate", 4, [Value(type="output")], octets(made))
        first = made if part.startswith(b"hello world and") else b""
        last = made
        result = run(recorder, first or last)
        assert {row.value_id for row in result.sightings} == (set() if first else {"tel"})


def test_signature_and_names_of_native_functions() -> None:
    recorder = Recorder()
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    data = b"sign me: " + PHONE.encode()
    made = private.sign(data, padding.PKCS1v15(), hashes.SHA256())
    state = Value(type="state", fields={"algorithm": text("SHA256withRSA")})
    recorder.row("signature.initSign", 3, [state])
    recorder.row("signature.update", 3, [octets(data), state])
    recorder.row("signature.sign", 3, [state], octets(made))
    (row,) = run(recorder, made).sightings
    assert row.form == "digest:sha256withrsa"
    names = {
        "native.evp.EVP_EncryptInit_ex": ("cipher", "start", "encrypt"),
        "native.evp.EVP_DecryptUpdate": ("cipher", "feed", "decrypt"),
        "evp.EVP_CipherFinal_ex": ("cipher", "end", ""),
        "evp.EVP_DigestUpdate": ("digest", "feed", ""),
        "hmac.Final": ("mac", "end", ""),
    }
    for name, want in names.items():
        what = role(name)
        assert what is not None and (what.kind, what.step, what.mode) == want
    assert role("base64.encode") is None and role("evp.EVP_MD_CTX_new") is None


def test_the_last_bytes_wrapped_again_by_a_digest() -> None:
    """A digest of ciphertext: the ciphertext's plaintext stands behind it."""
    recorder = Recorder()
    wire = Aes(recorder, "AES/CTR/NoPadding", noise(16), noise(16, 2), 9).final(PHONE.encode() + b"-and-more")
    made = digest(recorder, "SHA-256", [wire])
    assert hashlib.sha256(wire).digest() == made
    (row,) = run(recorder, made.hex().encode()).sightings
    assert row.form.startswith("digest:sha256") and len(row.calls) == 2


def test_a_key_seen_once_tells_every_value_under_it() -> None:
    recorder = Recorder()
    mac(recorder, "SHA256", b"k" * 32, b"something else")
    hidden = hmac.digest(b"k" * 32, PHONE.encode(), "sha256")
    result = run(recorder, b'{"h":"' + base64.b64encode(hidden) + b'"}', hidden.hex().upper().encode())
    assert {(row.value_id, row.form) for row in result.sightings} == {("tel", "digest:hmacsha256")}
    assert len(result.sightings) == 2 and all(row.calls for row in result.sightings)
    other = hmac.digest(b"x" * 32, PHONE.encode(), "sha256").hex().encode()
    assert not run(recorder, other).sightings
