"""Ever other values in what recorded calls encrypted or digested: in pieces, twice, with salts, under encodings."""

import base64
import random
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from harness.analysis.assessment import assess
from harness.analysis.recording import Recording
from tests.analysis.recorder import Aes, Recorder, digest, mac
from tests.analysis.strangers.encodings import wrap
from tests.analysis.strangers.made import document
from tests.analysis.strangers.people import SURE, new_values
from tests.analysis.strangers.places import PLACES

_OF_EACH = 4
_CIPHERS = {
    "cbc": ("AES/CBC/PKCS5Padding",),
    "ctr": ("AES/CTR/NoPadding",),
    "gcm": ("AES/GCM/NoPadding",),
    "cbc, ctr": ("AES/CBC/PKCS5Padding", "AES/CTR/NoPadding"),
}
_HASHES = ("digest", "mac", "mac of more")
_PIECES = ([1 << 20], [16], [64], [1, 100, 31])
_WRITTEN = (
    lambda made: made.hex().encode(),
    lambda made: made.hex().upper().encode(),
    base64.b64encode,
)


def trials(seed: str, cases: int) -> Iterator[tuple[str, str, bool, int]]:
    """Yield for each of ``cases`` what was done to its value, which that was, whether it was found where it was sent,
    and how many other values were. All of them are of one recording."""
    rng = random.Random(seed)
    values = list(new_values(rng, _OF_EACH))
    recorder, exchanges, sent = Recorder(), [], []
    for number in range(cases):
        name, _, text = rng.choice(values)
        kind = rng.choice((*_CIPHERS, *_HASHES))
        first = 10 * number + 1  # of the numbers of its objects: 0 is none
        if kind in _HASHES:
            data = _hashed(recorder, kind, text, first, rng)
        else:
            data = _encrypted(recorder, _CIPHERS[kind], text, first, rng)
        exchange = PLACES[rng.choice(sorted(PLACES))](_wrapped(data, rng), rng)
        at = {"index": number, "id": f"x{number}", "time_us": 1_760_000_100_000_000 + number}
        exchanges.append(msgspec.structs.replace(exchange, **at))
        sent.append((kind, name))
    persona = {"values": [{"id": name, "category": category, "value": text} for name, category, text in values]}
    found = defaultdict(set)
    for row in assess(Recording(exchanges=exchanges, persona=persona, observations=recorder.rows)).sightings:
        if not row.weak:
            found[row.index].add(row.value_id)
    for number, (kind, name) in enumerate(sent):
        yield kind, name, name in found[number], len(found[number] - {name})


def _wrapped(data: bytes, rng: random.Random) -> bytes:
    return wrap(data, rng.choices(SURE, k=rng.randint(0, 1)), rng)


def _encrypted(recorder: Recorder, names: tuple[str, ...], text: str, first: int, rng: random.Random) -> bytes:
    data = _wrapped(document(text, rng), rng)
    for layer, name in enumerate(names):
        iv = rng.randbytes(12 if "GCM" in name else 16)
        cipher = Aes(recorder, name, rng.randbytes(16), iv, first + layer)
        data = (iv if rng.random() < 0.4 else b"") + b"".join(cipher.stream(data, rng.choice(_PIECES)))
    return data


def _hashed(recorder: Recorder, kind: str, text: str, first: int, rng: random.Random) -> bytes:
    if kind == "digest":
        at = rng.randint(0, 3)
        made = digest(
            recorder, rng.choice(("MD5", "SHA-1", "SHA-256")), [text[:at].encode(), text[at:].encode()], first
        )
    else:
        more = (f"salt|{text}", f"{text}#{rng.getrandbits(32):08x}", f'{{"id":"{text}","k":1}}')
        given = rng.choice(more) if kind == "mac of more" else text
        name = rng.choice(("MD5", "SHA1", "SHA256", "SHA512"))
        made = mac(recorder, name, rng.randbytes(16), given.encode(), first)
    return made if rng.random() < 0.25 else document(rng.choice(_WRITTEN)(made).decode(), rng)
