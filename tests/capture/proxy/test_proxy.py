import gzip
import http.client
import io
import socket
import ssl
import time

import pytest
from mitmproxy.io import FlowReader
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.test.tflow import tclient_conn
from mitmproxy.tls import TlsData

from harness.capture.proxy.addon import Recorder
from harness.capture.proxy.proxy import Proxy, ProxyError
from harness.evidence.rows import Connection


class Run:
    def __init__(self, ca_dir, **options):
        self.flows = io.BytesIO()
        self.connections: list[Connection] = []
        self.proxy = Proxy(self.flows, self.connections.append, network="sinkhole", ca_dir=ca_dir, **options)

    def stop(self):
        self.proxy.stop()
        self.flows.seek(0)
        return list(FlowReader(self.flows).stream())


@pytest.fixture(scope="module")
def ca_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("ca")


def tls_context(proxy: Proxy) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=proxy.ca_pem().decode())


def https(proxy: Proxy, context: ssl.SSLContext) -> http.client.HTTPSConnection:
    client = http.client.HTTPSConnection("127.0.0.1", proxy.port, context=context, timeout=60)
    client.set_tunnel("track.example", 443)
    return client


def test_the_sinkhole_answers_and_records(ca_dir) -> None:
    run = Run(ca_dir)
    run.proxy.start()
    client = https(run.proxy, tls_context(run.proxy))
    body = gzip.compress(b"tel=13800000000")
    client.request("POST", "/collect?v=1", body, {"Content-Encoding": "gzip"})
    answer = client.getresponse()
    assert (answer.status, answer.read()) == (200, b"{}")
    client.close()
    (flow,) = run.stop()
    assert flow.request.url == "https://track.example/collect?v=1"
    assert flow.request.raw_content == body
    (connection,) = run.connections
    assert (connection.host, connection.port, connection.state) == ("track.example", 443, "decrypted")
    assert connection.sent == len(body)


def test_a_refused_certificate_is_a_failed_connection(ca_dir) -> None:
    run = Run(ca_dir)
    run.proxy.start()
    with pytest.raises(ssl.SSLError):
        https(run.proxy, ssl.create_default_context()).request("GET", "/")
    assert run.stop() == []
    (connection,) = run.connections
    assert connection.state == "failed"
    assert connection.host == "track.example"
    assert connection.reason


@pytest.mark.parametrize(("waited", "told"), [(0.1, False), (5.0, True)])
def test_a_handshake_that_was_given_up_late_may_be_the_machines_fault(waited: float, told: bool) -> None:
    rows: list[Connection] = []
    recorder, client = Recorder(io.BytesIO(), rows.append, "sinkhole"), tclient_conn()
    client.timestamp_start, client.error = time.time() - waited, "Unexpected EOF"
    recorder.client_connected(client)
    recorder.tls_failed_client(TlsData(client, Context(client, Options())))
    recorder.client_disconnected(client)
    assert rows[0].reason is not None and rows[0].reason.startswith("TLS: Unexpected EOF")
    assert ("after 5 s: it may not have waited for a machine this busy" in rows[0].reason) is told


def test_a_request_cut_off_by_the_end_is_kept(ca_dir) -> None:
    run = Run(ca_dir)
    run.proxy.start()
    with socket.create_connection(("127.0.0.1", run.proxy.port), timeout=60) as client:
        client.sendall(b"POST http://slow.example/ HTTP/1.1\r\nHost: slow.example\r\nContent-Length: 10\r\n\r\nhalf")
        while run.proxy.recorder.in_flight == 0:
            pass
        flows = run.stop()
    assert [flow.request.host for flow in flows] == ["slow.example"]


def test_a_port_in_use_is_one_sentence(ca_dir) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ProxyError, match=rf"127\.0\.0\.1:{port}: Address already in use.*--proxy-port") as caught:
            Run(ca_dir, port=port).proxy.start()
    assert "\n" not in str(caught.value)


def test_an_end_in_the_middle_is_told_once_and_the_ordered_end_is_not(ca_dir) -> None:
    told: list[str] = []

    def fail() -> None:
        raise SystemExit("out of memory")

    run = Run(ca_dir, on_end=told.append)
    run.proxy.start()
    run.proxy._loop.call_soon_threadsafe(fail)
    run.proxy._thread.join(30)
    assert told == ["out of memory"]
    run.proxy.stop()
    ordered = Run(ca_dir, on_end=told.append)
    ordered.proxy.start()
    ordered.stop()
    assert told == ["out of memory"]
