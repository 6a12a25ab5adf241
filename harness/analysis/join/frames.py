"""Reading stack lines: which class or library a frame belongs to, and whether it can be anybody's."""

import re
from typing import NamedTuple

from harness.catalog.sdks import is_framework

_JAVA = re.compile(r"^(?:at )?(?:[\w.@-]+//?)?([\w.$/-]+?)\.([\w$<>-]+)\(")
_LIBRARY = re.compile(r"(?:^|[/!\s(])(lib[\w.+@-]+?\.so|[\w.+-]+\.so)(?:$|[!+\s:)])")
_LAMBDA = re.compile(r"(?:\$\$Lambda|\$\$ExternalSynthetic|-\$\$Lambda).*")
_PROXY = re.compile(r"(?:^|\.)\$Proxy\d+$")
# Libraries of the platform, the runtime and the observer. What they do, they do for somebody else.
_PLATFORM_LIBRARIES = frozenset(
    {
        "libandroid", "libandroid_runtime", "libandroidfw", "libart", "libartbase", "libbase", "libbinder",
        "libbinder_ndk", "libc", "libc++", "libc++_shared", "libcrypto", "libcutils", "libdl", "libdvm", "libgui",
        "libhidlbase", "libhwui", "libicui18n", "libicuuc", "libjavacore", "libjavacrypto", "libjvm", "libjava",
        "liblog", "libm", "libnativehelper", "libnet", "libnio", "libopenjdk", "libopenjdkjvm", "libpthread", "libssl",
        "libstdc++", "libutils", "libz", "libzip", "linker", "linker64", "ld-linux-x86-64", "libjli",
        "libfrida-gadget", "frida-agent", "frida-agent-64", "frida-agent-32",
    }
)  # fmt: skip


class Frame(NamedTuple):
    """One stack line: the class of a Java frame, or the library of a native one; the other is empty."""

    text: str
    cls: str = ""
    library: str = ""

    @property
    def anonymous(self) -> bool:
        """Whether the frame says nothing about who acts: platform, general library, reflection, a proxy."""
        if self.library:
            return self.library.partition(".so")[0] in _PLATFORM_LIBRARIES
        return not self.cls or bool(_PROXY.search(self.cls)) or is_framework(self.cls)


def frame(line: str) -> Frame:
    """Read a stack line: ``a.b.C.method(File.java:12)``, ``libfoo.so!symbol`` or ``#02 pc 00012 /path/libfoo.so``."""
    java = _JAVA.match(line)
    if java and "!" not in java[0]:
        return Frame(line, cls=_LAMBDA.sub("", java[1]).rstrip("."))
    native = _LIBRARY.search(line)
    return Frame(line, library=native[1]) if native else Frame(line)
