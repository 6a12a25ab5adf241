"""What an independent measurement found missed, invented or hidden: one test a finding."""

import base64
import binascii
import bz2
import codecs
import gzip
import hashlib
import json
import lzma
import random
import struct
import uuid
import zlib
from collections.abc import Callable
from urllib.parse import quote

import brotli
import pytest

from harness.analysis.decode.view import MAX_VIEW
from harness.analysis.search.allowance import BLOCK
from harness.evidence.exchange import Exchange
from harness.values.file import values_in
from tests.analysis.strangers.encodings import CIPHERS, jce, pb
from tests.analysis.strangers.kit import seen
from tests.analysis.strangers.scan import scanner

PHONE, SERIAL, IMEI, ANDROID_ID = "13812345678", "R58N12ABCDE", "860123456789013", "9a59c04be71f32d8"
OAID, MAC, NAME, ID_CARD = "8f0c2b7e-1d3a-4c55-9e0b-7a6d1f2e3c4b", "3c:5a:b4:7e:90:1d", "欧阳晓芸", "330106198703142217"
MAIL = "k.lantern87@mail.example"
PLACE = {"latitude": 30.274153, "longitude": 120.155071}
DOCUMENT = json.dumps({"imei": IMEI, "model": "V2307A", "m": "x" * 40}).encode()

LONGER = json.dumps({"event": "page_view", "session": OAID, "device": {"imei": IMEI, "model": "V2307A", "os": "14"}}).encode()  # noqa: E501  # fmt: skip


@pytest.mark.parametrize("number", range(3, 16))
@pytest.mark.parametrize(
    ("category", "value", "sent"),
    [("phone_number", PHONE, PHONE), ("device_serial", SERIAL, SERIAL), ("mac_wifi", MAC, "3c5ab47e901d")],
)
def test_a_field_of_protobuf_ends_where_its_length_says(number: int, category: str, value: str, sent: str) -> None:
    (found,) = seen(category, value, pb(1, "android") + pb(2, sent) + pb(number, "abc")).proofs
    assert found[1] == ("protobuf:2",)


@pytest.mark.parametrize(
    "body",
    [
        jce(0, "android") + jce(1, PHONE) + jce(3, "abc"),
        b"\0\x0b" + PHONE.encode() + b"\0\x32" + b"a" * 50,
        b"\x0b\0\0\0" + PHONE.encode() + b"7\0\0\0" + b"a" * 55,
    ],
    ids=["jce", "length of two bytes", "length of four bytes"],
)
def test_so_do_other_formats(body: bytes) -> None:
    assert len(seen("phone_number", PHONE, body).proofs) == 1


def test_a_length_is_none_in_text() -> None:
    assert seen("phone_number", PHONE, f"a\x0b{PHONE}6".replace("\x0b", "\n") + "b").how == "weak"


@pytest.mark.parametrize(
    ("category", "value", "body"),
    [
        ("android_id", ANDROID_ID, pb(1, "android") + b"\x11" + bytes.fromhex(ANDROID_ID)),
        ("android_id", ANDROID_ID, pb(1, "android") + b"\x11" + bytes.fromhex(ANDROID_ID)[::-1]),
        ("gsf_id", ANDROID_ID, {"a": str(int(ANDROID_ID, 16))}),
        ("gsf_id", ANDROID_ID, {"a": int(ANDROID_ID, 16) - (1 << 64)}),
        ("android_id", ANDROID_ID, {"a": base64.b64encode(bytes.fromhex(ANDROID_ID)).decode()}),
        ("oaid", OAID, pb(1, "android") + pb(2, uuid.UUID(OAID).bytes)),
        ("oaid", OAID, {"a": base64.urlsafe_b64encode(uuid.UUID(OAID).bytes).decode().rstrip("=")}),
        ("mac_wifi", MAC, pb(1, "android") + pb(2, bytes.fromhex("3c5ab47e901d"))),
        ("imei", IMEI, pb(1, "android") + pb(2, bytes.fromhex("0" + IMEI))),
        ("imei", IMEI, pb(1, "android") + pb(2, bytes.fromhex("68103254769810f3"))),
        ("ip_address", "192.168.31.77", {"ip": struct.unpack("<i", bytes([192, 168, 31, 77]))[0]}),
        ("location_precise", PLACE, pb(1, "a") + b"\x15" + struct.pack("<f", 30.274153) + b"\x1d" + struct.pack("<f", 120.155071)),  # noqa: E501
        ("location_precise", PLACE, pb(1, "a") + pb(2, 30.274153) + pb(3, 120.155071)),
        ("location_precise", PLACE, pb(1, "a") + b"\x15" + struct.pack("<i", 302741530) + b"\x1d" + struct.pack("<i", 1201550710)),  # noqa: E501
    ],
)  # fmt: skip
def test_raw_forms(category: str, value: object, body: object) -> None:
    assert seen(category, value, body).how == "proof"


