"""A body's bytes from the text that a recorder made of it: exact where that can be had, said where not."""

import codecs
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.addons.savehar import SaveHar
from mitmproxy.http import Headers
from mitmproxy.test import tflow, tutils
from mitmproxy.version import VERSION

from harness.evidence.har import HarFile
from harness.evidence.har_body import from_base64, from_text, utf8
from tests.examples import examples
from tests.table import every

TYPES = [
    None, "application/json", "application/json; charset=utf-8", "application/x-protobuf", "text/plain; charset=gbk",
    "text/html", "application/x-www-form-urlencoded", "text/plain; charset=nosuch", "text/plain; charset=utf-16",
]  # fmt: skip
BODIES = [
    gzip.compress(b'{"imei":"860123456789013"}', mtime=0), bytes(range(256)), b"\xff\xfe\x00a", "a=é你".encode(),
    "欧阳晓芸".encode("gbk"), "名字".encode("utf-16"), b"\x1f\xdc\x8b" * 40, b"plain",
]  # fmt: skip


def saved(path: Path, body: bytes, kind: str | None) -> Path:
    """Write what mitmproxy itself writes of a request and a response with this body."""
    headers = Headers([(b"Content-Type", kind.encode())] if kind else [])
    request = tutils.treq(method=b"POST", content=body, headers=headers)
    flow = tflow.tflow(req=request, resp=tutils.tresp(content=body, headers=headers))
    path.write_text(json.dumps(SaveHar().make_har([flow]), indent=4))
    return path


@pytest.mark.parametrize("kind", TYPES)
def test_every_body_of_mitmproxys_own_export_is_exact(tmp_path: Path, kind: str | None) -> None:
    every(BODIES, lambda body: check_body(tmp_path, body, kind))


def check_body(tmp_path: Path, body: bytes, kind: str | None) -> None:
    (row,) = HarFile(saved(tmp_path / "x.har", body, kind))
    # mitmproxy 12 goes by the mark and does not tell the order of the bytes.
    guessed = VERSION >= "12" and body.startswith(codecs.BOM_UTF16_LE)
    assert row.response_body == body
    assert row.request_body == body and not row.unreadable and (guessed or not row.lossy)


@pytest.mark.parametrize("body", [codecs.BOM_UTF8 + "名字".encode(), codecs.BOM_UTF16_BE + "名字".encode("utf-16-be")])
def test_a_body_with_a_mark_is_exact_or_said_not_to_be(tmp_path: Path, body: bytes) -> None:
    (row,) = HarFile(saved(tmp_path / "x.har", body, "application/json"))
    assert row.request_body == body or row.lossy


@examples(200)
@given(st.binary(max_size=60), st.sampled_from([*TYPES, "text/plain; charset=idna"]))
def test_any_body_is_exact_or_said_not_to_be(tmp_path_factory: pytest.TempPathFactory, body: bytes, kind: str) -> None:
    (row,) = HarFile(saved(tmp_path_factory.mktemp("har") / "x.har", body, kind))
    assert row.request_body == body or row.lossy or row.unreadable


@pytest.mark.parametrize(
    ("text", "length", "data", "lossy"),
    [
        ("plain", 0, b"plain", False),
        ("\x1f\x8b\x08\x00\xff", 0, b"\x1f\x8b\x08\x00\xff", False),  # Firefox, ProxyPin: each character a byte
        ("é\xff", 2, b"\xe9\xff", False),  # the recorder says that there were two bytes
        ("\xe4\xbd\xa0", 0, "你".encode(), False),  # UTF-8 that was taken for Latin-1
        ("é", 0, "é".encode(), True),
        ("你\ufffd", 0, "你\ufffd".encode(), True),  # Chrome: what was no UTF-8 is gone
        ("\x1f\udc8b\udcff", 0, b"\x1f\x8b\xff", False),
        ("a\ud83d", 0, b"a\xed\xa0\xbd", True),  # JavaScript cut a character in two
        ("\udce4\udcbd\udca0", 0, "你".encode(), True),  # no decoder makes this of UTF-8
    ],
)
def test_what_a_text_was(text: str, length: int, data: bytes, lossy: bool) -> None:
    assert from_text(text, length=length) == (data, lossy)


def test_what_is_no_base64_is_kept_as_it_is() -> None:
    assert from_base64("AP8=") == (b"\x00\xff", False)
    assert from_base64("a") == (b"a", True)
    assert utf8("é\udcff\ud800") and utf8("\udcff") == b"\xff" and utf8("é") == "é".encode()
