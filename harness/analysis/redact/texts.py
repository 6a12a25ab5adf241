"""Texts and rows with other values in them: what a run wrote down besides its traffic."""

import base64
from collections.abc import Mapping
from typing import Any

import msgspec

from harness.analysis.decode.view import Structure
from harness.analysis.redact.rewrite import Counts, Rewriter
from harness.evidence.rows import Value

_MOST_KEPT = 100_000
_LONGEST_KEPT = 4096
_DEEPEST = 64
_SAID = frozenset(
    {
        "args", "result", "exception", "message", "before_texts", "controls", "title", "path", "unvisited", "avoided",
        "accept", "refuse", "box", "reasons", "words", "way", "user_act", "detail", "reason", "variables",
    }
)  # fmt: skip
"""Fields of rows that hold the app's words: there weak evidence is replaced, too. The others name things of a run."""


class Texts:
    """Replaces values in texts, in what JSON holds, and in what a call was given and returned."""

    def __init__(self, everything: Rewriter, telling: Rewriter, wholes: Mapping[str, str] | None = None) -> None:
        """``telling`` knows only what tells by itself: a word of three letters is left alone in names of classes.

        ``wholes`` are values with what stands for them: a text that is one of them and nothing else is replaced, also
        where the value is so short that it is found in traffic under its own key alone.
        """
        self._everything, self._telling = everything, telling
        self._wholes = wholes or {}
        self._kept: dict[tuple[str, str, bool], tuple[str, Counts]] = {}

    def text(self, said: str, where: str = "", *, names: bool = False, structure: Structure | None = None) -> str:
        """Return a text with other values in it. ``where`` names it; ``names``: it is a name of something."""
        if not names and said in self._wholes:
            self._everything.counts.replaced += 1
            return self._wholes[said]
        if not said or structure is not None or len(said) > _LONGEST_KEPT:
            return self._text(said, where, names, structure)
        key = (said, where, names)
        rewriter = self._telling if names else self._everything
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            before = rewriter.counts.copy()
            new = self._text(said, where, names, None)
            self._kept[key] = (new, rewriter.counts - before)
            return new
        rewriter.counts += found[1]
        return found[0]

    def _text(self, said: str, where: str, names: bool, structure: Structure | None) -> str:
        if not said:
            return said
        data = encoded(said)
        new = (self._telling if names else self._everything).view(data, where, structure=structure)
        return said if new == data else new.decode("utf-8", "surrogateescape")

    def data(self, data: bytes, where: str = "", codings: str = "") -> bytes:
        """Return bytes with other values in them."""
        return self._everything.view(data, where, codings) if data else data

    def tree(self, value: Any, where: str = "", *, names: bool = True, depth: int = 0) -> Any:
        """Return what JSON holds with other values in it, in keys, too."""
        if depth > _DEEPEST:
            return None
        if isinstance(value, str):
            return self.text(value, where, names=names)
        if isinstance(value, Mapping):
            return {
                self.text(key, names=True): self.tree(item, key, names=names and key not in _SAID, depth=depth + 1)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.tree(item, where, names=names, depth=depth + 1) for item in value]
        return self._number(value, where) if isinstance(value, int | float) and not isinstance(value, bool) else value

    def _number(self, value: float, where: str) -> Any:
        said = str(value)
        new = self.text(said, where, names=True)
        return value if new == said else type(value)(new)

    def line(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return one row, as its line of JSON has it, with other values in it."""
        return {
            key: self.values(item) if key in ("args", "result") else self.tree(item, key, names=key not in _SAID)
            for key, item in raw.items()
        }

    def values(self, raw: Any, where: str = "", depth: int = 0) -> Any:
        """Return arguments or a result of a call, as JSON has them; their bytes are searched as a body is."""
        if isinstance(raw, list):
            return [self.values(item, where, depth) for item in raw]
        if not isinstance(raw, Mapping) or depth > _DEEPEST:
            return self.tree(raw, where, names=False)
        found: dict[str, Any] = {}
        for key, item in raw.items():
            if key == "data" and isinstance(item, str):
                found[key] = self._blob(item, where)
            elif key == "fields" and isinstance(item, Mapping):
                found[key] = {
                    self.text(name, names=True): self.values(part, name, depth + 1) for name, part in item.items()
                }
            elif key == "items":
                found[key] = self.values(item, where, depth + 1)
            else:
                found[key] = self.text(item, where, names=key == "type") if isinstance(item, str) else item
        return found

    def _blob(self, text: str, where: str) -> str:
        try:
            data = base64.b64decode(text, validate=True)
        except ValueError:
            return self.text(text, where)
        new = self.data(data, where)
        return text if new == data else base64.b64encode(new).decode()

    def value(self, value: Value) -> Value:
        """Return one argument or result with other values in it."""
        return msgspec.convert(self.values(msgspec.to_builtins(value)), Value)


def encoded(said: str) -> bytes:
    """Return a text's bytes; those that were no UTF-8 and half characters are what they were."""
    try:
        return said.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return said.encode("utf-8", "surrogatepass")
