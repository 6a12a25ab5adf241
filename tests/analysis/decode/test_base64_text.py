"""Base64 whose lines were broken where no group of four ends."""

import base64
import json

import pytest

from harness.analysis.decode.base64_text import base64_runs
from harness.analysis.decode.view import Budget
from harness.evidence.exchange import Exchange
from tests.analysis.strangers.made import VALUES
from tests.analysis.strangers.scan import found

IMEI = VALUES["imei"]


def broken(document: object, end: bytes) -> bytes:
    """Return it as base64 in lines of 75 signs with an end, as quoted-printable breaks them (RFC 2045, 6.7)."""
    text = base64.b64encode(json.dumps(document).encode())
    return end.join(text[at : at + 75] for at in range(0, len(text), 75))


@pytest.mark.parametrize("end", [b"=\n", b"=\r\n", b"\n"])
def test_a_number_that_is_longer_does_not_begin_with_its_line(end: bytes) -> None:
    for fill in range(60):
        longer = [{"fill": "Meet me " * 6 + "-" * fill}, {"x": f"4{IMEI}"}, {"fill": "at the blue folder " * 6}]
        body = broken(longer, end)
        assert found(Exchange(index=0, id="1", time_us=0, method="POST", url="https://x.example/", host="x.example",
                              request_body=body)) == set(), fill  # fmt: skip


def test_a_token_on_each_line_is_read_from_its_beginning() -> None:
    body = b"\n".join(base64.b64encode(text) for text in (b"first of them all", IMEI.encode(), b"the last of them"))
    assert IMEI.encode() in [part.data for part in base64_runs(body, Budget())]
