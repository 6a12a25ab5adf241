"""One exchange: its address, headers, bodies and messages."""

import base64
import gzip
import hashlib

import pytest

from harness.evidence.exchange import Exchange, Message, header
from tests.analysis.redact.kit import OTHERS, VALUES, redaction

PHONE, OTHER = VALUES[0].text, OTHERS[0].text
MADE = redaction()


def row(**fields) -> Exchange:
    return Exchange(**({"index": 0, "id": "x", "time_us": 1} | fields))


def test_lengths_and_digests_of_a_body_in_headers_follow() -> None:
    body = gzip.compress(f"tel={PHONE}&x={'y' * 80}".encode(), mtime=0)
    said = [("Content-Encoding", "gzip"), ("Content-Length", str(len(body))),
            ("Content-MD5", base64.b64encode(hashlib.md5(body).digest()).decode()),
            ("x-amz-content-sha256", hashlib.sha256(body).hexdigest()), ("X-Length", str(len(body)))]  # fmt: skip
    made = MADE.exchange(row(request_headers=said, request_body=body))
    new = made.request_body
    assert gzip.decompress(new) == f"tel={OTHER}&x={'y' * 80}".encode()
    assert header(made.request_headers, "content-length") == str(len(new))
    assert header(made.request_headers, "content-md5") == base64.b64encode(hashlib.md5(new).digest()).decode()
    assert header(made.request_headers, "x-amz-content-sha256") == hashlib.sha256(new).hexdigest()
    assert header(made.request_headers, "x-length") == str(len(body)), "only what says so by its name"


def test_a_length_that_was_not_the_body_s_stays() -> None:
    said = [("Content-Length", "7")]
    made = MADE.exchange(row(response_headers=said, response_body=f'{{"t": "{PHONE}"}}'.encode()))
    assert made.response_headers == said


def test_address_headers_and_cookies() -> None:
    made = MADE.exchange(row(
        host=f"{PHONE}.a.example", url=f"https://{PHONE}.a.example/p/{PHONE}?q=%31" + PHONE[1:] + "#" + PHONE,
        request_headers=[("Cookie", f"a=1; id={base64.b64encode(PHONE.encode()).decode()}"), ("Referer", f"https://b/?t={PHONE}")],
        server_ip="1.2.3.4",
    ))  # fmt: skip
    assert made.host == f"{OTHER}.a.example" and PHONE not in made.url
    assert made.url == f"https://{OTHER}.a.example/p/{OTHER}?q=%31" + OTHER[1:] + "#" + OTHER
    assert base64.b64decode(made.request_headers[0][1].partition("id=")[2]).decode() == OTHER
    assert made.request_headers[1][1].endswith(OTHER) and made.server_ip == "1.2.3.4"


@pytest.mark.parametrize("cut", [3, 9, 12])
def test_a_stream_is_cut_where_it_was(cut: int) -> None:
    said = f"hello {PHONE} bye".encode()
    parts = [said[:cut], said[cut:]]
    made = MADE.exchange(row(kind="tcp", messages=[Message(True, part, n) for n, part in enumerate(parts)]))
    new = f"hello {OTHER} bye".encode()
    assert [message.data for message in made.messages] == [new[:cut], new[cut:]]


def test_messages_of_a_stream_that_grows() -> None:
    packed = gzip.compress(f"tel={PHONE} {'z' * 90}".encode(), mtime=0)
    parts = [b"LOGIN\r\n", packed, b"more\r\n"]
    made = MADE.exchange(row(kind="tcp", messages=[Message(True, b"".join(parts[:1]), 0), Message(True, packed, 1)]))
    assert b"".join(m.data for m in made.messages).startswith(b"LOGIN\r\n") and made.messages[0].data == b"LOGIN\r\n"
    made = MADE.exchange(row(kind="websocket", messages=[Message(False, packed, 1), Message(True, PHONE.encode(), 2)]))
    assert OTHER.encode() in gzip.decompress(made.messages[0].data) and made.messages[1].data == OTHER.encode()


def test_what_nothing_is_in_stays_equal() -> None:
    plain = row(
        host="a.example",
        url="https://a.example/?b=%zz",
        request_headers=[("X", "\udcff")],
        request_body=b"\xff\xfe\x00",
    )
    assert MADE.exchange(plain) == plain
