"""The script that starts a program: ``run.sh [OPTION...] -cp X.jar Main``."""

from tests.art.rig.tools import Site

_SCRIPT = """#!/bin/sh
# run.sh [OPTION...] -cp X.jar Main: a program on real ART 11.
# ART_LIB: a folder whose libart goes before this one's (nterp). ART_BOOT: more of the boot class path, before it.
# ART_LOG: where the runtime's log goes.
root={root}
export ANDROID_ROOT=$root/root/system ANDROID_DATA=${{ANDROID_DATA:-$root/root/data}} ANDROID_ART_ROOT=$root/root/art
export ANDROID_RUNTIME_ROOT=$root/root/art ANDROID_I18N_ROOT=$root/root/i18n ANDROID_TZDATA_ROOT=$root/root/tz
export LD_LIBRARY_PATH=${{ART_LIB:+$ART_LIB:}}$root/lib
boot=${{ART_BOOT:+$ART_BOOT:}}{boot}
[ -z "$ART_LOG" ] || exec 2>"$ART_LOG"
exec $root/dalvikvm64 -XXlib:libart.so -Xbootclasspath:$boot -Xbootclasspath-locations:$boot -Ximage:/nonexistent \\
  -Xnoimage-dex2oat -Djava.library.path=$root/lib "$@"
"""


def place(site: Site) -> None:
    """Write the script and make Android's folders."""
    for name in ("system/etc", "data", "art", "i18n", "tz"):
        (site.root / "root" / name).mkdir(parents=True, exist_ok=True)
    boot = ":".join(str(site.jars / f"{name}.jar") for name in ("core", "icu", "bc", "framework"))
    script = site.root / "run.sh"
    script.write_text(_SCRIPT.format(root=site.root, boot=boot), "utf-8")
    script.chmod(0o755)
