"""Base64 and base32 whose lines were broken where no group of signs ends, or where one does."""

import base64
import json
from collections.abc import Callable

import pytest

from harness.analysis.decode.base32_text import base32_runs
from harness.analysis.decode.base64_text import base64_runs
from harness.analysis.decode.view import Budget
from harness.evidence.exchange import Exchange
from tests.analysis.strangers.made import VALUES
from tests.analysis.strangers.scan import found

IMEI = VALUES["imei"]
KINDS = [base64.b64encode, base64.b32encode]


@pytest.mark.parametrize("end", [b"=\n", b"=\r\n", b"\n"])
@pytest.mark.parametrize("encode", KINDS)
def test_a_number_that_is_longer_does_not_begin_with_its_line(encode: Callable[[bytes], bytes], end: bytes) -> None:
    for fill in range(60):
        longer = [{"fill": "Meet me " * 6 + "-" * fill}, {"x": f"4{IMEI}"}, {"fill": "at the blue folder " * 6}]
        text = encode(json.dumps(longer).encode())
        body = end.join(text[at : at + 75] for at in range(0, len(text), 75))  # as quoted-printable does (RFC 2045)
        sent = Exchange(index=0, id="1", time_us=0, method="POST", url="https://x.example/", request_body=body)
        assert found(sent) == set(), fill


def test_a_token_on_each_line_is_read_from_its_beginning() -> None:
    for encode, runs in zip(KINDS, (base64_runs, base32_runs), strict=True):
        body = b"\n".join(encode(text) for text in (b"first of them all", IMEI.encode(), b"the last of them"))
        assert IMEI.encode() in [part.data for part in runs(body, Budget())]


@pytest.mark.parametrize("end", [b"=\n", b"=\r\n", rb"=\n", rb"=\r\n"])
def test_nor_does_one_in_a_line_that_quoted_printable_broke(end: bytes) -> None:
    phone = VALUES["phone_number"].encode()
    for body, proof in (
        (b'{"x": "5' + end + phone + b'"}', False),
        (b'{"x": "' + phone + end + b'0"}', False),
        (b'{"x": "' + end + phone + b'"}', True),
        (b'{"x": "' + phone + end + b'"}', True),
    ):
        sent = Exchange(index=0, id="1", time_us=0, method="POST", url="https://x.example/", request_body=body)
        assert ("phone_number" in found(sent)) is proof, body
