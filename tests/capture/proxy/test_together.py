"""Several proxies at once: in one process none sees another's traffic, and all make one certificate authority."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from mitmproxy import ctx

from harness.capture.proxy.context import isolate
from tests.capture.proxy.test_proxy import Run, https, tls_context


def test_each_records_its_own_traffic_alone(tmp_path: Path) -> None:
    runs = [Run(tmp_path) for _ in range(3)]
    for run in runs:
        run.proxy.start()
    clients = [https(run.proxy, tls_context(run.proxy)) for run in runs]
    for turn in range(3):
        for number, client in enumerate(clients):
            client.request("POST", f"/from/{number}", f"run {number} turn {turn}")
            assert client.getresponse().read() == b"{}"
    for client in clients:
        client.close()
    # The last one made ends first: its end must not take the others with it.
    for number, run in reversed(list(enumerate(runs))):
        flows = run.stop()
        assert [flow.request.path for flow in flows] == [f"/from/{number}"] * 3
        assert [flow.request.text for flow in flows] == [f"run {number} turn {turn}" for turn in range(3)]
        assert [row.state for row in run.connections] == ["decrypted"]


def test_networks_do_not_mix(tmp_path: Path) -> None:
    """A sinkhole beside a live proxy stays a sinkhole: its options are its own."""
    sinkhole = Run(tmp_path)
    sinkhole.proxy.start()
    live = Run(tmp_path)
    live.proxy._network = "live"
    live.proxy.start()
    assert sinkhole.proxy._master is not None
    assert live.proxy._master is not None
    assert sinkhole.proxy._master.options.connection_strategy == "lazy"
    assert live.proxy._master.options.connection_strategy == "eager"
    client = https(sinkhole.proxy, tls_context(sinkhole.proxy))
    client.request("GET", "/")
    assert client.getresponse().read() == b"{}"
    client.close()
    assert len(sinkhole.stop()) == 1
    assert live.stop() == []


def test_the_context_is_a_threads_own() -> None:
    isolate()
    isolate()
    ctx.options = "set here"
    seen: list[object] = []

    def elsewhere() -> None:
        seen.append(ctx.options)  # none of its own yet: the last that was set
        ctx.options = "set there"
        seen.append(ctx.options)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == ["set here", "set there"]
    assert ctx.options == "set here"


@pytest.mark.slow
def test_processes_that_start_together_make_one_authority(tmp_path: Path) -> None:
    script = (
        "import io, sys, ssl, pathlib\nfrom harness.capture.proxy.proxy import Proxy\n"
        "from tests.capture.proxy.test_proxy import https\n"
        "proxy = Proxy(io.BytesIO(), lambda row: None, network='sinkhole', ca_dir=pathlib.Path(sys.argv[1])).start()\n"
        "sys.stdin.read()\n"  # until all have started
        "client = https(proxy, ssl.create_default_context(cadata=proxy.ca_pem().decode()))\n"
        "client.request('GET', '/')\nprint(client.getresponse().status)\nproxy.stop()\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "ca")]
    root = Path(__file__).resolve().parents[3]
    started = [
        subprocess.Popen(
            command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    ended = [process.communicate("", timeout=500) for process in started]
    assert [out.strip() for out, _ in ended] == ["200"] * 4, [err for _, err in ended]