@pytest.mark.parametrize(
    ("category", "value", "sent"),
    [
        ("imei", IMEI, "urn:gsma:imei:86012345-678901-3"),
        ("imsi", "460001234567890", "0460001234567890@nai.epc.mnc000.mcc460.3gppnetwork.org"),
        ("iccid", "89860012345678901234", "8986 0012 3456 7890 1234"),
        ("bank_card", "6222021234567890123", "6222-0212-3456-7890-123"),
        ("id_card_number", ID_CARD, ID_CARD[:17]),
        ("id_card_number", ID_CARD, "330106 19870314 2217"),
        ("phone_number", PHONE, "0" + PHONE),
        ("phone_number", PHONE, "138\u00a01234\u00a05678"),
        ("name", NAME, "OuYang XiaoYun"),
        ("name", NAME, "Ouyang, Xiaoyun"),
        ("name", NAME, "ou yang xiao yun"),
        ("name", NAME, "Ōuyáng Xiǎoyún"),
        ("postal_address", "浙江省杭州市西湖区文三路478号3幢502室", "西湖区文三路478号3幢502室"),
        ("clipboard", "【美团】验证码 482913\r\n请勿泄露给他人，谢谢合作", "请勿泄露给他人，谢谢合作"),
        ("clipboard", "first line of it\r\nsecond line of it", "first line of it\nsecond line of it"),
        ("browsing_history", "https://www.shop.example/a/b?x=1&y=2", "www.shop.example/a/b?x=1&y=2"),
        ("location_precise", PLACE, "30°16'26.95\"N 120°9'18.26\"E"),
    ],
)
def test_spellings(category: str, value: object, sent: str) -> None:
    assert seen(category, value, {"a": sent}).how == "proof"


def test_part_of_a_name_is_weak() -> None:
    assert seen("name", NAME, {"lastName": "欧阳", "firstName": "晓芸"}).how == "weak"


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(
    ("category", "value", "sent"),
    [
        ("name", NAME, md5(NAME.encode("gbk"))),
        ("wifi_connected", "HomeNet-5G", md5(b'"HomeNet-5G"')),
        ("android_id", ANDROID_ID, md5(bytes.fromhex(ANDROID_ID))),
        ("demographic", "1987-03-14", md5(b"19870314")),
        ("imei", IMEI, str(uuid.UUID(bytes=hashlib.md5(IMEI.encode()).digest(), version=3))),
        ("imei", IMEI, md5(md5(IMEI.encode()).encode())),
        ("imei", IMEI, str(uuid.UUID(md5(IMEI.encode())))),
    ],
)
def test_digests_of_other_bytes(category: str, value: str, sent: str) -> None:
    assert seen(category, value, {"a": sent}).proofs[0][0].startswith("digest:")


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ({"lat": 30.274153, "lng": 120.155071}, "proof"),
        ({"lat": 30.2742, "lng": 120.1551}, "proof"),
        ([[120.15507, 30.27415]], "proof"),
        ({"lat": 30.274153}, "proof"),
        ({"lat": 30.2742}, "weak"),
        ({"lat": 30.27415}, "weak"),
        ({"lat": 30.274153, "lng": 125.155071}, "weak"),
        ({"lat": 30.2742, "lng": 125.155071}, ""),
        ({"pts": [[30.27415, 120.99999]]}, ""),
        ({"lng": 120.0001, "lat": 30.2742}, ""),
    ],
)
def test_the_two_numbers_of_a_position_have_to_agree(body: object, how: str) -> None:
    assert seen("location_precise", PLACE, body).how == how


