"""The test app that calls every row of the table: ``python -m tests.hooks.points.app`` builds ``points.jar``.

The Java is generated from the table and from ``libraries.yaml``; the jar carries the digest of all of it, so that a
test can tell without a compiler whether it is up to date.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from pathlib import Path

from harness.sandbox.runtime import build, generate
from tests.hooks.points.table import Sheet, sheets

HERE = Path(__file__).parent
JAVA = HERE / "java"
JAR = HERE / "points.jar"
LIBRARIES = HERE.parents[2] / "samples" / "probe" / "libraries.yaml"
PACKAGE = "com.example.points"
LEFT_OUT = ("com/example/points/LeftOut.class",)
"""Compiled against and not in the jar: what names them cannot be linked."""
_IMPORTS = ("android.app.*", "android.content.*", "android.net.Uri", "com.example.points.Made")


def sources() -> dict[str, bytes]:
    """Every Java file of the app, by path."""
    written = {path.relative_to(JAVA).as_posix(): path.read_bytes() for path in sorted(JAVA.rglob("*.java"))}
    doubles = [name.removesuffix(".java").replace("/", ".") for name in generate.generate()]
    libraries = generate.generate([LIBRARIES, HERE / "unlinkable.yaml"], JAVA, doubles)
    calls = {f"{sheet.caller.replace('.', '/')}.java": _class(sheet).encode() for sheet in sheets()}
    return {**written, **libraries, **calls, f"{PACKAGE.replace('.', '/')}/Rows.java": _index().encode()}


def _class(sheet: Sheet) -> str:
    package, _, name = sheet.caller.rpartition(".")
    imports = "".join(f"import {item};\n" for item in (*_IMPORTS, *sheet.imports))
    methods = "\n".join(
        f"    public static Object {row.method}(Activity c) throws Throwable {{\n"
        f"        return Made.of(() -> {row.call});\n    }}\n"
        for row in sheet.rows
    )
    code = "".join(f"    {line}\n" if line else "\n" for line in sheet.code.splitlines())
    head = f"package {package};\n\n{imports}\n/** Calls access points. */\n"
    return f"{head}public final class {name} {{\n{code}\n{methods}}}\n"


def _index() -> str:
    """The rows that run one after the other."""
    names = [f'"{row.caller}.{row.method}"' for sheet in sheets() for row in sheet.rows]
    separated = f",{chr(10)}        ".join(names)
    return (
        f"package {PACKAGE};\n\n/** The rows of the table. */\npublic final class Rows {{\n"
        f"    public static final String[] ALL = {{\n        {separated}\n    }};\n\n    private Rows() {{}}\n}}\n"
    )


def digest() -> str:
    """One digest over all sources."""
    whole = hashlib.sha256()
    for name, text in sorted(sources().items()):
        whole.update(f"{name}\0{hashlib.sha256(text).hexdigest()}\n".encode())
    return whole.hexdigest()


def compile_to(target: Path) -> Path:
    """Compile everything into a jar. Raises RuntimeError with the compiler's words."""
    with tempfile.TemporaryDirectory() as scratch:
        files = []
        for name, text in sources().items():
            path = Path(scratch, "src", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            files.append(str(path))
        classes = Path(scratch, "classes")
        command = [
            str(build.javac()),
            *build.BRIEF,
            "-encoding",
            "UTF-8",
            "-nowarn",
            "-g:source,lines",
            "--release",
            "17",
        ]
        done = subprocess.run(
            [*command, "-cp", build.CLASS_PATH, "-d", str(classes), *files], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        for name in LEFT_OUT:
            (classes / name).unlink()
        build.write_jar(target, classes, digest())
    return target


if __name__ == "__main__":
    compile_to(JAR)
