"""Lets several proxies run in one process.

mitmproxy keeps its master and options in a module, ``mitmproxy.ctx``, which every addon and every accepted connection
reads: with two masters in a process the traffic of both goes to the one that was made last. Each of our proxies runs on
a thread of its own (its event loop's), so the module's values are made that thread's own. A thread without values of
its own sees those that were set last, as without this.
"""

import threading
import types
from typing import Any

from mitmproxy import ctx

_own = threading.local()
_last: dict[str, Any] = {}


def _attribute(name: str) -> property:
    def read(module: types.ModuleType) -> Any:
        try:
            return getattr(_own, name)
        except AttributeError:
            pass
        if name not in _last:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        return _last[name]

    def write(_module: types.ModuleType, value: Any) -> None:
        setattr(_own, name, value)
        _last[name] = value

    return property(read, write)


class _PerThread(types.ModuleType):
    """The type of ``mitmproxy.ctx`` from now on."""

    master = _attribute("master")
    options = _attribute("options")
    log = _attribute("log")


def isolate() -> None:
    """Make ``mitmproxy.ctx`` hold values per thread. Done once; further calls change nothing."""
    if not isinstance(ctx, _PerThread):
        names: tuple[str, ...] = ("master", "options", "log")
        _last.update({name: vars(ctx).pop(name) for name in names if name in vars(ctx)})
        ctx.__class__ = _PerThread
