"""Commands on text: echo, grep, head, tail, wc, sort, tr, cut and the like."""

from __future__ import annotations

import re

from harness.sandbox.shell.io import read_all
from harness.sandbox.shell.registry import Context, UsageError, command, flags


@command("echo")
async def echo(context: Context) -> int:
    """Print the arguments; -n without the newline, -e with escapes."""
    args = list(context.args)
    newline, escapes = True, False
    while args and re.fullmatch(r"-[neE]+", args[0]):
        flag = args.pop(0)
        newline = newline and "n" not in flag
        escapes = escapes or "e" in flag
    text = " ".join(args)
    await context.print((_unescape(text) if escapes else text) + ("\n" if newline else ""))
    return 0


@command("printf")
async def printf(context: Context) -> int:
    """Print with ``%s``, ``%d`` and escapes."""
    if not context.args:
        raise UsageError("Needs 1 argument")
    form, values = context.args[0], list(context.args[1:])

    def value(match: re.Match[str]) -> str:
        if match.group() == "%%":
            return "%"
        return values.pop(0) if values else ("0" if match.group() == "%d" else "")

    await context.print(re.sub(r"%[sd%]", value, _unescape(form)))
    return 0


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "a": "\a", "b": "\b", "0": "\0", "e": "\x1b"}


