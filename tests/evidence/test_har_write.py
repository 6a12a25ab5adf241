"""What is exported as HAR passes HAR's schema, and other programs read it: mitmproxy, and Chromium's DevTools."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import websockets
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http, io

from harness.evidence.exchange import Exchange, Message
from harness.evidence.har import HarFile
from harness.evidence.har_write import write_har
from tests.evidence.har12 import HAR
from tests.evidence.test_imported import EXCHANGES
from tests.examples import examples

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
HOSTILE = [
    Exchange(index=0, id="0", time_us=0, method="G\u4f60T\ud83d", scheme="http", host="x", port=80, app="\ud83d\x1b[m",
             url="http://x/\udcff%zz {}", server_ip="no address", request_headers=[("\ud83d", "\ud83d")],
             response_headers=[("Location", "\ud83d"), ("Content-Type", "\ud83d")], status=99999),
]  # fmt: skip


def written(rows: list[Exchange], path: Path) -> Any:
    write_har(rows, path)
    return json.loads(path.read_bytes())


@pytest.mark.parametrize("rows", [[], EXCHANGES, HOSTILE], ids=["none", "some", "hostile"])
def test_the_schema(tmp_path: Path, rows: list[Exchange]) -> None:
    jsonschema.validate(written(rows, tmp_path / "x.har"), HAR)


@pytest.mark.slow
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.binary(max_size=20), st.text(max_size=8))
@examples(60)
def test_any_exchange_passes_the_schema_and_keeps_its_url(
    tmp_path_factory: pytest.TempPathFactory, rest: str, body: bytes, method: str
) -> None:
    row = Exchange(index=0, id="0", time_us=1, method=method, scheme="https", host="a.example", port=443,
                   url=f"https://a.example/{rest}", request_body=body, response_body=body)  # fmt: skip
    path = tmp_path_factory.mktemp("har") / "x.har"
    jsonschema.validate(written([row], path), HAR)
    assert next(iter(HarFile(path))).url == row.url


def test_the_schema_refuses_what_is_no_har(tmp_path: Path) -> None:
    good = written(EXCHANGES[:1], tmp_path / "x.har")
    for change in (
        lambda entry: entry.pop("timings"), lambda entry: entry["request"].update(url="http://a/ b"),
        lambda entry: entry["response"].update(status="200"), lambda entry: entry.update(more=1),
    ):  # fmt: skip
        bad = json.loads(json.dumps(good))
        change(bad["log"]["entries"][0])
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, HAR)


def test_mitmproxys_own_reader(tmp_path: Path) -> None:
    """``mitmproxy -r x.har``: its reader takes bodies for text, so one that is text comes out of it as it was."""
    said = Exchange(index=0, id="0", time_us=1_760_000_000_000_000, method="POST", scheme="https", host="a.example",
                    port=8443, url="https://a.example:8443/p?q=1", request_headers=[("Content-Type", "text/plain")],
                    request_body=b"imei=1", status=201, response_headers=[("X", "y")], response_body=b"\x00\xff",
                    server_ip="203.0.113.7")  # fmt: skip
    write_har([*EXCHANGES, said], tmp_path / "x.har")
    with (tmp_path / "x.har").open("rb") as file:
        flows = list(io.FlowReader(file).stream())
    assert len(flows) == sum(row.kind in ("http", "websocket") for row in EXCHANGES) + 1
    flow = flows[-1]
    assert isinstance(flow, http.HTTPFlow) and flow.response is not None
    assert (flow.request.method, flow.request.pretty_url, flow.request.content) == (said.method, said.url, b"imei=1")
    assert (flow.response.status_code, flow.response.content) == (201, b"\x00\xff")
    assert flow.request.timestamp_start == 1_760_000_000


_IMPORT = """
(async () => {
  const { HARFormat, Importer } = await import('./models/har/har.js');
  const requests = Importer.Importer.requestsFromHARLog(new HARFormat.HARRoot(%s).log);
  return Promise.all(requests.map(async (each) => ({
    url: each.url(), method: each.requestMethod, status: each.statusCode, sent: await each.requestFormData(),
    got: (data => data.isTextContent ? data.text : data.base64)(await each.requestContentData()) ?? '',
    frames: each.frames().map(frame => [frame.type, frame.text]),
  })));
})()
"""


@pytest.fixture
def devtools(tmp_path: Path) -> Iterator[str]:
    """A headless Chromium; the address by which it is told what to do."""
    flags = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
    words = [CHROMIUM, *flags.split(), "--disable-component-update", "--remote-debugging-port=0",
             f"--user-data-dir={tmp_path / 'profile'}", "about:blank"]  # fmt: skip
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            found = (re.search(r"DevTools listening on (ws://\S+)", line) for line in process.stderr)
            yield next(each[1] for each in found if each)
        finally:
            process.kill()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
def test_chromiums_devtools_load_it(tmp_path: Path, devtools: str) -> None:
    """The importer of the DevTools that this Chromium brings along, in their own page."""
    socket = Exchange(index=9, id="9", time_us=1_760_000_001_000_000, kind="websocket", method="GET", scheme="wss",
                      host="w.example", port=443, url="wss://w.example/", status=101,
                      messages=[Message(True, b"hello", 1_760_000_001_000_000)])  # fmt: skip
    har = written([*EXCHANGES, *HOSTILE, socket], tmp_path / "x.har")
    expected = sorted(har["log"]["entries"], key=lambda entry: entry["startedDateTime"][:23])  # milliseconds

    async def ask() -> list[dict[str, Any]]:
        async with websockets.connect(devtools, max_size=None) as connection:
            number = 0

            async def call(method: str, session: str = "", **params: Any) -> dict[str, Any]:
                nonlocal number
                number += 1
                to = {"sessionId": session} if session else {}
                await connection.send(json.dumps({"id": number, "method": method, "params": params, **to}))
                while (said := json.loads(await connection.recv())).get("id") != number:
                    pass
                assert "error" not in said, said
                return dict(said["result"])

            page = await call("Target.createTarget", url="devtools://devtools/bundled/devtools_app.html")
            session = (await call("Target.attachToTarget", targetId=page["targetId"], flatten=True))["sessionId"]
            for _ in range(100):
                ready = await call("Runtime.evaluate", session, expression="location.protocol + document.readyState")
                if ready["result"]["value"] == "devtools:complete":
                    break
                await asyncio.sleep(0.1)
            said = await call("Runtime.evaluate", session, expression=_IMPORT % json.dumps(har), awaitPromise=True,
                              returnByValue=True)  # fmt: skip
            assert "exceptionDetails" not in said, said
            return list(said["result"]["value"])

    loaded = asyncio.run(asyncio.wait_for(ask(), 60))
    assert len(loaded) == len(expected)
    for request, entry in zip(loaded, expected, strict=True):
        asked, answer = entry["request"], entry["response"]
        assert (request["url"], request["method"]) == (asked["url"], asked["method"])
        assert request["status"] == answer["status"]
        assert (request["sent"] or "") == asked.get("postData", {}).get("text", "")
        text, packed = answer["content"].get("text", ""), "encoding" in answer["content"]
        assert request["got"] == text or (packed and request["got"]), "what is text by its type is shown as such"
    assert loaded[-1]["frames"] == [["send", "hello"]]
