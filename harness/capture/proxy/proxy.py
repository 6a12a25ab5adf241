"""mitmproxy in our own process, on its own thread and event loop."""

import asyncio
import fcntl
import logging
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Self

from cryptography import x509
from mitmproxy import addons, certs, master, options
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.mode_servers import WireGuardServerInstance

from harness.capture.device.options import RouteKind
from harness.capture.device.structs import ProxyAddress
from harness.capture.proxy import unheard
from harness.capture.proxy.addon import Network, Recorder
from harness.capture.proxy.context import isolate
from harness.capture.proxy.datagrams import Datagram
from harness.capture.proxy.proxy_protocol import ProxyProtocol
from harness.capture.proxy.replay.player import Player
from harness.errors import HarnessError
from harness.evidence.rows import Connection, Gap

START_SECONDS = 60.0
STOP_SECONDS = 10.0


class ProxyError(HarnessError, RuntimeError):
    """The proxy cannot run. The message is one sentence for the user."""


def default_ca_dir() -> Path:
    """Where the proxy's certificate authority lives between runs (XDG data directory, made on first use)."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "harness" / "ca"


def _unless_cancelled(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report what goes wrong on the loop, but not that the end cancelled a connection.

    Before Python 3.12 a stream's callback asks a cancelled task for its exception and gets the cancellation thrown.
    """
    if not isinstance(context.get("exception"), asyncio.CancelledError):
        loop.default_exception_handler(context)


