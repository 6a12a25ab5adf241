"""dex2oat, the compiler that runs when an app is installed, and a boot image made with it."""

from pathlib import Path

from tests.art.rig.compiler import FLAGS
from tests.art.rig.tools import DEBIAN_LIB, Site, compile_all, run, text_of

HERE = Path(__file__).parent
_ENUMS = "dex2oat/dex/dex_to_dex_compiler.h dex2oat/driver/compiler_driver.h dex2oat/linker/image_writer.h".split()
#: ``Android.bp`` of dex2oat and dexlayout, for x86_64; what libart exports is not needed again.
_SOURCES = (
    "dex2oat/dex2oat.cc dex2oat/dex2oat_options.cc dex2oat/dex/dex_to_dex_compiler.cc "
    "dex2oat/dex/quick_compiler_callbacks.cc dex2oat/driver/compiler_driver.cc dex2oat/linker/elf_writer.cc "
    "dex2oat/linker/elf_writer_quick.cc dex2oat/linker/image_writer.cc dex2oat/linker/multi_oat_relative_patcher.cc "
    "dex2oat/linker/oat_writer.cc dex2oat/linker/relative_patcher.cc dex2oat/linker/x86/relative_patcher_x86.cc "
    "dex2oat/linker/x86/relative_patcher_x86_base.cc dex2oat/linker/x86_64/relative_patcher_x86_64.cc "
    "dexlayout/compact_dex_writer.cc dexlayout/dexlayout.cc dexlayout/dex_ir.cc dexlayout/dex_ir_builder.cc "
    "dexlayout/dex_verify.cc dexlayout/dex_visualize.cc dexlayout/dex_writer.cc"
).split()


def aot(site: Site) -> None:
    """Build the compiler."""
    operators = site.obj / "dex2oat_operator_out.cc"
    operators.write_text(text_of("python3", "tools/generate_operator_out.py", "dex2oat", *_ENUMS, cwd=site.art))
    flags = [*FLAGS, "-Idex2oat", "-Idex2oat/include", "-Idexlayout", "-DART_ENABLE_CODEGEN_x86"]
    files = [*(site.art / name for name in _SOURCES), operators]
    objects = compile_all(files, site.obj / "dex2oat", flags, site.art)
    libraries = "-lart-compiler -lart -lbase -llog -lziparchive -lcrypto -lz -llz4 -lsigchain".split()
    run(
        "clang++", "-fuse-ld=lld", "-rdynamic", "-o", site.root / "dex2oat64", *objects, f"-L{site.lib}",
        f"-L{DEBIAN_LIB}", f"-Wl,-rpath,{site.lib}:{DEBIAN_LIB}", "-Wl,--allow-shlib-undefined", *libraries,
    )  # fmt: skip
