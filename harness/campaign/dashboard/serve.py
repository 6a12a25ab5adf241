"""Serving the dashboard on loopback until somebody ends it."""

import contextlib
import secrets
import socket
from collections.abc import Callable

import uvicorn

from harness.campaign.dashboard.pages import Acts, dashboard
from harness.campaign.store.home import Campaign
from harness.errors import HarnessError

_WAITING = 128
"""Connections that wait until they are taken."""


def serve(campaign: Campaign, acts: Acts, port: int, told: Callable[[str], None]) -> None:
    """Serve; ``told`` hears the address with the token. Port 0 takes any free one. Raises ``HarnessError`` where the
    port is taken."""
    with contextlib.closing(socket.socket()) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
            door.listen(_WAITING)  # who hears the address may come at once, and is answered when the pages are there
        except OSError as error:
            raise HarnessError(f"The dashboard cannot be served at port {port}: {error.strerror}.") from None
        number, token = door.getsockname()[1], secrets.token_urlsafe(24)
        app = dashboard(campaign, acts, token, [f"127.0.0.1:{number}", f"localhost:{number}"])
        config = uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=1, lifespan="off")
        told(f"http://127.0.0.1:{number}/?token={token}")
        uvicorn.Server(config).run(sockets=[door])