@pytest.mark.parametrize(
    ("category", "value", "key"),
    [
        ("demographic", "25", "age"),
        ("demographic", "F", "gender"),
        ("demographic", "女", "sex"),
        ("demographic", "1987", "birthYear"),
        ("health_data", "172", "height"),
        ("health_data", "63.5", "weight"),
        ("postal_address", "310013", "postcode"),
        ("postal_address", "杭州", "city"),
        ("credential", "4821", "code"),
        ("user_account", "10001", "qq"),
    ],
)
def test_short_and_common_values_are_found_by_their_key_and_never_proof(category: str, value: str, key: str) -> None:
    assert seen(category, value, {key: value}).how in ("weak", "proof" if value == "10001" else "weak")
    assert seen(category, value, {"n": value}).how != "proof"


def test_short_and_common_values_are_said_when_they_are_loaded() -> None:
    told: list[str] = []
    values_in([{"category": "demographic", "value": "F"}, {"category": "imei", "value": IMEI}], "v.yaml", told.append)
    assert len(told) == 1 and told[0].startswith("v.yaml, value 1: ") and "never proof" in told[0]


@pytest.mark.parametrize("sent", [f"AND{ANDROID_ID}", f"{ANDROID_ID}R", f"{ANDROID_ID}0"])
def test_an_identifier_with_something_at_its_side_is_weak(sent: str) -> None:
    assert seen("android_id", ANDROID_ID, {"a": sent}).how == "weak"


@pytest.mark.parametrize(
    "body",
    [
        base64.b85encode(DOCUMENT),
        base64.a85encode(DOCUMENT),
        json.dumps(list(DOCUMENT)).encode(),
        json.dumps([byte - 256 if byte > 127 else byte for byte in gzip.compress(DOCUMENT)]).encode(),
        b"begin 644 f\n" + b"".join(binascii.b2a_uu(DOCUMENT[at : at + 45]) for at in range(0, len(DOCUMENT), 45)) + b"`\nend\n",  # noqa: E501
        bytes(33 + (byte - 33 + 47) % 94 if 33 <= byte < 127 else byte for byte in DOCUMENT),
        bytes(byte + 100 & 255 for byte in DOCUMENT),
        DOCUMENT.decode().encode("utf-32-le"),
        bytes(byte ^ b"k3Y!"[at % 4] for at, byte in enumerate(LONGER)),
        zlib.compress(DOCUMENT)[2:-4],
        (machine := zlib.compressobj(wbits=-15)).compress(DOCUMENT) + machine.flush(zlib.Z_SYNC_FLUSH),
    ],
)  # fmt: skip
def test_simple_ciphers_and_odd_encodings(body: bytes) -> None:
    assert seen("imei", IMEI, body).how == "proof"


@pytest.mark.parametrize(
    "packed",
    [bz2.compress, lzma.compress, brotli.compress, lambda data: zlib.compress(data)[2:-4]],
    ids=["bzip2", "xz", "brotli", "deflate"],
)
def test_packed_data_backwards(packed: Callable[[bytes], bytes]) -> None:
    (found,) = seen("imei", IMEI, packed(DOCUMENT)[::-1]).proofs
    assert found[1][0] == "reversed"


def test_a_length_tells_what_short_base64_holds() -> None:
    packed = zlib.compress(NAME.encode())
    framed = base64.b64encode(struct.pack(">I", len(packed)) + packed).decode()
    (found,) = seen("name", NAME, f"v=2&uid={quote(framed)}").proofs
    assert found == ("plain", ("form:uid", "base64", "framed", "zlib"))


def test_hexadecimal_digits_of_digits_are_no_utf_16() -> None:
    masked = bytes(byte ^ 0xD1 for byte in ID_CARD.encode().hex().encode())
    assert seen("id_card_number", ID_CARD, masked).how == "proof"


