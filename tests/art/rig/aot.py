"""dex2oat, the compiler that runs when an app is installed, and a boot image made with it."""

from tests.art.rig.compiler import FLAGS
from tests.art.rig.runner import boot_jars, environment
from tests.art.rig.tools import DEBIAN_LIB, Site, compile_all, run, text_of

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
    """Build the compiler, and with it an image of the boot class path, all of it compiled, as a phone has it."""
    site.obj.mkdir(exist_ok=True)
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
    image(site)


def image(site: Site) -> None:
    """Compile the boot class path."""
    boot = site.root / "boot" / "x86_64"
    boot.mkdir(parents=True, exist_ok=True)
    dex2oat(
        site,
        *(word for jar in boot_jars(site) for word in (f"--dex-file={jar}", f"--dex-location={jar}")),
        f"--image={boot / 'boot.art'}",
        f"--oat-file={boot / 'boot.oat'}",
        "--base=0x70000000",
    )


def dex2oat(site: Site, *options: str) -> None:
    """Run the compiler over all methods."""
    boot = ":".join(map(str, boot_jars(site)))
    # its heap shares what lies below 2 GiB with all it makes
    runtime = ["-Xms64m", "-Xmx256m", f"-Xbootclasspath:{boot}", f"-Xbootclasspath-locations:{boot}"]
    run(
        site.root / "dex2oat64", *(word for option in runtime for word in ("--runtime-arg", option)), *options,
        "--instruction-set=x86_64", f"--android-root={site.root / 'root' / 'system'}", "--compiler-filter=speed",
        env={**environment(site.root), "LD_LIBRARY_PATH": str(site.lib)},
    )  # fmt: skip
