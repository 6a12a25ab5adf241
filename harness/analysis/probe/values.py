"""Whether a recorded value is the one that the probe got."""

from typing import Any

from harness.evidence.rows import Value

_PRIMITIVES = {
    "Z": "boolean", "B": "byte", "C": "char", "S": "short", "I": "int", "J": "long", "F": "float", "D": "double",
}  # fmt: skip


def differs(said: dict[str, Any] | None, seen: Value | None) -> str:
    """Return what is other in a recorded value than in the account's, in words; empty when nothing is.

    The account tells texts and numbers by their first characters, bytes by their first, lists by their first elements,
    and of other objects the class; what is recorded may be cut, too.
    """
    if said is None:
        return ""
    kind = said.get("k")
    if kind == "null":
        return "" if seen is None or seen.type == "null" else f"null was given, {_shown(seen)} is recorded"
    if seen is None or seen.type == "null":
        return f"{_told(said)} was given, null is recorded"
    match kind:
        case "text" if seen.data is not None and seen.text is None:  # what was read; the call gave how much that is
            given, size = str(said.get("x")), seen.size or len(seen.data)
            return "" if str(size) == given else f"{given} bytes were read, {size} are recorded"
        case "text":
            text, length = str(said.get("x", "")), int(said.get("n", 0))
            same = seen.text is not None and seen.text[: len(text)] == text
            whole = seen.truncated or seen.text is None or len(seen.text.encode("utf-16-le")) // 2 == length
            return "" if same and whole else f"{_told(said)} was given, {_shown(seen)} is recorded"
        case "bytes":
            digits = str(said.get("x", ""))
            recorded = (seen.data or b"").hex()
            return "" if recorded[: len(digits)] == digits else f"{_told(said)} was given, {_shown(seen)} is recorded"
        case "list":
            items = said.get("i")
            if not seen.truncated and len(seen.items) != said.get("n"):
                return f"a list of {said.get('n')} was given, one of {len(seen.items)} is recorded"
            pairs = zip(items if isinstance(items, list) else [], seen.items, strict=False)
            return next((why for one, its in pairs if (why := differs(one, its))), "")
        case _:
            name = _class(str(said.get("t", "")))
            return "" if seen.type == name or not name else f"a {name} was given, a {seen.type} is recorded"


def _class(name: str) -> str:
    """A class's name as rows have it: an array's is its elements' with brackets (JVM specification, 4.3.2)."""
    depth = len(name) - len(name.lstrip("["))
    plain = name[depth:]
    if depth:
        plain = plain[1:-1] if plain.startswith("L") else _PRIMITIVES.get(plain, plain)
    return plain + "[]" * depth


def _told(said: dict[str, Any]) -> str:
    text = str(said.get("x", said.get("t", "")))
    return repr(text[:60])


def _shown(seen: Value) -> str:
    if seen.type == "null":
        return "null"
    text = seen.text if seen.text is not None else (seen.data or b"").hex() or seen.type
    return repr(text[:60])
