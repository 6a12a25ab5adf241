"""Parts of a near miss that show plainly in what was packed, wrapped or damaged are no sightings of the value."""

import base64
import json
import struct

import cramjam
import lz4.block
import pytest

from tests.analysis.strangers.encodings import jce
from tests.analysis.strangers.kit import seen

ID_CARD, IMEI, PHONE = "330106198703142217", "860123456789013", "13812345678"
PLACE = {"latitude": 30.274153, "longitude": 120.155071}


def _rows(*values: str) -> bytes:
    return json.dumps({"os": "Android 10", "rows": [{"x": value} for value in values]}).encode()


# The digit that makes it another value is copied from before: an LZ packer writes the rest as it is.
IMEIS = _rows("3301061987031422171", f"{IMEI}1", "R58N12AgCDE", f"{IMEI}1", "3301061987031422171", f"{IMEI}1")
CARDS = _rows("60123456789013", f"{ID_CARD}7", "Tr0ub4dor&3-lamp", f"{ID_CARD}2", "138123456721", f"2{ID_CARD}")


def _snappy(data: bytes) -> bytes:
    return bytes(cramjam.snappy.compress_raw(data))


def _lz4_behind_its_length(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + lz4.block.compress(data, store_size=False)


def _behind_its_length(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


@pytest.mark.parametrize(
    "packer", [_snappy, lz4.block.compress, _lz4_behind_its_length], ids=["snappy", "lz4", "sized"]
)
@pytest.mark.parametrize(
    "around",
    [
        lambda data: data,
        lambda data: base64.encodebytes(data),
        lambda data: _behind_its_length(data),
        lambda data: jce(0, "com.shop.app") + jce(2, data, simple=True) + jce(3, "a"),
    ],
    ids=["bare", "wrapped", "framed", "jce"],
)
@pytest.mark.parametrize(("category", "value", "data"), [("imei", IMEI, IMEIS), ("id_card_number", ID_CARD, CARDS)])
def test_fragments_of_packed_data(packer, around, category: str, value: str, data: bytes) -> None:  # type: ignore[no-untyped-def]
    assert seen(category, value, around(packer(data))).how != "proof"
    assert seen(category, value, around(packer(data.replace(b"Android 10", value.encode())))).how == "proof"


@pytest.mark.parametrize(
    "packer", [_snappy, lz4.block.compress, _lz4_behind_its_length], ids=["snappy", "lz4", "sized"]
)
def test_base64_and_masks_within_packed_data(packer) -> None:  # type: ignore[no-untyped-def]
    for made in (base64.b64encode(IMEIS), base64.encodebytes(IMEIS), bytes(byte ^ 0xFF for byte in IMEIS)):
        assert seen("imei", IMEI, packer(made)).how != "proof"


def test_a_line_of_wrapped_base64_is_a_part_of_a_text() -> None:
    for pad in range(57):  # bytes of a line: in one of these cases it ends before the number does, or within it
        text = b"x" * pad + b'{"id": "8' + ID_CARD.encode() + b'"}' + b"y" * 60
        assert seen("id_card_number", ID_CARD, _snappy(base64.encodebytes(text))).how != "proof"


@pytest.mark.parametrize(
    ("category", "value", "body"),
    [
        ("phone_number", PHONE, (_rows(f"{PHONE}4") + b"\n" + _rows('\\"' + f'{PHONE}4\\"'))[::-1]),
        (
            "imei",
            IMEI,
            f"a=%C3%A9&rows=%5B%7B%22x%22%3A+%22{IMEI}3%22%7D%2C+%7B%22x%22%3A+%22%E6%AC%A7%E9%98%B3%22%7D%5D"[
                ::-1
            ].encode(),
        ),
    ],
)
def test_what_was_written_backwards_has_its_escapes_backwards(category: str, value: str, body: bytes) -> None:
    assert seen(category, value, body).how != "proof"


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ([[30.2742, 120.336], [30.1779, 119.9985], [30.2122, 120.16]], ""),
        ([[30.27, 119.939], [30.3638, 120.1551]], ""),
        ([{"lat": 30.2742, "lng": 120.336}, {"lat": 30.1, "lng": 120.1551}], ""),
        ([[30.2742, 120.1551], [30.1779, 119.9985]], "proof"),
        ({"lat": 30.2742, "alt": 12.345, "lng": 120.1551}, "proof"),
    ],
)
def test_the_partner_of_a_coordinate_is_of_the_same_place(body: object, how: str) -> None:
    assert seen("location_precise", PLACE, body).how == how
