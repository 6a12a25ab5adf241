"""The script that starts a program: ``run.sh [OPTION...] -cp X.jar Main``."""

from pathlib import Path

from tests.art.rig.tools import Site

_SCRIPT = """#!/bin/sh
# run.sh [OPTION...] -cp X.jar Main: a program on real ART 11.
# ART_LIB: a folder whose libart goes before this one's (nterp). ART_IMAGE: a boot image. ART_LOG: where the log goes.
root={root}
export {environment}
export LD_LIBRARY_PATH=${{ART_LIB:+$ART_LIB:}}$root/lib
boot={boot}
[ -z "$ART_LOG" ] || exec 2>"$ART_LOG"
exec $root/dalvikvm64 -XXlib:libart.so -Xbootclasspath:$boot -Xbootclasspath-locations:$boot \\
  -Ximage:${{ART_IMAGE:-/nonexistent}} -Xnoimage-dex2oat -Djava.library.path=$root/lib "$@"
"""
#: Android's folders, by the variables that name them.
_FOLDERS = {
    "ANDROID_ROOT": "system",
    "ANDROID_DATA": "data",
    "ANDROID_ART_ROOT": "art",
    "ANDROID_RUNTIME_ROOT": "art",
    "ANDROID_I18N_ROOT": "i18n",
    "ANDROID_TZDATA_ROOT": "tz",
}


def environment(root: Path) -> dict[str, str]:
    """What the runtime finds its files by."""
    return {name: str(root / "root" / folder) for name, folder in _FOLDERS.items()}


def boot_jars(site: Site) -> list[Path]:
    """The boot class path."""
    return [site.jars / f"{name}.jar" for name in ("core", "icu", "bc", "framework")]


def place(site: Site) -> None:
    """Write the script and make Android's folders."""
    named = environment(site.root)
    for folder in named.values():
        Path(folder).mkdir(parents=True, exist_ok=True)
    (site.root / "root" / "system" / "etc").mkdir(exist_ok=True)
    script = site.root / "run.sh"
    boot = ":".join(map(str, boot_jars(site)))
    variables = " ".join(f"{name}={value}" for name, value in named.items())
    written = script.with_suffix(".part")
    written.write_text(_SCRIPT.format(root=site.root, environment=variables, boot=boot), "utf-8")
    written.chmod(0o755)
    written.rename(script)
