"""Which layer speaks with the app next: ours in the place of the one that mitmproxy's own addon has chosen."""

from mitmproxy.proxy import layer
from mitmproxy.proxy.layers import HttpLayer, TCPLayer
from mitmproxy.proxy.layers.http import HTTPMode

from harness.capture.proxy.guard import Guard
from harness.capture.proxy.http_layers import PREFACE, Http
from harness.capture.proxy.sunk import SunkTCP
from harness.capture.proxy.unheard import Ear

_PREFIX = 3
"""Bytes of HTTP/2's preface from which on the rest is waited for."""


def chosen(data: layer.NextLayer, ear: Ear, sunk: bool) -> layer.Layer | None:
    """Return the next layer; ``None`` to wait for more. ``sunk``: there is no server."""
    context, found = data.context, data.layer
    if found is None or isinstance(found, Guard):
        return found
    head = data.data_client()
    secure = context.client.tls and context.client.alpn
    explicit = isinstance(found, HttpLayer) and found.mode is not HTTPMode.transparent
    if not secure and not explicit and len(head) >= _PREFIX and PREFACE.startswith(head[: len(PREFACE)]):
        context.layers.remove(found)
        if len(head) < len(PREFACE):
            return None
        # HTTP/2 without TLS, by prior knowledge (RFC 9113, 3.3): mitmproxy's layers go by what TLS has agreed on.
        context.client.alpn = context.server.alpn = b"h2"
        return Guard(context, Http(context, HTTPMode.transparent, ear, sunk), ear)
    if type(found) is HttpLayer:
        context.layers.remove(found)
        found = Http(context, found.mode, ear, sunk)
    elif sunk and type(found) is TCPLayer:
        context.layers.remove(found)
        found = SunkTCP(context, ear)
    return Guard(context, found, ear)
