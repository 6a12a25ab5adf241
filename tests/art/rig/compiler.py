"""libart-compiler: the JIT, most of the build's time. Debian's package lacks it."""

import re
from pathlib import Path

from tests.art.rig.tools import DEBIAN_LIB, Site, compile_all, run, text_of

#: As ART's own build defines them for x86_64 (build/art.go, debian/libart.mk).
_DEFINES = (
    "NDEBUG __STDC_CONSTANT_MACROS __STDC_FORMAT_MACROS _FILE_OFFSET_BITS=64 _LARGEFILE_SOURCE=1 "
    "ART_BASE_ADDRESS=0x60000000 ART_BASE_ADDRESS_MAX_DELTA=0x1000000 ART_BASE_ADDRESS_MIN_DELTA=-0x1000000 "
    "ART_DEFAULT_COMPACT_DEX_LEVEL=fast ART_DEFAULT_GC_TYPE_IS_CMS ART_ENABLE_ADDRESS_SANITIZER=1 "
    "ART_ENABLE_CODEGEN_x86_64 ART_FRAME_SIZE_LIMIT=1736 ART_READ_BARRIER_TYPE_IS_BAKER=1 ART_USE_READ_BARRIER=1 "
    "ART_STACK_OVERFLOW_GAP_arm=8192 ART_STACK_OVERFLOW_GAP_arm64=8192 ART_STACK_OVERFLOW_GAP_x86_64=8192 "
    "ART_STACK_OVERFLOW_GAP_x86=8192 BUILDING_LIBART=1 IMT_SIZE=43 USE_D8_DESUGAR=1 MTERP_USE_AVX"
).split()
_INCLUDES = (
    ". cmdline disassembler compiler libartbase libartbase/arch libartpalette/include libdexfile "
    "libdexfile/external/include libelffile libnativebridge/include libnativeloader/include libprofile runtime "
    "sigchainlib tools/cpp-define-generator"
).split()
FLAGS = [
    *"-include cmath -include cstring -fPIC -O2 -w -fno-exceptions -fno-strict-aliasing".split(),
    *"-fno-omit-frame-pointer -fno-rtti -Wa,--noexecstack -UDEBUG".split(),
    *"-I/usr/include/android -I/usr/include/android/nativehelper".split(),
    *(f"-D{name}" for name in _DEFINES),
    *(f"-I{name}" for name in _INCLUDES),
]
_ENUMS = (
    "compiler/driver/compiler_options.h compiler/linker/linker_patch.h compiler/optimizing/locations.h "
    "compiler/optimizing/optimizing_compiler_stats.h"
).split()


def compiler(site: Site) -> None:
    """Compile and link it."""
    site.obj.mkdir(exist_ok=True)
    operators = site.obj / "compiler_operator_out.cc"
    operators.write_text(text_of("python3", "tools/generate_operator_out.py", "compiler", *_ENUMS, cwd=site.art))
    flags = [*FLAGS, "-DART_ENABLE_CODEGEN_x86"]  # the 64-bit part shares code with the 32-bit one
    objects = compile_all([*_sources(site), operators], site.obj / "compiler", flags, site.art)
    elf = [
        path
        for path in sorted((site.art / "libelffile").rglob("*.cc"))
        if "test" not in path.name and path.name != "xz_utils.cc"  # Debian has no LZMA SDK; stubs.cc stands in
    ]
    stubs = Path(__file__).parent / "native" / "stubs.cc"
    objects += compile_all([*elf, stubs], site.obj / "elffile", FLAGS, site.art)
    libraries = "-lbase -llog -lziparchive -llz4 -llzma -lz".split()
    run(
        "clang++", "-shared", "-fuse-ld=lld", "-o", site.lib / "libart-compiler.so", *objects, f"-L{site.lib}", "-lart",
        f"-L{DEBIAN_LIB}", *libraries, f"-Wl,-rpath,{site.lib}:{DEBIAN_LIB}", "-Wl,-soname,libart-compiler.so",
    )  # fmt: skip


def _sources(site: Site) -> list[Path]:
    """The files that ``compiler/Android.bp`` names for all architectures and for x86."""
    text = (site.art / "compiler" / "Android.bp").read_text("utf-8")
    common = text[text.index("srcs: [") : text.index("codegen: {")]
    x86 = text[text.index("x86: {") : text.index("generated_sources")]
    return [site.art / "compiler" / name for name in re.findall(r'"([^"]+\.cc)"', common + x86)]
