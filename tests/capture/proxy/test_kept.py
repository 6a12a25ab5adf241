"""What an app sends without end is not kept without end, and that is told."""

import http.client
import http.server
import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from mitmproxy.io import FlowReader

from harness.capture.proxy import unheard
from harness.capture.proxy.proxy import Proxy
from harness.evidence.rows import Gap
from tests.faults.named import fault

MOST = 100_000


@pytest.fixture
def gaps(monkeypatch: pytest.MonkeyPatch) -> list[Gap]:
    monkeypatch.setattr(unheard, "MOST_BODY", MOST)
    return []


def chunks() -> Iterator[bytes]:
    for _ in range(30):
        yield b"tel=13800000000&" * 625


def post(port: int, host: str, body: bytes | Iterator[bytes]) -> int:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        client.request("POST", f"http://{host}/x", body, {"Content-Length": str(len(body))} if body is bytes else {})
        return client.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        return 413
    finally:
        client.close()


@fault("a body without end")
@pytest.mark.parametrize("body", [b"x" * 3 * MOST, chunks()], ids=["with its length", "in chunks"])
def test_a_body_in_the_sinkhole_is_refused_and_that_is_told(tmp_path: Path, gaps: list[Gap], body) -> None:
    flows = io.BytesIO()
    proxy = Proxy(flows, lambda row: None, network="sinkhole", ca_dir=tmp_path, on_gap=gaps.append).start()
    assert post(proxy.port, "track.example", body) == 413
    assert post(proxy.port, "other.example", b"small") == 200
    proxy.stop()
    flows.seek(0)
    kept = {flow.request.host: flow for flow in FlowReader(flows).stream()}
    assert set(kept) == {"track.example", "other.example"}
    assert len(kept["track.example"].request.raw_content or b"") <= 3 * MOST
    (gap,) = gaps
    assert (gap.kind, gap.host) == ("body_cut", "track.example:80")
    assert "refused" in gap.detail


def test_a_body_to_a_real_server_is_passed_on_whole_and_not_kept(tmp_path: Path, gaps: list[Gap]) -> None:
    came: list[int] = []

    class Server(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            came.append(len(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    flows = io.BytesIO()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        proxy = Proxy(flows, lambda row: None, network="live", ca_dir=tmp_path, on_gap=gaps.append).start()
        assert post(proxy.port, f"127.0.0.1:{server.server_address[1]}", b"x" * 3 * MOST) == 200
        proxy.stop()
        server.shutdown()
    assert came == [3 * MOST]
    flows.seek(0)
    (flow,) = FlowReader(flows).stream()
    assert not flow.request.raw_content
    (gap,) = gaps
    assert gap.kind == "body_cut" and "passed on" in gap.detail


@fault("traffic without end")
def test_all_traffic_has_an_end_that_is_told(tmp_path: Path, gaps: list[Gap], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unheard, "MOST_FLOWS", 20_000)
    flows = io.BytesIO()
    proxy = Proxy(flows, lambda row: None, network="sinkhole", ca_dir=tmp_path, on_gap=gaps.append).start()
    for _ in range(10):
        assert post(proxy.port, "track.example", b"x" * 10_000) == 200
    proxy.stop()
    flows.seek(0)
    assert 1 <= len(list(FlowReader(flows).stream())) <= 2
    (gap,) = gaps
    assert gap.kind == "flows_cut"
