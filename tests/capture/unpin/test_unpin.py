"""Unpinning, in a JVM that refuses every certificate and in a process with OpenSSL; never without being asked."""

import contextlib
import datetime as dt
import http.server
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import frida
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness.capture.agent.unpin import Unpinner
from harness.sandbox.runtime.jvm import java
from tests.capture.unpin.pinned import JAR, digest, jar_digest


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an HTTPS server whose certificate nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nobody.example")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    path.write_bytes(private + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as made:
        made.socket = context.wrap_socket(made.socket, server_side=True)
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{made.server_port}/"
        made.shutdown()


class App:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def say(self, line: str) -> str:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextlib.contextmanager
def started(command: list[str]) -> Iterator[App]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        app = App(process)
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield app
    finally:
        process.kill()
        process.wait()


def jvm() -> contextlib.AbstractContextManager[App]:
    return started([str(java()), "-XX:ErrorFile=/dev/null", "-cp", str(JAR), "pinned.Main"])


def test_the_jar_is_built_from_its_sources() -> None:
    assert jar_digest() == digest()


def test_a_pinned_app_stays_pinned_unless_asked(server: str) -> None:
    with jvm() as app:
        said = [app.say(line) for line in (server, "list", "okhttp", "config")]
    assert said == [
        "SSLHandshakeException",
        "CertificateException",
        "SSLPeerUnverifiedException",
        "CertificateException",
    ]


def test_on_demand_every_kind_lets_go_and_is_counted(server: str) -> None:
    unpin = Unpinner()
    with jvm() as app:
        session = frida.attach(app.process.pid)
        unpin.load(session)
        said = [app.say(line) for line in (server, server, "list", "okhttp", "config")]
        report = unpin.report()
        session.detach()
    assert said == ["ok 200", "ok 200", "ok 2", "ok", "ok"]
    assert "android.net.http.X509TrustManagerExtensions.checkServerTrusted" in report.hooked
    assert report.used["okhttp3.CertificatePinner.check"] == 1
    assert report.used["android.security.net.config.NetworkSecurityTrustManager.checkPins"] == 1
    assert report.used["sun.security.ssl.AbstractTrustManagerWrapper.checkServerTrusted"] == 2
    assert "com.android.org.conscrypt.TrustManagerImpl.verifyChain" in report.missing


PYTHON = """
import ssl, sys, urllib.request
print("ready", flush=True)
for line in sys.stdin:
    context = ssl.create_default_context()
    context.check_hostname = False
    try:
        said = urllib.request.urlopen(line.strip(), context=context, timeout=60).status
    except OSError as error:
        said = type(error.reason).__name__
    print(said, flush=True)
"""


def test_native_tls(server: str) -> None:
    unpin = Unpinner()
    with started([sys.executable, "-c", PYTHON]) as app:
        assert app.say(server) == "SSLCertVerificationError"
        session = frida.attach(app.process.pid)
        unpin.load(session)
        assert app.say(server) == "200"
        report = unpin.report()
        session.detach()
    assert any(name.endswith("!SSL_CTX_set_verify") for name in report.hooked)
    assert report.used["SSL_CTX_set_verify"] >= 1


def test_a_process_that_is_gone_is_a_sentence(server: str, tmp_path: Path) -> None:
    unpin = Unpinner()
    with jvm() as app:
        session = frida.attach(app.process.pid)
        unpin.load(session)
    assert unpin.report().used == {}
