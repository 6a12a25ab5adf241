"""The small language of native functions: ``status connect(fd socket, sockaddr[size] address, uint size)``.

A type says how a value is read: ``int``, ``uint``, ``long``, ``size``, ``status`` (an int that is -1 on failure, see
errno), ``fd``, ``file`` (a ``FILE *``), ``pointer``, ``handle`` (an object: calls with the same one belong together),
``string``, ``strings`` (an ``argv``), ``bytes[N]``, ``sockaddr[N]``, ``ifaddrs``, ``hwaddr`` (a ``struct ifreq *``),
``ssl``, ``property`` (a ``prop_info *``), ``size*`` and ``int*`` (a number that the pointer points to). N is a number,
another argument's name, ``*name`` (what that argument points to), ``ret``, or ``digest`` (as long as the algorithm's).
``out`` before an argument: it is read after the call, because the call fills it.
"""

import re
from typing import Any

import msgspec

_TYPES = frozenset(
    [
        "int",
        "uint",
        "long",
        "size",
        "status",
        "fd",
        "file",
        "pointer",
        "handle",
        "string",
        "strings",
        "bytes",
        "sockaddr",
        "ifaddrs",
        "hwaddr",
        "ssl",
        "property",
        "size*",
        "int*",
    ]
)
_SIZED = frozenset({"bytes", "sockaddr"})
_RETURNED = frozenset({"void", "int", "uint", "long", "size", "status", "fd", "file", "pointer", "handle", "string"})
_WHOLE = re.compile(r"^\s*([\w*]+)\s+([A-Za-z_]\w*)\s*\(([^()]*)\)\s*$")
_ARGUMENT = re.compile(r"^\s*(out\s+)?([a-z]+\*?)(?:\[(\*?\w+)\])?\s+([A-Za-z_]\w*)\s*$")
_MOST = 16


class Argument(msgspec.Struct, frozen=True):
    """One argument. ``size`` is empty for types that have none."""

    type: str
    name: str
    out: bool
    size: str


class Signature(msgspec.Struct, frozen=True):
    """One exported function."""

    symbol: str
    ret: str
    args: tuple[Argument, ...]


def parse(text: str) -> Signature:
    """Read one function's description. Raises ``ValueError`` with one sentence."""
    whole = _WHOLE.match(text)
    if whole is None:
        raise ValueError(f"{text!r} is no signature like 'int connect(fd socket, sockaddr[size] address, uint size)'")
    ret, symbol, rest = whole.groups()
    if ret not in _RETURNED:
        raise ValueError(f"{symbol} cannot return {ret!r}: use one of {', '.join(sorted(_RETURNED))}")
    parts = rest.split(",") if rest.strip() not in ("", "void") else []
    if len(parts) > _MOST:
        raise ValueError(f"{symbol} has more than {_MOST} arguments")
    args = tuple(_argument(symbol, part) for part in parts)
    kinds = {arg.name: arg.type for arg in args}
    if len(kinds) != len(args):
        raise ValueError(f"two arguments of {symbol} have the same name")
    for arg in args:
        _check_size(symbol, arg, kinds)
    return Signature(symbol=symbol, ret=ret, args=args)


def _argument(symbol: str, text: str) -> Argument:
    found = _ARGUMENT.match(text)
    if found is None:
        raise ValueError(f"{text.strip()!r} is no argument of {symbol}: write a type and a name")
    out, kind, size, name = found.groups()
    if kind not in _TYPES:
        raise ValueError(f"{symbol} has an argument of unknown type {kind!r}: use one of {', '.join(sorted(_TYPES))}")
    if (kind in _SIZED) != (size is not None):
        raise ValueError(f"argument {name} of {symbol} {'needs' if kind in _SIZED else 'has no'} size in brackets")
    return Argument(type=kind, name=name, out=out is not None, size=size or "")


def _check_size(symbol: str, arg: Argument, kinds: dict[str, str]) -> None:
    if not arg.size or arg.size.isdigit():
        return
    if arg.size in ("ret", "digest"):
        if not arg.out:
            raise ValueError(f"argument {arg.name} of {symbol} has the size {arg.size} and so must be 'out'")
        return
    pointed = arg.size.startswith("*")
    kind = kinds.get(arg.size.removeprefix("*"))
    if kind not in (("size*", "int*") if pointed else ("int", "uint", "long", "size")):
        raise ValueError(f"argument {arg.name} of {symbol} has a size that is no number: {arg.size}")


def as_config(signature: Signature) -> dict[str, Any]:
    """Return the form in which the agent takes a signature."""
    built: dict[str, Any] = msgspec.to_builtins(signature)
    return built
