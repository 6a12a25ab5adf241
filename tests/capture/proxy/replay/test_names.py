"""The names under which a request says something."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http

from harness.capture.proxy.replay import names
from harness.capture.proxy.replay.asked import asked as asked_of
from harness.capture.proxy.replay.names import Leaf, leaves, message_leaves
from harness.evidence.flows import exchange_from_flow
from tests.capture.proxy.replay.kit import asked

URL = "https://a.example/x"
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc\r\n--x--'


def found(item: http.HTTPFlow) -> list[Leaf]:
    return leaves(exchange_from_flow(item, 0))


def body(kind: str, content: bytes, **more: str) -> http.HTTPFlow:
    return asked(URL, "POST", content, content_type=kind, **more)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (asked(f"{URL}?a=1&a=2&b=#c=3"), [("q:a", "1"), ("q:a", "2"), ("q:b", "")]),
        (body("application/x-www-form-urlencoded", b"a=%E5%BC%A0"), [("f:a", "\u5f20")]),
        (body("application/json", b'{"a": [{"b": 1}, {"b": null}], "c": true}'),
         [("/a/*/b", "1"), ("/a/*/b", ""), ("/c", "True")]),
        (body("text/plain", b'{"a": 1}'), [("/a", "1")]),
        (body("application/x-protobuf", b"\x08\x01\x12\x02hi\x1d\0\0\0\0"), [("#1", ""), ("#2", "hi"), ("#3", "")]),
        (body("application/grpc", b"\0\0\0\0\2\x08\x01"), [("#1", "")]),
        (body("application/x-amz-json-1.1", b"{}", x_amz_target="Kinesis.Put"), [("x-amz-target", "Kinesis.Put")]),
        (body("application/json", gzip.compress(b'{"a": 1}', mtime=0), content_encoding="gzip"), [("/a", "1")]),
        (body("multipart/form-data; boundary=x", FILE), [("p:file", "")]),
    ],
)  # fmt: skip
def test_what_is_said_where(item: http.HTTPFlow, expected: list[tuple[str, str]]) -> None:
    assert found(item) == [Leaf(*pair) for pair in expected]


@pytest.mark.parametrize(
    "item",
    [
        body("application/json", b"[" * 100_000),
        body("application/json", b'{"a": '),
        body("application/json", b"\x1f\x8b broken", content_encoding="gzip"),
        body("application/json", b"x", content_encoding="br"),
        body("application/x-protobuf", b"\xff" * 1000),
        body("application/x-protobuf", b"\x12\xff\xff\xff\xff\x0fab"),
        body("multipart/form-data", b"nothing"),
    ],
)
def test_what_is_not_as_it_says_has_no_names(item: http.HTTPFlow) -> None:
    assert not found(item) or all(len(leaf.name) < 300 for leaf in found(item))


def test_bounds_hold() -> None:
    bomb = gzip.compress(b'{"a": "' + b"x" * 20_000_000 + b'"}')
    assert found(body("application/json", bomb, content_encoding="gzip")) == []
    many = asked(f"{URL}?" + "&".join(f"n{n}={n}" for n in range(900)))
    assert len(found(many)) == names.MOST_LEAVES
    assert len(found(asked(f"{URL}?a=" + "x" * 9000))[0].value) == 200


KINDS = st.sampled_from(
    [
        "",
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/grpc",
        "x/protobuf",
    ]
)


@given(KINDS, st.binary(max_size=300), st.sampled_from(["", "gzip", "deflate", "br"]), st.text(max_size=60))
def test_nothing_that_is_sent_makes_it_fail(kind: str, content: bytes, packing: str, path: str) -> None:
    item = body(kind, content, content_encoding=packing)
    item.request.path = "/" + path.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")
    assert len(asked_of(exchange_from_flow(item, 0)).kind.names) <= names.MOST_LEAVES


def test_messages_of_websockets() -> None:
    assert message_leaves(b'{"t": 1}') == [Leaf("/t", "1")]
    assert message_leaves(b"plain words") == [Leaf("text", "")]
    assert message_leaves(b"\x00\xff") == [Leaf("binary", "")]
