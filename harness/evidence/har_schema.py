"""What is read of a HAR entry: HAR 1.2 (softwareishard.com/blog/har-12-spec), and what recorders added to it."""

import msgspec


class Pair(msgspec.Struct):
    """A header, a field of a query, a cookie."""

    name: str = ""
    value: str | None = ""


class Param(msgspec.Struct):
    """A field of a form."""

    name: str = ""
    value: str | None = None
    file: str | None = msgspec.field(name="fileName", default=None)
    type: str | None = msgspec.field(name="contentType", default=None)


class PostData(msgspec.Struct):
    """A request's body: HAR 1.2, and ``encoding`` (Reqable, PCAPdroid), ``_file`` and ``_sha1`` (Playwright)."""

    text: str | None = None
    params: list[Param] | None = None
    encoding: str | None = None
    mime: str | None = msgspec.field(name="mimeType", default=None)
    file: str | None = msgspec.field(name="_file", default=None)
    sha1: str | None = msgspec.field(name="_sha1", default=None)


class Content(msgspec.Struct):
    """A response's body; with HTTP Toolkit also a request's that is no text."""

    text: str | None = None
    encoding: str | None = None
    size: int | float | None = 0
    file: str | None = msgspec.field(name="_file", default=None)
    sha1: str | None = msgspec.field(name="_sha1", default=None)


class Request(msgspec.Struct):
    """HAR's ``request``; what begins with ``_`` is HTTP Toolkit's."""

    method: str
    url: str
    headers: list[Pair] | None = None
    post: PostData | None = msgspec.field(name="postData", default=None)
    query: list[Pair] | None = msgspec.field(name="queryString", default=None)
    cookies: list[Pair] | None = None
    size: int | float | None = msgspec.field(name="bodySize", default=-1)
    content: Content | None = msgspec.field(name="_content", default=None)
    status: str | None = msgspec.field(name="_requestBodyStatus", default=None)


class Response(msgspec.Struct):
    """HAR's ``response``."""

    status: int | float | None = 0
    headers: list[Pair] | None = None
    cookies: list[Pair] | None = None
    content: Content | None = None


class WebSocketMessage(msgspec.Struct):
    """Chromium's, and everybody's after it; ``encoding`` is PCAPdroid's."""

    type: str
    data: str = ""
    time: float | None = 0.0
    opcode: float | None = 1
    encoding: str | None = None


class WebSocketClose(msgspec.Struct):
    """HTTP Toolkit's word on how a WebSocket ended."""

    reason: str | None = None
    timestamp: float | None = None


class Ours(msgspec.Struct):
    """What HAR cannot say and ``har_write`` does."""

    lossy: bool = False
    unreadable: str = ""
    app: str = ""
    url: str = ""


class Entry(msgspec.Struct):
    """HAR's ``entry``."""

    request: Request
    started: str = msgspec.field(name="startedDateTime", default="")
    response: Response | None = None
    server_ip: str | None = msgspec.field(name="serverIPAddress", default=None)
    connection: str | int | None = None
    messages: list[WebSocketMessage] | None = msgspec.field(name="_webSocketMessages", default=None)
    close: WebSocketClose | str | None = msgspec.field(name="_webSocketClose", default=None)
    ours: Ours | None = msgspec.field(name="_harness", default=None)
