"""An HTTP proxy that decrypts TLS with certificates of its own authority, keeps requests and answers 200."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.sockets import hang_up


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    host: str
    line: str
    headers: dict[str, str]
    body: bytes


class FakeProxy:
    """Listens on a loopback port until it is closed."""

    def __init__(self, scratch: Path) -> None:
        self.requests: list[Request] = []
        self.failures: list[str] = []
        self._scratch = scratch
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._authority = self._certificate("fake authority", None)
        (scratch / "ca").mkdir()
        pem = self._authority.public_bytes(serialization.Encoding.PEM)
        (scratch / "ca" / "0123abcd.0").write_bytes(b"text before\n" + pem)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        hang_up(self._listener)

    def _certificate(self, name: str, issuer: x509.Certificate | None) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.subject if issuer else subject)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        )
        if issuer:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        return builder.sign(self._key, hashes.SHA256())

    def _context(self, host: str) -> ssl.SSLContext:
        key = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = self._scratch / f"{host}.pem"
        path.write_bytes(key + self._certificate(host, self._authority).public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(10)
            line, _ = _head(connection.makefile("rb", buffering=0))
            host = line.split()[1].partition(":")[0]
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            with self._context(host).wrap_socket(connection, server_side=True) as secure:
                stream = secure.makefile("rb")
                line, headers = _head(stream)
                body = stream.read(int(headers.get("content-length", "0")))
                self.requests.append(Request(host, line, headers, body))
                secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        except (OSError, IndexError, ValueError) as error:
            self.failures.append(repr(error))


def _head(stream: BinaryIO) -> tuple[str, dict[str, str]]:
    line = stream.readline().decode().strip()
    headers = {}
    while text := stream.readline().decode().strip():
        name, _, value = text.partition(": ")
        headers[name.lower()] = value
    return line, headers
