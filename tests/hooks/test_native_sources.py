"""The agent's C: what scripts ask of it is there, and a compiler that warns has nothing to say."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from hooks.agent import build

NATIVE = build.SOURCES / "native"
#: What a script asks of a module: a struct with fields and how wide they are, a number.
STRUCT = re.compile(r'facts\s*\.(?:struct|state)\(\s*"(\w+)",\s*\{(.*?)\}\s*\)', re.DOTALL)
NUMBER = re.compile(r'facts\.number\("(\w+)"\)')
FIELD = re.compile(r"(\w+):")


def modules() -> list[Path]:
    """The C files that scripts import; the others are parts of them."""
    return sorted(NATIVE.glob("*.c"))


def in_c(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter.group().lower()}", name)


def asked(script: str) -> set[str]:
    names = set(NUMBER.findall(script))
    for struct, fields in STRUCT.findall(script):
        names |= {struct, *(f"{struct}.{in_c(field)}" for field in FIELD.findall(fields))}
    return names


def told(c: str) -> set[str]:
    fields = {f"{struct}.{field}" for struct, field in re.findall(r"FIELD \((\w+), (\w+)\)", c)}
    return fields | set(re.findall(r"(?:WHOLE|NUMBER) \((\w+)\)", c))


def users(module: Path) -> list[Path]:
    return [path for path in build.sources() if path.suffix == ".ts" and f'/{module.name}"' in path.read_text("utf-8")]


@pytest.mark.parametrize("module", modules(), ids=lambda path: path.name)
def test_a_module_says_what_its_script_asks_and_no_more(module: Path) -> None:
    (user,) = users(module)
    names = asked(user.read_text("utf-8"))
    assert names == told(module.read_text("utf-8"))
    assert names or module.name == "wrapper.c"


def test_no_script_holds_c() -> None:
    """But for the wrappers of hooked methods, which are written as methods are hooked."""
    holding = {
        path.relative_to(build.SOURCES).as_posix()
        for path in build.sources()
        if path.suffix == ".ts" and "(void *" in path.read_text("utf-8")
    }
    assert holding == {"java/methods/sites.ts"}


@pytest.mark.parametrize("checks", [(), ("-DCHECK_JNI",)], ids=["plain", "checked"])
@pytest.mark.parametrize("module", modules(), ids=lambda path: path.name)
def test_gcc_warns_of_nothing(module: Path, checks: tuple[str, ...]) -> None:
    gcc = shutil.which("gcc")
    if gcc is None:
        pytest.skip("needs gcc")
    command = [gcc, "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", *checks, str(module)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_module_is_its_file_with_each_include_once(tmp_path: Path) -> None:
    (tmp_path / "a.h").write_text('#include "b.h"\nint a;\n', "utf-8")
    (tmp_path / "b.h").write_text("#include <stdint.h>\nint b;\n", "utf-8")
    (tmp_path / "m.c").write_text('#include "b.h"\n#include "a.h"\nchar *t = "\\n`${x}`";\n', "utf-8")
    text = build.included(tmp_path / "m.c")
    assert text == '#include <stdint.h>\nint b;\nint a;\nchar *t = "\\n`${x}`";\n'
    assert build.as_module(text).endswith('char *t = "\\\\n\\`\\${x}\\`";\n`;\n')
