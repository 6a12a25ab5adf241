"""Compiles the agent: ``python hooks/agent/build.py [--check]``.

Frida's own compiler does it, so nothing but the ``frida`` package is needed. ``dist/agent.js`` holds the digest of the
sources it was made from; ``--check`` fails when that is not the digest of the sources now.
"""

import hashlib
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "src"
DIST = HERE / "dist" / "agent.js"
BRIDGE = "/*@bridge*/"


def digest() -> str:
    """Return the digest of all sources, names and contents."""
    total = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*.ts")):
        total.update(path.relative_to(SOURCES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def built_from() -> str:
    """Return the digest that the committed agent was built from ("" when there is none)."""
    if not DIST.exists():
        return ""
    found = re.match(r"// agent built from ([0-9a-f]{64})\n", DIST.read_text(encoding="utf-8"))
    return found.group(1) if found else ""


def compile_agent(home: Path = HERE) -> str:
    """Return the agent's text: the attach step, the place for the Java bridge, the agent.

    ``home`` is the folder that has its sources in ``src``.
    """
    import frida

    def bundle(entry: str) -> str:
        compiler = frida.Compiler()
        text: str = compiler.build(
            f"src/{entry}",
            project_root=str(home),
            output_format="unescaped",
            bundle_format="iife",
            type_check="none",
            source_maps="omitted",
        )
        return text.strip()

    head = f"// agent built from {digest()}"
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
