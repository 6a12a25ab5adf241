"""The socket between the system and one app process: lines of JSON both ways (docs/architecture.md)."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import Awaitable, Callable
from typing import Any

_MAX_LINE = 16 * 1024 * 1024


class AppError(Exception):
    """A call that ends in a Java exception in the app: ``type`` is its class name."""

    def __init__(self, java_type: str, message: str) -> None:
        super().__init__(message)
        self.type = java_type


def security_error(message: str) -> AppError:
    """A ``java.lang.SecurityException``."""
    return AppError("java.lang.SecurityException", message)


#: Answers one call: (name, args) to a JSON value.
CallHandler = Callable[[str, dict[str, Any]], Awaitable[Any]]


class AppChannel:
    """One app's connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handle: CallHandler) -> None:
        self._reader = reader
        self._writer = writer
        self._handle = handle
        self._ids = itertools.count(1)
        self._replies: dict[int, asyncio.Future[Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._notices: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.ended = False
        """Whether the app has left: it answers nothing any more because it is gone, not because it hangs."""

    async def run(self) -> None:
        """Read until the app leaves. What is not of the protocol is dropped."""
        notices = asyncio.ensure_future(self._serve_notices())
        try:
            while line := await self._reader.readline():
                with contextlib.suppress(ValueError, RecursionError):
                    message = json.loads(line)
                    if isinstance(message, dict):
                        self._receive(message)
        except (ConnectionError, ValueError):  # ValueError: a line longer than the limit
            pass
        finally:
            self.ended = True
            for future in self._replies.values():
                future.cancel()
            self._notices.put_nowait(("", {}))
            await notices
            for task in self._tasks:
                task.cancel()
            self._writer.close()

    def event(self, name: str, /, **values: Any) -> None:
        """Send an event that needs no answer."""
        self._send({"event": name, **values})

    async def ask(self, name: str, seconds: float, /, **values: Any) -> Any:
        """Send an event and wait up to ``seconds`` for its answer; None when none comes, or nobody is there."""
        if self.ended:
            return None
        number = next(self._ids)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._replies[number] = future
        self._send({"event": name, "id": number, **values})
        try:
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return None
        except asyncio.CancelledError:
            if future.cancelled() and not _being_cancelled():
                return None
            raise
        finally:
            self._replies.pop(number, None)

    def _send(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._writer.write(json.dumps(message, ensure_ascii=True).encode() + b"\n")

    def _receive(self, message: dict[str, Any]) -> None:
        if "reply" in message:
            future = self._replies.get(message["reply"]) if isinstance(message["reply"], int) else None
            if future is not None and not future.done():
                future.set_result(message.get("result"))
            return
        call, args = message.get("call"), message.get("args") or {}
        if not isinstance(call, str) or not isinstance(args, dict):
            return
        if "id" not in message:
            self._notices.put_nowait((call, args))
            return
        task = asyncio.ensure_future(self._answer(message["id"], call, args))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve_notices(self) -> None:
        while (notice := await self._notices.get())[0]:
            call, args = notice
            with contextlib.suppress(AppError, KeyError, TypeError, ValueError):
                await self._handle(call, args)

    async def _answer(self, number: Any, call: str, args: dict[str, Any]) -> None:
        try:
            self._send({"id": number, "result": await self._handle(call, args)})
        except AppError as error:
            self._send({"id": number, "error": {"type": error.type, "message": str(error)}})
        except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
            text = f"{call}: {type(error).__name__}: {error}"
            self._send({"id": number, "error": {"type": "java.lang.IllegalArgumentException", "message": text}})


def _being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
