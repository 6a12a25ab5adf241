"""Values are replaced inside any stack of encodings, and what is found afterwards is the same but for the values."""

import base64
import dataclasses
import gzip
import hashlib
import json
import random
import struct
import zlib

import pytest

from harness.analysis.decode import KNOWN
from harness.analysis.redact.redaction import Redaction
from harness.analysis.redact.rewrite import blank
from tests.analysis.corpus import PLAIN, varint, wrap
from tests.analysis.redact.independent import Stranger
from tests.analysis.redact.kit import OTHERS, VALUES, Analysis, redaction
from tests.table import every

PHONE, OTHER = VALUES[0].text, OTHERS[0].text
BEFORE, AFTER = Analysis(VALUES), Analysis(OTHERS)
STRANGER = Stranger(needle.text for needle in VALUES)


@pytest.fixture(scope="module")
def made() -> Redaction:
    return redaction()


def view(made: Redaction, data: bytes) -> bytes:
    return made.texts.data(data, "body")


@pytest.mark.parametrize("needle", VALUES, ids=lambda needle: needle.value_id)
def test_one_encoding(made: Redaction, needle) -> None:
    every(sorted(PLAIN), lambda name: check_one(made, name, needle))


def check_one(made: Redaction, name: str, needle) -> None:
    data = wrap(needle.text, [name], random.Random(name))
    blanked = made.counts.blanked
    new = view(made, data)
    assert BEFORE.paths(data) == AFTER.paths(new) and not BEFORE.found(new)
    assert made.counts.blanked == blanked and not STRANGER.sees(new)


@pytest.mark.slow
def test_random_stacks(made: Redaction) -> None:
    """Nothing is left, ever. Short data may read in more ways than one, before or after: those are few."""
    rng, same, tried = random.Random(7), 0, 250
    for _ in range(tried):
        names = [rng.choice(sorted(PLAIN)) for _ in range(rng.choice((2, 3, 4)))]
        data = wrap(rng.choice(VALUES).text, names, rng)
        new = view(made, data)
        assert not BEFORE.found(new) and not STRANGER.sees(new), names
        same += BEFORE.paths(data) == AFTER.paths(new)
    assert same >= tried * 0.97


def test_digests_are_those_of_the_stand_in(made: Redaction) -> None:
    def written(text: str) -> bytes:
        md5, sha = hashlib.md5(text.encode()), hashlib.sha256(text.encode()).digest()
        return json.dumps({"a": md5.hexdigest(), "b": md5.hexdigest().upper()[8:24],
                           "c": base64.b64encode(sha).decode(), "d": sha.hex()}).encode()  # fmt: skip

    assert view(made, written(PHONE)) == written(OTHER)


def test_numbers_in_binary_formats(made: Redaction) -> None:
    def written(text: str) -> bytes:
        return (
            b"\x0a\x04name\x10"
            + varint(int(text))
            + b"\x1a\x0b"
            + text.encode()
            + b"\x21"
            + struct.pack("<q", int(text))
        )

    assert view(made, written(PHONE)) == written(OTHER)


def test_lengths_follow_through_nested_messages(made: Redaction) -> None:
    def message(packed: bytes) -> bytes:
        inner = b"\x0a\x04name\x12" + varint(len(packed)) + packed
        outer = b"\x08\x01\x1a" + varint(len(inner)) + inner + b"\x22\x03end"
        return b"\0" + struct.pack(">I", len(outer)) + outer

    text = json.dumps({"tel": PHONE, "more": "words " * 40}).encode()
    new = view(made, message(gzip.compress(text, mtime=0)))
    size = struct.unpack(">I", new[1:5])[0]
    assert size == len(new) - 5 and new.endswith(b"\x22\x03end")
    start = new.index(b"\x1f\x8b\x08")
    assert gzip.decompress(new[start:-5]) == text.replace(PHONE.encode(), OTHER.encode())
    assert message(new[start:-5]) == new


def test_what_a_json_string_escapes_it_escapes_again(made: Redaction) -> None:
    data = json.dumps({"q": f'{{"tel": "{PHONE}", "n": "\u00e9\\"/"}}'}).encode()
    assert json.loads(view(made, data)) == json.loads(data.replace(PHONE.encode(), OTHER.encode()))
    assert view(made, data) == data.replace(PHONE.encode(), OTHER.encode())


def test_a_value_inside_a_longer_number_goes_too(made: Redaction) -> None:
    assert all(item.weak for item in BEFORE.found(b"id=99" + PHONE.encode() + b"11"))
    assert view(made, b"id=99" + PHONE.encode() + b"11") == b"id=99" + OTHER.encode() + b"11"


def test_what_stands_behind_a_stream_stays(made: Redaction) -> None:
    data = zlib.compress(b"tel=" + PHONE.encode() * 2) + b"tail" * 4
    assert view(made, data).endswith(b"tail" * 4)
    assert zlib.decompressobj().decompress(view(made, data)) == b"tel=" + OTHER.encode() * 2


def test_what_cannot_be_encoded_again_is_blanked_and_counted(made: Redaction) -> None:
    from tests.analysis.redact.test_redaction import lz4_java

    data = lz4_java(b"tel=" + PHONE.encode())
    assert BEFORE.found(data)
    before = made.counts.blanked
    new = view(made, data)
    assert len(new) == len(data) and not BEFORE.found(new) and made.counts.blanked > before


def test_what_is_not_found_again_counts_as_blanked(made: Redaction, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of the result may not take for absent what only its encoding hides now."""
    wrong = dataclasses.replace(KNOWN.names["hex"], encode=lambda redo: b"what is no digit")
    monkeypatch.setitem(KNOWN.names, "hex", wrong)
    before = made.counts.blanked
    assert b"what is no digit" in view(made, b"id=" + PHONE.encode().hex().encode() + b"&n=7")
    assert made.counts.blanked == before + 1


def test_blanks() -> None:
    assert blank(b"-12.5") == b"-11.1" and blank("é?".encode()) == b"xxx" and blank(b"\xff\0") == b"\0\0"


def test_what_nothing_is_in_is_the_same_object(made: Redaction) -> None:
    data = b'{"nothing": "here"}' * 40
    assert view(made, data) is data
