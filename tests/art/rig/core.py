"""The core libraries as dex files: libcore from source, ICU and BouncyCastle under the names they have on Android."""

import re
import shutil
import sys
import zipfile
from pathlib import Path

from tests.art.rig.tools import Site, run

HERE = Path(__file__).parent
DEBIAN_JAVA = Path("/usr/share/java")
API_LEVEL = 30
#: The JDK's own copy of ASM does what jarjar does in Android's build.
_ASM = [f"--add-exports=java.base/jdk.internal.org.objectweb.asm{part}=ALL-UNNAMED" for part in ("", ".commons")]
_MOVED = {
    "icu": ("icu4j.jar", "com/ibm/icu/", "android/icu/"),
    "bc": ("bcprov.jar", "org/bouncycastle/", "com/android/org/bouncycastle/"),
}
_GROUPS = ("openjdk_java_files", "non_openjdk_java_files", "openjdk_lambda_stub_files")
#: Uses Java 9, which ``-source 8`` refuses.
_LEFT_OUT = "Java9LanguageFeatures.java"
#: There is no conscrypt: BouncyCastle does what it can, and something has to make random numbers.
_PROVIDERS = (
    "rig.RandomProvider",
    "sun.security.provider.CertPathProvider",
    "com.android.org.bouncycastle.jce.provider.BouncyCastleProvider",
)


def core(site: Site) -> None:
    """Build ``core``, ``icu``, ``bc`` and ``framework`` for the boot class path."""
    site.obj.mkdir(exist_ok=True)
    tools = site.obj / "tools"
    run("javac", "-nowarn", *_ASM, "-d", tools, HERE / "java" / "Relocate.java")
    for name, (jar, source, target) in _MOVED.items():
        moved = site.jars / f"{name}-in.jar"
        run("java", *_ASM, "-cp", tools, "Relocate", DEBIAN_JAVA / jar, moved, source, target)
    icu = site.jars / "icu-in.jar"
    listed = site.obj / "core.txt"
    listed.write_text("".join(f"{path}\n" for path in _sources(site.libcore)), "utf-8")
    classes = _compiled(site, "core", [f"@{listed}"], "-bootclasspath", icu, "-cp", icu, "-extdirs", "")
    _packed(classes, site.jars / "core-in.jar")
    for name in ("core", *_MOVED):
        dex(site, site.jars / f"{name}-in.jar", site.jars / f"{name}.jar", "--android-platform-build")
        _add(site, name)
    doubles = sorted((HERE / "framework").rglob("*.java"))
    _packed(_compiled(site, "framework", doubles), site.jars / "framework-in.jar")
    dex(site, site.jars / "framework-in.jar", site.jars / "framework.jar")


def dex(site: Site, source: Path, target: Path, *options: str) -> None:
    """Turn a jar of class files into one with a dex file."""
    target.unlink(missing_ok=True)
    d8 = ["java", "-Xmx4g", "-cp", site.jars / "d8.jar", "com.android.tools.r8.D8", "--min-api", str(API_LEVEL)]
    run(*d8, "--release", *options, "--output", target, source)


def _sources(libcore: Path) -> list[Path]:
    """The files of libcore's groups that make up ``core``; a group may name others."""
    groups: dict[str, list[str]] = {}
    for listing in ("openjdk_java_files.bp", "non_openjdk_java_files.bp"):
        text = (libcore / listing).read_text("utf-8")
        for group, names in re.findall(r'filegroup \{\s*name: "([^"]+)",\s*srcs: \[(.*?)\]', text, re.DOTALL):
            groups[group] = re.findall(r'"([^"]+)"', names)

    def members(group: str) -> list[str]:
        return [
            name
            for item in groups.get(group, [])
            for name in (members(item.removeprefix(":")) if item.startswith(":") else [item])
        ]

    names = dict.fromkeys(name for group in _GROUPS for name in members(group))
    names["luni/src/main/java/libcore/util/FP16.java"] = None  # patches.py made it
    paths = [libcore / name for name in names if not name.endswith(_LEFT_OUT)]
    for path in paths:
        if not path.exists():
            print("Debian's libcore lacks", path, file=sys.stderr)
    return [path for path in paths if path.exists()]


def _compiled(site: Site, name: str, sources: list[str] | list[Path], *options: str | Path) -> Path:
    into = site.obj / f"{name}-classes"
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    plain = ["-J-Xmx3g", "-nowarn", "-proc:none", "-source", "8", "-target", "8", "-XDignore.symbol.file"]
    run("javac", *plain, "-encoding", "UTF-8", *options, "-d", into, *sources)
    return into


def _packed(classes: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w") as jar:
        for path in sorted(classes.rglob("*.class")):
            jar.write(path, path.relative_to(classes))


def _add(site: Site, name: str) -> None:
    """Put what is no class beside the dex file: resources, and for ``core`` its lists."""
    with zipfile.ZipFile(site.jars / f"{name}.jar", "a", zipfile.ZIP_DEFLATED) as made:
        if name != "core":
            with zipfile.ZipFile(site.jars / f"{name}-in.jar") as source:
                for item in source.namelist():
                    if not item.endswith((".class", "/")):
                        made.writestr(item, source.read(item))
            return
        java = site.libcore / "luni" / "src" / "main" / "java"
        for path in (
            java / "java/util/logging/logging.properties",
            *sorted((java / "libcore/net").glob("*mime.types")),
        ):
            made.write(path, path.relative_to(java))
        listed = (java / "java/security/security.properties").read_text("utf-8")
        kept = [line for line in listed.splitlines() if not line.startswith("security.provider")]
        own = [f"security.provider.{number}={provider}" for number, provider in enumerate(_PROVIDERS, 1)]
        made.writestr("java/security/security.properties", "\n".join([*kept, *own, ""]))
