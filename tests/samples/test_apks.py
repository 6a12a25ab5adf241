"""The committed APK is what its sources say."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

LANTERN = Path(__file__).parents[2] / "samples" / "lantern"
APK = LANTERN / "lantern.apk"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lantern_build", LANTERN / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def entries() -> dict[str, bytes]:
    with zipfile.ZipFile(APK) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_was_built_from_these_sources(script: ModuleType, entries: dict[str, bytes]) -> None:
    assert entries[script.DIGEST_ASSET].decode().strip() == script.sources_digest(), "run samples/lantern/build.py"


def test_it_is_small_and_signed_twice(entries: dict[str, bytes]) -> None:
    assert APK.stat().st_size < 60_000
    assert {"META-INF/MANIFEST.MF", "META-INF/LANTERN.SF", "META-INF/LANTERN.RSA"} <= set(entries)
    assert b"APK Sig Block 42" in APK.read_bytes()


def test_every_source_is_in_the_dex(entries: dict[str, bytes]) -> None:
    dex = entries["classes.dex"]
    assert dex.startswith(b"dex\n03")
    for source in sorted((LANTERN / "src").rglob("*.java")):
        name = source.relative_to(LANTERN / "src").with_suffix("").as_posix()
        assert f"L{name};".encode() in dex, name


def test_the_manifest_says_what_its_source_says(entries: dict[str, bytes]) -> None:
    binary = entries["AndroidManifest.xml"]
    values = re.findall(r'android:(?:name|label)="([^"]+)"', (LANTERN / "AndroidManifest.xml").read_text("utf-8"))
    assert len(values) > 10
    for value in values:
        assert value.encode("utf-16-le") in binary or value.encode() in binary, value


def test_the_sources_name_three_hosts_and_no_more() -> None:
    text = "".join(path.read_text("utf-8") for path in (LANTERN / "src").rglob("*.java"))
    assert sorted(re.findall(r"https?://[^\"]+", text)) == [
        "https://api.brightbeam.example/backup",
        "https://api.pushbay.example/v1/register",
        "https://track.adhive.example/collect",
    ]


@pytest.mark.debian
def test_a_rebuild_gives_the_same_bytes(script: ModuleType, tmp_path: Path) -> None:
    if missing := script.missing_programs():
        pytest.skip(f"needs {', '.join(missing)}")
    assert script.build(tmp_path / "lantern.apk").read_bytes() == APK.read_bytes()
