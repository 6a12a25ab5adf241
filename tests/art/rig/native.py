"""The native half of the core libraries, the runtime's program, and what Frida's bridge asks Android for."""

import re
from pathlib import Path

from tests.art.rig.compiler import FLAGS
from tests.art.rig.tools import DEBIAN_LIB, Site, compile_all, run

HERE = Path(__file__).parent / "native"
_FLAGS = (
    "-include string.h -fPIC -O2 -w -D_GNU_SOURCE -D_LARGEFILE64_SOURCE -DLINUX -DFALSE=0 -DTRUE=1 "
    "-DU_USING_ICU_NAMESPACE=0 -DU_SHOW_CPLUSPLUS_API=1 -I/usr/include/android -I/usr/include/android/nativehelper"
).split()


def native(site: Site) -> None:
    """Build libjavacore, libopenjdk, libopenjdkjvm, small stand-ins, and dalvikvm."""
    site.obj.mkdir(exist_ok=True)
    (site.lib / "sys").mkdir(parents=True, exist_ok=True)
    luni, ojluni = (site.libcore / name / "src" / "main" / "native" for name in ("luni", "ojluni"))
    flags = [f"-I{HERE}", *_FLAGS, *(f"-I{path}" for path in (site.libcore / "include", luni, ojluni))]

    def compiled(files: list[Path], name: str) -> list[Path]:
        return compile_all(files, site.obj / name, flags, site.libcore)

    monitor = luni / "AsynchronousCloseMonitor.cpp"
    target = site.libcore / "dalvik/src/main/native/org_apache_harmony_dalvik_NativeTestTarget.cpp"
    _link(site, "libandroidio.so", compiled([monitor], "io"), "-llog")
    jvm = compile_all(
        [site.art / "openjdkjvm" / "OpenjdkJvm.cc"],
        site.obj / "jvm",
        [*FLAGS, *"-include cassert -include math.h -Iopenjdkjvm".split(), f"-I{ojluni}"],
        site.art,
    )
    _link(site, "libopenjdkjvm.so", jvm, "-lart -lnativehelper -lnativeloader -lbase")
    _link(
        site,
        "libjavacore.so",
        compiled([*(path for path in _named(luni) if path != monitor), target], "luni"),
        "-landroidio -lbase -llog -lnativehelper -lziparchive -lcrypto -lexpat -licui18n -licuuc -lz -lutils",
    )
    _link(
        site,
        "libopenjdk.so",
        compiled(_named(ojluni), "ojluni"),
        "-landroidio -lopenjdkjvm -lbase -llog -lnativehelper -lcrypto -licuuc -lz -lm",
    )
    for name, source in (
        ("libicu_jni.so", "icu_jni.c"),
        ("libandroid_runtime.so", "android_runtime.c"),
        ("sys/libc.so", "sysprops.c"),
    ):
        soname = f"-Wl,-soname,{Path(name).name}"
        run("clang", "-shared", *_FLAGS, soname, "-o", site.lib / name, HERE / source)
    run(
        "clang++", "-std=gnu++17", *FLAGS, "-fPIE", "-pie", "-rdynamic", "-fuse-ld=lld", "-o", site.root / "dalvikvm64",
        "dalvikvm/dalvikvm.cc", f"-L{site.lib}", f"-L{DEBIAN_LIB}", "-Wl,--allow-shlib-undefined", "-Wl,--no-as-needed",
        "-lnativehelper", "-lsigchain", "-lart", f"-Wl,-rpath,{site.lib}:{DEBIAN_LIB}", cwd=site.art,
    )  # fmt: skip


def _named(folder: Path) -> list[Path]:
    """The files that a folder's ``Android.bp`` names."""
    return [folder / name for name in re.findall(r'"([^"]+\.(?:cpp|c))"', (folder / "Android.bp").read_text("utf-8"))]


def _link(site: Site, name: str, objects: list[Path], libraries: str) -> None:
    run(
        "clang++", "-shared", "-fuse-ld=lld", "-o", site.lib / name, *objects, f"-L{site.lib}", f"-L{DEBIAN_LIB}",
        f"-Wl,-rpath,{site.lib}:{DEBIAN_LIB}", "-Wl,--allow-shlib-undefined", f"-Wl,-soname,{name}", *libraries.split(),
    )  # fmt: skip