def _unescape(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        code = match.group(1)
        if code.startswith("x"):
            return bytes([int(code[1:], 16)]).decode("utf-8", "surrogateescape")
        return _ESCAPES.get(code, "\\" + code)

    return re.sub(r"\\(x[0-9a-fA-F]{2}|.)", replace, text)


async def _lines(context: Context, names: list[str]) -> list[tuple[str, str]]:
    """The lines of all files (or of the input) with the name each came from."""
    found: list[tuple[str, str]] = []
    for name in names or ["-"]:
        data = await read_all(context.stdin) if name == "-" else context.device.vfs.read_bytes(context.path(name))
        text = data.decode("utf-8", "surrogateescape")
        found += [(name, line) for line in text.removesuffix("\n").split("\n")] if text else []
    return found


@command("grep", "egrep", "fgrep")
async def grep(context: Context) -> int:
    """Print lines that match; the input is read as it comes, so that ``logcat | grep`` works."""
    pattern, found, operands = _wanted(context)
    prefix = len(operands) > 1 and "h" not in found
    count = 0
    named: dict[str, None] = {}
    async for number, name, line in _numbered(context, operands):
        matches = list(pattern.finditer(line))
        if bool(matches) == ("v" in found):
            continue
        count += 1
        named[name] = None
        if "q" in found:
            return 0
        if found & {"c", "l"}:
            continue
        head = (f"{name}:" if prefix else "") + (f"{number}:" if "n" in found else "")
        for text in [match.group() for match in matches] if "o" in found else [line]:
            await context.line(head + text)
    if "c" in found:
        await context.line(str(count))
    elif "l" in found:
        await context.print("".join(f"{name if operands else '(standard input)'}\n" for name in named))
    return 0 if count else 1


def _wanted(context: Context) -> tuple[re.Pattern[str], set[str], list[str]]:
    """Return what ``grep`` is to look for, its flags and its files."""
    args, patterns = list(context.args), list[str]()
    kept: list[str] = []
    while args:
        arg = args.pop(0)
        if arg == "-e" and args:
            patterns.append(args.pop(0))
        elif arg == "-m" and args:
            kept.append("-m")
            args.pop(0)
        else:
            kept.append(arg)
    found, operands = flags(kept, "ivnclqEFowrHhsxma")
    if not patterns:
        if not operands:
            raise UsageError('Needs 1 argument (see "grep --help")', 2)
        patterns = [operands.pop(0)]
    fixed = "F" in found or context.name == "fgrep"
    extended = "E" in found or context.name == "egrep"
    source = "|".join(f"(?:{re.escape(item) if fixed else _regex(item, extended)})" for item in patterns)
    if "w" in found:
        source = rf"\b(?:{source})\b"
    if "x" in found:
        source = f"^(?:{source})$"
    try:
        return re.compile(source, re.IGNORECASE if "i" in found else 0), found, operands
    except re.error as error:
        raise UsageError(f"bad regex '{patterns[0]}': {error}", 2) from None


async def _numbered(context: Context, names: list[str]):  # type: ignore[no-untyped-def]
    if names:
        last, number = "", 0
        for name, line in await _lines(context, names):
            last, number = name, number + 1 if name == last else 1
            yield number, name, line
        return
    rest, number = b"", 0
    while data := await context.stdin.read():
        *lines, rest = (rest + data).split(b"\n")
        for raw in lines:
            number += 1
            yield number, "-", raw.decode("utf-8", "surrogateescape")
    if rest:
        yield number + 1, "-", rest.decode("utf-8", "surrogateescape")


def _regex(pattern: str, extended: bool) -> str:
    """A POSIX pattern as Python's: in basic ones ``\\|`` and the like are the operators."""
    if extended:
        return pattern
    swapped = re.sub(r"\\([|+?(){}])|([|+?(){}])", lambda m: m.group(1) or "\\" + m.group(2), pattern)
    return swapped


@command("head", "tail")
async def head(context: Context) -> int:
    """The first or last lines (-n) or bytes (-c)."""
    args = list(context.args)
    unit, count = "n", 10
    names: list[str] = []
    while args:
        arg = args.pop(0)
        if arg in ("-n", "-c") and args:
            unit, count = arg[1], _number(args.pop(0))
        elif re.fullmatch(r"-[nc]?\d+", arg):
            unit, count = ("c" if arg[1] == "c" else "n"), _number(arg.lstrip("-nc"))
        else:
            names.append(arg)
    first = context.name == "head"
    if names:
        data = b"".join(context.device.vfs.read_bytes(context.path(name)) for name in names)
    elif first:
        data = b""
        while (len(data) if unit == "c" else data.count(b"\n")) < count and (piece := await context.stdin.read()):
            data += piece
    else:
        data = await read_all(context.stdin)
    units = data.splitlines(keepends=True) if unit == "n" else [bytes([byte]) for byte in data]
    chosen = units[:count] if first else units[max(0, len(units) - count) :]
    if chosen:
        await context.stdout.write(b"".join(chosen))
    return 0


def _number(text: str) -> int:
    if not text.isdigit():
        raise UsageError(f"bad number '{text}'")
    return int(text)


@command("wc")
async def wc(context: Context) -> int:
    """Count lines, words and bytes."""
    found, names = flags(context.args, "lwcm")
    for name in names or ["-"]:
        data = await read_all(context.stdin) if name == "-" else context.device.vfs.read_bytes(context.path(name))
        counts = {
            "l": data.count(b"\n"),
            "w": len(data.split()),
            "c": len(data),
            "m": len(data.decode("utf-8", "replace")),
        }
        chosen = [str(counts[key]) for key in ("l", "w", "c", "m") if key in (found or {"l", "w", "c"})]
        await context.line(" ".join(chosen) + ("" if name == "-" else f" {name}"))
    return 0


@command("sort")
async def sort(context: Context) -> int:
    """Sort lines; -r, -n, -u."""
    found, names = flags(context.args, "rnu")
    lines = [line for _, line in await _lines(context, names)]
    if "u" in found:
        lines = list(dict.fromkeys(lines))

    def numeric(line: str) -> tuple[float, str]:
        match = re.match(r"\s*-?\d+(\.\d+)?", line)
        return (float(match.group()) if match else 0.0, line)

    lines.sort(key=numeric if "n" in found else None, reverse="r" in found)
    await context.print("".join(f"{line}\n" for line in lines))
    return 0


@command("uniq")
async def uniq(context: Context) -> int:
    """Drop repeated neighbouring lines; -c counts them."""
    found, names = flags(context.args, "c")
    groups: list[tuple[str, int]] = []
    for _, line in await _lines(context, names):
        if groups and groups[-1][0] == line:
            groups[-1] = (line, groups[-1][1] + 1)
        else:
            groups.append((line, 1))
    await context.print("".join(f"{count:>7} {line}\n" if "c" in found else f"{line}\n" for line, count in groups))
    return 0


@command("tr")
async def tr(context: Context) -> int:
    """Replace or (-d) delete characters."""
    found, sets = flags(context.args, "d")
    text = (await read_all(context.stdin)).decode("utf-8", "surrogateescape")
    if "d" in found and sets:
        text = text.translate({ord(char): None for char in _unescape(sets[0])})
    elif len(sets) == 2:
        source, target = _unescape(sets[0]), _unescape(sets[1])
        text = text.translate({ord(a): target[min(i, len(target) - 1)] for i, a in enumerate(source)} if target else {})
    else:
        raise UsageError("Needs 2 arguments")
    await context.print(text)
    return 0


@command("base64")
async def base64_command(context: Context) -> int:
    """Encode or (-d) decode."""
    import base64
    import binascii

    found, names = flags(context.args, "d")
    data = context.device.vfs.read_bytes(context.path(names[0])) if names else await read_all(context.stdin)
    if "d" not in found:
        await context.stdout.write(base64.encodebytes(data))
        return 0
    try:
        await context.stdout.write(base64.b64decode(data, validate=False))
    except binascii.Error:
        raise UsageError("bad input") from None
    return 0
