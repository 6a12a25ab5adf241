"""An adb server that answers from a table, for what a real one says only with hardware (AOSP ``SERVICES.TXT``)."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator

import adbutils


@contextlib.contextmanager
def fake_adb(devices: list[tuple[str, str]], refusal: str = "") -> Iterator[adbutils.AdbClient]:
    """Serve ``devices`` (serial, state); whoever wants to talk to one gets ``refusal``."""

    class Server(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while head := self.rfile.read(4):
                request = self.rfile.read(int(head, 16)).decode()
                answer = self.answer(request)
                self.wfile.write(answer)
                if answer.startswith(b"FAIL"):
                    return

        def answer(self, request: str) -> bytes:
            if request == "host:version":
                return b"OKAY" + sized("0029")
            if request.startswith("host:devices"):
                return b"OKAY" + sized("".join(f"{serial}\t{state}\n" for serial, state in devices))
            if request.endswith(":get-state"):
                states = [state for serial, state in devices if serial in request]
                if len(states) > 1:
                    return b"FAIL" + sized("more than one device/emulator")
                if states == ["unauthorized"]:
                    return b"FAIL" + sized(refusal)
                return b"OKAY" + sized(states[0]) if states else b"FAIL" + sized(f"device '{request}' not found")
            return b"FAIL" + sized(refusal)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield adbutils.AdbClient("127.0.0.1", server.server_address[1])
        server.shutdown()


def sized(text: str) -> bytes:
    return f"{len(text.encode()):04x}{text}".encode()
