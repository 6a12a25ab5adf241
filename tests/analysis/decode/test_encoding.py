"""An encoding is one record in its own module, and nobody else names it."""

import ast
import importlib
import re
from pathlib import Path

from harness.analysis import decode
from harness.analysis.decode import ENCODINGS, KNOWN
from harness.analysis.decode.encoding import Encoding

FOLDER = Path(decode.__file__).parent
SHARED = {"fields", "known", "lines", "tree", "view"}
"""They have parts, and decode nothing: tables, and what several decoders share."""

ELSEWHERE = {"url", "form", "json", "zip", "cookie", "websocket"}
"""Words with other meanings, too: places of an exchange, formats of reports, kinds of connections."""
MEANT_OTHERWISE = {"operations.py": {"deflate"}, "trackers.py": {"entities"}}
"""The name of a method of Java's, and of a key in lists of trackers."""


def has_parts(tree: ast.Module) -> bool:
    """Whether a module has a function or method that anybody may call for parts of a view."""
    return any(
        isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.returns is not None
        and re.search(r"\bPart\b", ast.unparse(node.returns))
        for node in ast.walk(tree)
    )


def test_every_module_that_decodes_has_a_record_in_the_list() -> None:
    decoding = {path.stem for path in FOLDER.glob("*.py") if has_parts(ast.parse(path.read_text("utf-8")))} - SHARED
    found = {name: importlib.import_module(f"{decode.__name__}.{name}") for name in decoding}
    without = {name for name, module in found.items() if not isinstance(getattr(module, "ENCODING", None), Encoding)}
    assert without == set()
    records = [one for path in FOLDER.glob("*.py") if (one := _record(path.stem)) is not None]
    assert sorted(one.name for one in records) == sorted(one.name for one in ENCODINGS)
    assert set(map(id, records)) == set(map(id, ENCODINGS)) and len(decoding) > 30


def _record(name: str) -> Encoding | None:
    if name == "__init__":
        return None
    return getattr(importlib.import_module(f"{decode.__name__}.{name}"), "ENCODING", None)


def test_names_are_not_shared() -> None:
    assert len({one.name for one in ENCODINGS}) == len(ENCODINGS)
    assert len(KNOWN.lenses) == sum(len(one.lenses) for one in ENCODINGS)
    assert len(KNOWN.codings) == sum(len(one.codings) for one in ENCODINGS)


def test_nobody_else_names_an_encoding() -> None:
    """Outside of its module an encoding is known by its record, not by a string that has to be kept equal."""
    names = {one.name for one in ENCODINGS} - ELSEWHERE
    for folder in ("analysis", "report"):
        for path in sorted((FOLDER.parents[1] / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
            record = _record(path.stem) if path.parent == FOLDER else None
            others = names - ({record.name} if record else set()) - MEANT_OTHERWISE.get(path.name, set())
            assert not others & {value for value in strings if isinstance(value, str)}, path
