"""Debian's libart under the name it has on Android, and two things that Frida cannot cope with taken out of it."""

import shutil
from pathlib import Path

from tests.art.rig.tools import DEBIAN_LIB, BuildError, Site, run, text_of

#: What Debian's libart uses and does not name.
_NEEDED = (
    "libbase.so.0 liblog.so.0 libziparchive.so.0 libnativebridge.so.0 libnativeloader.so.0 libbacktrace.so.0 libz.so.1 "
    "liblz4.so.1 libsigchain.so libcutils.so.0 libdexfile_support.so.0"
).split()
#: ``movq $0, 0xa8``: a store through a null ``Thread*``, in code that never runs; Frida's relocator refuses it.
_NULL_STORE = bytes.fromhex("48c70425a800000000000000")
_NOP = b"\x90"
#: ``xor eax, eax; ret``
_NO = b"\x31\xc0\xc3"
_NTERP = ("CanRuntimeUseNterp", "IsNterpSupported")


def libart(site: Site) -> None:
    """Make ``lib/libart.so`` and, for the tests of what happens then, ``nterp/libart.so``.

    ART 11 has the interpreter nterp on x86_64 and not on arm64 (``IsNterpSupported`` in its sources), where phones are;
    Frida's bridge knows it from Android 12 on. The first library answers that it is not there, the second has it.
    """
    site.lib.mkdir(exist_ok=True)
    nterp = site.root / "nterp"
    nterp.mkdir(exist_ok=True)
    _renamed(site, "libsigchain.so", ())
    plain = _renamed(site, "libart.so", _NEEDED)
    code = bytearray(plain.read_bytes().replace(_NULL_STORE, _NOP * len(_NULL_STORE)))
    (nterp / "libart.so").write_bytes(code)
    for at in _functions(plain, _NTERP):
        code[at : at + len(_NO)] = _NO
    plain.write_bytes(code)


def _renamed(site: Site, name: str, needed: tuple[str, ...] | list[str]) -> Path:
    made = site.lib / name
    shutil.copy(DEBIAN_LIB / f"{name}.0", made)
    run("patchelf", "--set-rpath", f"{site.lib}:{DEBIAN_LIB}", made)
    for one in needed:
        run("patchelf", "--add-needed", one, made)
    run("patchelf", "--set-soname", name, made)  # on its own: together with --set-rpath patchelf mixes them up
    return made


def _functions(library: Path, names: tuple[str, ...]) -> list[int]:
    """Where in the file exported functions start."""
    sections = [line.split() for line in text_of("readelf", "-SW", library).splitlines() if " .text " in line]
    words = sections[0]
    address, offset = (int(word, 16) for word in words[words.index(".text") + 2 :][:2])
    found = [
        int(line.split()[0], 16) - address + offset
        for line in text_of("nm", "-D", library).splitlines()
        if any(name in line for name in names)
    ]
    if not found:
        raise BuildError(f"{library} exports none of {', '.join(names)}")
    return found