class Proxy:
    """A recording proxy on a loopback port. ``start`` returns when it listens, ``stop`` when every flow is written."""

    def __init__(
        self,
        flows: BinaryIO,
        on_connection: Callable[[Connection], None],
        *,
        network: Network = "live",
        port: int = 0,
        host: str = "127.0.0.1",
        ca_dir: Path | None = None,
        kind: RouteKind = "proxy",
        on_gap: Callable[[Gap], None] = lambda row: None,
        player: Player | None = None,
        on_flow: Callable[[int, int], None] = lambda start, end: None,
        on_early: Callable[[bytes], None] | None = None,
        on_end: Callable[[str], None] = lambda reason: None,
    ) -> None:
        """``port`` 0 takes any free port. ``ca_dir`` holds mitmproxy's certificate authority.

        ``kind`` is how the app's traffic arrives: to an explicit proxy, from the agent (each connection with a header
        that says where it was meant to go), redirected by the kernel (TCP, and DNS on a port of its own), or through a
        WireGuard tunnel, whose UDP port listens on every address: devices come from outside. ``on_gap`` is given,
        on the proxy's thread, what could not be heard, with times of this host's clock; ``on_flow`` where in ``flows``
        each flow stands, ``on_early`` what is not written yet; ``on_end`` why, when it
        ends in the middle of a run. In a sinkhole a ``player`` answers what was recorded.
        """
        self.recorder = Recorder(flows, on_connection, network, on_gap, player, on_flow, on_early)
        self.port = port
        self._host = host
        self._kind: RouteKind = kind
        self._dns_port = 0
        self._tunnel = ""
        self._token = secrets.token_hex(16) if kind == "agent" else ""
        self._network = network
        self._ca_dir = ca_dir or default_ca_dir()
        self._master: master.Master | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._on_end = on_end
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)

    def start(self) -> Self:
        """Start listening. Raises :class:`ProxyError` when the port is taken or mitmproxy cannot start."""
        self._ca_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._make_ca()
        isolate()
        if self._token:
            ProxyProtocol.heard[self._token] = self.recorder.meant
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise ProxyError(f"mitmproxy did not start within {START_SECONDS:.0f} s.")
        if self._failure is not None:
            self.stop()
            where = f"{self._host}:{self.port}"
            if isinstance(self._failure, OSError):
                reason = os.strerror(self._failure.errno) if self._failure.errno else str(self._failure)
                raise ProxyError(
                    f"The proxy cannot listen on {where}: {reason}. "
                    "Free the port or choose another with --proxy-port (0 takes any)."
                ) from None
            raise ProxyError(f"mitmproxy cannot start: {self._failure}.") from self._failure
        return self

    def _make_ca(self) -> None:
        """Make the certificate authority if there is none yet, one process at a time.

        Two that made it together would each sign with their own and install the other's.
        """
        with (self._ca_dir / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (self._ca_dir / f"{options.CONF_BASENAME}-ca.pem").exists():
                certs.CertStore.create_store(self._ca_dir, options.CONF_BASENAME, options.KEY_SIZE)

    def stop(self) -> None:
        """Close every connection, write what is unfinished and end the thread. Safe to call twice."""
        self._stopping = True
        if self._master is not None and self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._master.shutdown)
        if self._thread.ident is not None:
            self._thread.join(STOP_SECONDS)
        ProxyProtocol.heard.pop(self._token, None)

    def datagram(self, one: Datagram) -> None:
        """Record a datagram that the agent tells of. May be called on any thread while the proxy runs."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.recorder.datagram, one)

    def ca_pem(self) -> bytes:
        """Return the certificate authority's certificate in PEM, without its key. The proxy must have been started."""
        return (self._ca_dir / "mitmproxy-ca-cert.pem").read_bytes()

    def ca(self) -> x509.Certificate:
        """Return the certificate authority's certificate."""
        return x509.load_pem_x509_certificate(self.ca_pem())

    def address(self) -> ProxyAddress:
        """Return where the proxy listens. It must have been started."""
        tunnel_port = self.port if self._tunnel else 0
        return ProxyAddress(
            port=self.port, dns_port=self._dns_port, tunnel=self._tunnel, tunnel_port=tunnel_port, token=self._token
        )

    def _modes(self) -> list[str]:
        """mitmproxy's mode specifications (its documentation, 'Proxy Modes')."""
        if self._kind == "transparent":
            return [f"transparent@{self._host}:{self.port}", f"dns@{self._host}:0"]
        if self._kind == "agent":
            return [f"proxyprotocol:{self._token}@{self._host}:{self.port}"]
        if self._kind == "wireguard":
            return [f"wireguard:{self._ca_dir / 'wireguard.conf'}@{self.port}"]
        return [f"regular@{self._host}:{self.port}"]

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits in start()
            self._failure = self._failure or error
        finally:
            began = self._ready.is_set() and not self._stopping
            self._ready.set()
            if began:
                self._on_end(" ".join(str(self._failure or "mitmproxy stopped by itself").split())[:300])

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(_unless_cancelled)
        # mitmproxy logs every connection at INFO through the root logger; the run's own words are enough.
        logging.getLogger("mitmproxy").setLevel(logging.CRITICAL)
        opts = options.Options(confdir=str(self._ca_dir), mode=self._modes())
        running = self._master = master.Master(opts, event_loop=self._loop)
        running.addons.add(*addons.default_addons())
        running.addons.add(self.recorder)
        changes: dict[str, object] = {"showhost": True}
        if self._network == "sinkhole":
            # Nothing may be asked of the real servers, not even their certificates.
            changes |= {
                "connection_strategy": "lazy",
                "upstream_cert": False,
                "body_size_limit": str(unheard.MOST_BODY),
            }
        else:
            changes |= {
                "stream_large_bodies": str(unheard.MOST_BODY)
            }  # it reaches the server, and the app notices nothing
        opts.update(**changes)
        server = running.addons.get("proxyserver")
        assert isinstance(server, Proxyserver)  # noqa: S101 - part of mitmproxy's default addons
        watcher = asyncio.create_task(self._watch(server))
        try:
            await running.run()
        finally:
            watcher.cancel()

    async def _watch(self, server: Proxyserver) -> None:
        while True:
            instances = list(server.servers)
            failed = next((item.last_exception for item in instances if item.last_exception is not None), None)
            if failed is not None:
                self._failure = failed
                self._ready.set()
                return
            if instances and all(item.is_running and item.listen_addrs for item in instances):
                for item in instances:
                    port = item.listen_addrs[0][1]
                    if item.mode.type_name == "dns":
                        self._dns_port = port
                    else:
                        self.port = port
                    if isinstance(item, WireGuardServerInstance):
                        self._tunnel = item.client_conf() or ""
                self._ready.set()
                return
            await asyncio.sleep(0.01)
