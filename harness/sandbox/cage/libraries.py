"""The shared libraries that a JVM needs of the machine, where this process has its C library from."""

import functools
import re
from pathlib import Path

_NAMES = re.compile(
    r"(ld-linux[\w.-]*|ld-[\d.]+|lib(c|m|dl|rt|pthread|resolv|util|z|gcc_s|stdc\+\+|nss_files|nss_dns)([-.][\d.]+)?)"
    r"\.so(\.[\d.]+)?"
)


@functools.cache
def loader() -> tuple[str, ...]:
    """Return the dynamic loader's paths that programs name (``/lib64/ld-linux-x86-64.so.2``)."""
    names = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")
    return tuple(name for name in names if Path(name).exists())


@functools.cache
def libraries() -> tuple[str, ...]:
    """Return the files, by the path at which they are found and by the one that they are loaded from."""
    found = {str(Path(name)) for name in loader()} | {str(Path(name).resolve()) for name in loader()}
    for folder in _folders():
        for entry in Path(folder).iterdir():
            if _NAMES.fullmatch(entry.name):
                found |= {str(entry), str(entry.resolve())}
    return tuple(sorted(path for path in found if Path(path).is_file()))


def _folders() -> list[str]:
    for line in Path("/proc/self/maps").read_text("utf-8", "replace").splitlines():
        path = line.partition("/")[2]
        if re.fullmatch(r"libc([-.][\d.]+)?\.so(\.\d+)?", path.rpartition("/")[2]):
            return [f"/{path.rpartition('/')[0]}"]
    return []