LONG = DOCUMENT + LONGER
CODINGS = ("base85", "ascii85", "rot47", "uuencode", "int-array", "int-array-signed")
PLACES: dict[str, Callable[[str], tuple[bytes, str]]] = {
    "body": lambda text: (text.encode(), ""),
    "json": lambda text: (json.dumps({"v": 1, "data": text}).encode(), ""),
    "form": lambda text: (f"v=1&data={quote(text, safe='')}".encode(), ""),
    "query": lambda text: (b"", f"?v=1&data={quote(text, safe='')}"),
    "base64 in json": lambda text: (json.dumps({"d": base64.b64encode(text.encode()).decode()}).encode(), ""),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("coding", CODINGS)
def test_nothing_is_missed_in_silence(coding: str, place: str) -> None:
    """What an undone coding holds is found; what a cipher left in it is opaque."""
    masked = hashlib.shake_128(coding.encode()).digest(400)
    for data, found in ((LONG, True), *(((masked, False),) if coding != "rot47" else ())):
        body, query = PLACES[place](CIPHERS[coding](data, random.Random(1)).decode())
        told = seen("imei", IMEI, body, f"https://t.example.com/x{query}")
        assert told.how == "proof" if found else told.opaque


def test_text_that_says_nothing_is_opaque() -> None:
    masked = base64.b85encode(hashlib.shake_128(b"x").digest(400))
    assert seen("imei", IMEI, masked).opaque == len(masked)


@pytest.mark.parametrize(
    ("category", "value", "body"),
    [
        ("name", NAME, rb'{\"name\":\"\u6b27\u9633\u6653\u82b8\"}'),
        ("name", NAME, rb"x=\u6b27\u9633\u6653\u82b8"),
        ("clipboard", "a\nb secret text", b"\0\0\0\x20" + json.dumps({"c": "a\nb secret text"}).encode()),
        ("clipboard", 'the "blue" folder & 3 keys', b'<plist><string>Meet me the "blue" folder &amp; 3 keys</string></plist>'),  # noqa: E501
    ],
)  # fmt: skip
def test_escapes_in_odd_places(category: str, value: str, body: bytes) -> None:
    assert seen(category, value, body).how == "proof"


@pytest.mark.slow
def test_what_lies_beyond_the_bound_of_a_body_is_searched_as_it_stands() -> None:
    body = b"a" * (MAX_VIEW + 100) + b'{"i":"' + IMEI.encode() + b'"}'
    found = seen("imei", IMEI, body)
    assert found.how == "proof" and found.spent == "size" and found.opaque


@pytest.mark.slow
def test_many_bombs_end_and_what_was_left_out_is_said() -> None:
    bomb = gzip.compress(bytes(40 << 20))
    url = "https://t.example.com/?d=860123456789013"
    rows = [
        scanner().scan(Exchange(index=index, id="0", time_us=0, url=url, request_body=bomb)) for index in range(BLOCK, BLOCK + 30)  # noqa: E501
    ]  # fmt: skip
    assert rows[0].spent == "ratio" and rows[-1].spent == "whole"
    assert all(row.spots and row.opaque for row in rows)
    other = scanner().scan(Exchange(index=2 * BLOCK, id="0", time_us=0, url=url, request_body=DOCUMENT))
    assert not other.spent and {spot.where for spot in other.spots} == {"url", "body"}


def test_two_masks_are_one_and_a_place_is_seen_once() -> None:
    body = bytes(byte ^ 0xFF for byte in DOCUMENT[::-1])
    for found in (seen("imei", IMEI, body), seen("imei", IMEI, bytes(byte ^ 0x55 for byte in DOCUMENT))):
        assert len(found.proofs) == 1
        assert sum(element.startswith("xor") for element in found.proofs[0][1]) == 1


def test_segments_of_a_path_are_looked_at_one_by_one() -> None:
    for told in (base64.urlsafe_b64encode(gzip.compress(DOCUMENT)), gzip.compress(DOCUMENT).hex().encode()):
        assert seen("imei", IMEI, b"", f"https://t.example.com/p/{told.decode()}/e").how == "proof"


def test_a_short_last_line_belongs_to_base64() -> None:
    text = f"wifi=True&os=Android+10&ratio=0.1629&ext={ID_CARD}"
    assert seen("id_card_number", ID_CARD, base64.encodebytes(text.encode())).how == "proof"


def test_simple_disguises_of_text() -> None:
    for text in (json.dumps({"a": MAIL}), f"a=1&b={MAIL}&c=2"):
        (found,) = seen("email_address", MAIL, codecs.encode(text, "rot13")).proofs
        assert found[1][0] == "shifted:rot13"
    rot47 = bytes.maketrans(bytes(range(33, 127)), bytes((*range(80, 127), *range(33, 80))))
    (found,) = seen("imei", IMEI, f"a=1&b={IMEI}&c=2".encode().translate(rot47)).proofs
    assert found[1] == ("shifted:rot47", "form:b")
    assert seen("imei", IMEI, hashlib.sha3_256(IMEI.encode()).hexdigest()).proofs == [("digest:sha3-256", ())]


def test_initials_and_plus_codes() -> None:
    assert [seen("name", NAME, {key: "OYXY"}).how for key in ("name", "x")] == ["weak", ""]
    assert seen("location_precise", PLACE, {"code": "8Q2275F4+M2"}).how == "proof"
