"""Methods whose catch handler is their first instruction."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from enjarify import parsedex

from harness.sandbox.runtime.translate import UNTRANSLATED, translate

APK = Path(__file__).parents[3] / "samples" / "lantern" / "lantern.apk"
PLAIN = """
import sys
from enjarify.jvm.optimization import options
from enjarify.main import translate
_, failed = translate(open(sys.argv[1], "rb").read(), options=options.NONE)
print("\\n".join(failed))
"""


def first_handler(dex: bytes) -> tuple[int, str]:
    """Where the address of the first handler of the file stands, in one byte, and the class whose method has it."""
    file = parsedex.DexFile(dex)
    for each in file.classes:
        each.parseData()
        for method in each.data.methods:
            if method.code is None or not method.code.tries:
                continue
            stream = file.stream(method.code.list_off + method.code.tries[0].handler_off)
            stream.sleb128()
            stream.uleb128()
            at = stream.pos
            if 0 < dex[at] < 0x80:
                return at, each.unicodeName()
    raise AssertionError("no method catches anything")


def test_they_are_translated(tmp_path: Path) -> None:
    with zipfile.ZipFile(APK) as archive:
        dex = bytearray(archive.read("classes.dex"))
    at, name = first_handler(bytes(dex))
    dex[at] = 0
    (tmp_path / "classes.dex").write_bytes(dex)
    command = [sys.executable, "-c", PLAIN, str(tmp_path / "classes.dex")]
    refused = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert name in refused, "enjarify itself leaves the class out"
    with zipfile.ZipFile(tmp_path / "a.apk", "w") as archive:
        archive.writestr("classes.dex", bytes(dex))
    with zipfile.ZipFile(translate(tmp_path / "a.apk", tmp_path / "cache")) as jar:
        assert name in jar.namelist() and UNTRANSLATED not in jar.namelist()
