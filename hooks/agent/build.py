"""Compiles the agent: ``python hooks/agent/build.py [--check]``.

Frida's own compiler does it, so nothing but the ``frida`` package is needed. It knows no C: a ``.c`` file that a script
imports is given to it as a module that holds the file's text, with what it includes in place. ``dist/agent.js`` has the
digest of the sources it was made from, and the version of Frida; ``--check`` fails when that is not the digest of the
sources now.
"""

import hashlib
import re
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "src"
DIST = HERE / "dist" / "agent.js"
BRIDGE = "/*@bridge*/"
_KINDS = (".ts", ".c", ".h")
_INCLUDE = re.compile(r'^#include "([^"]+)"\n', re.MULTILINE)


def sources(folder: Path = SOURCES) -> list[Path]:
    """Return every source, scripts and C, in an order that no machine changes."""
    return sorted(path for path in folder.rglob("*") if path.suffix in _KINDS)


def digest() -> str:
    """Return the digest of all sources, names and contents."""
    total = hashlib.sha256()
    for path in sources():
        total.update(path.relative_to(SOURCES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def built_from() -> str:
    """Return the digest that the committed agent was built from ("" when there is none)."""
    return _head()[0]


def built_by() -> str:
    """Return the version of Frida whose compiler built the committed agent ("" when there is none)."""
    return _head()[1]


def _head() -> tuple[str, str]:
    text = DIST.read_text(encoding="utf-8") if DIST.exists() else ""
    found = re.match(r"// agent built from ([0-9a-f]{64}) by frida (\S+)\n", text)
    return (found[1], found[2]) if found else ("", "")


def included(path: Path, done: set[Path] | None = None) -> str:
    """Return the text of a C file with every ``#include "..."`` in place, each file once: a CModule has no folders.

    Names are relative to the file that includes. Raises ``OSError`` when there is no such file.
    """
    seen = set() if done is None else done
    seen.add(path.resolve())

    def text(match: re.Match[str]) -> str:
        other = path.parent / match.group(1)
        return "" if other.resolve() in seen else included(other, seen)

    return _INCLUDE.sub(text, path.read_text(encoding="utf-8"))


def as_module(c: str) -> str:
    """Return C as a script that exports its text."""
    text = c.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return f"export default `\n{text}`;\n"


def _stage(home: Path, to: Path) -> None:
    for path in sources(home / "src"):
        target = to / path.relative_to(home)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".ts":
            target.write_bytes(path.read_bytes())
        elif path.suffix == ".c":
            # "./x.c" is looked for as it is, and then with ".ts" behind it.
            target.with_suffix(".c.ts").write_text(as_module(included(path)), encoding="utf-8")


def compile_agent(home: Path = HERE) -> str:
    """Return the agent's text: the attach step, the place for the Java bridge, the agent.

    ``home`` is the folder that has its sources in ``src``.
    """
    import frida

    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder).resolve()
        _stage(home, staged)

        def bundle(entry: str) -> str:
            compiler = frida.Compiler()
            text: str = compiler.build(
                f"src/{entry}",
                project_root=str(staged),
                output_format="unescaped",
                bundle_format="iife",
                type_check="none",
                source_maps="omitted",
            )
            return text.strip()

        head = f"// agent built from {digest()} by frida {frida.__version__}"
        return "\n".join([head, bundle("attach.ts"), BRIDGE, bundle("main.ts"), ""])


def main() -> int:
    if "--check" in sys.argv[1:]:
        if built_from() != digest():
            sys.stderr.write(
                "hooks/agent/dist/agent.js is not built from the sources: run python hooks/agent/build.py\n"
            )
            return 1
        return 0
    DIST.parent.mkdir(exist_ok=True)
    DIST.write_text(compile_agent(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
