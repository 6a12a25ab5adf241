"""Text under one unknown key byte, longer than what is tried on the mere chance."""

import json

import pytest

from harness.evidence.exchange import Exchange
from tests.analysis.test_accuracy import VALUES, scanner
from tests.examples import some

EVENTS = [{"name": "Home & Garden", "ref": "https://a.example/x?y=1&z=2", "number": number} for number in range(30)]
JSON = json.dumps({"imei": VALUES["imei"], "events": EVENTS}).encode()
FORM = b"&".join([b"imei=" + VALUES["imei"].encode(), *(b"k%d=value%%20%d" % (at, at) for at in range(100))])


@pytest.mark.parametrize("text", [JSON, FORM], ids=["json", "form"])
def test_every_key_is_found(text: bytes) -> None:
    for key in sorted({0x80, *some(range(1, 256))}):
        masked = bytes(byte ^ key for byte in text)
        spots = scanner().scan(Exchange(index=0, id="0", time_us=0, request_body=masked)).spots
        paths = [spot.found.path for spot in spots if not spot.found.weak]
        # 128 taken away and 128 combined are the same byte.
        names = {f"xor:0x{key:02x}", *(["shifted:0x80"] if key == 0x80 else [])}
        assert any(names & set(path) for path in paths), key
