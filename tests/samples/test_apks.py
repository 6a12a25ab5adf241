"""The committed APKs are what their sources say, and install on a real phone."""

from __future__ import annotations

import hashlib
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from samples import build as script
from tests.examples import some

SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/AndroidManifest.xml"))
HOSTS = {
    "bully": ["https://api.ironclad.example/v2/active"],
    "escape": ["https://api.lockroom.example/open"],
    "facelift": ["https://upload.mirrorme.example/v1/face"],
    "lantern": [
        "https://api.brightbeam.example/backup",
        "https://api.pushbay.example/v1/register",
        "https://track.adhive.example/collect",
    ],
    "loud": ["https://news.carnival.example/"],
    "maze": ["https://api.meander.example/visitor"],
    "mimic": [],
    "probe": [],
    "polite": ["https://api.quietnotes.example/feedback", "https://api.quietnotes.example/weather"],
    "sleeper": ["https://loc.drowsy.example/track", "https://sync.drowsy.example/friends"],
}


def entries(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(SAMPLES / name / f"{name}.apk") as archive:
        return {entry: archive.read(entry) for entry in archive.namelist()}


def test_the_build_knows_every_sample() -> None:
    assert sorted(script.samples()) == NAMES == sorted(HOSTS)


def test_a_name_that_is_no_sample_is_said() -> None:
    with pytest.raises(SystemExit, match="There is no sample 'nobody'; samples are: bully, "):
        script.main(["nobody"])


@pytest.mark.parametrize("name", NAMES)
def test_it_was_built_from_these_sources(name: str) -> None:
    built = entries(name)[script.DIGEST_ASSET].decode().strip()
    assert built == script.samples()[name].digest(), f"run samples/build.py {name}"


@pytest.mark.parametrize("name", NAMES)
def test_it_is_small_and_signed_twice(name: str) -> None:
    path = SAMPLES / name / f"{name}.apk"
    assert path.stat().st_size < (300_000 if name == "probe" else 80_000)  # the probe calls half a thousand things
    assert {"META-INF/MANIFEST.MF", f"META-INF/{name.upper()}.SF", f"META-INF/{name.upper()}.RSA"} <= set(entries(name))
    assert b"APK Sig Block 42" in path.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_in_the_dex(name: str) -> None:
    dex = entries(name)["classes.dex"]
    assert dex.startswith(b"dex\n03")
    for source in script.samples()[name].java():
        assert f"L{source.removesuffix('.java')};".encode() in dex, source


@pytest.mark.parametrize("name", NAMES)
def test_the_manifest_says_what_its_source_says(name: str) -> None:
    binary = entries(name)["AndroidManifest.xml"]
    source = (SAMPLES / name / "AndroidManifest.xml").read_text("utf-8")
    values = re.findall(r'android:(?:name|label)="([^"]+)"', source)
    assert len(values) >= 4
    for value in values:
        assert value.encode("utf-16-le") in binary or value.encode() in binary, value


@pytest.mark.parametrize("name", NAMES)
def test_the_sources_name_these_hosts_and_no_more(name: str) -> None:
    text = "".join(path.read_text("utf-8") for path in (SAMPLES / name / "src").rglob("*.java"))
    assert sorted(set(re.findall(r"https?://[^\"]+", text))) == HOSTS[name]


def test_the_libraries_are_built_from_their_source() -> None:
    for app, source in (("escape", "way"), ("probe", "probe")):
        native = SAMPLES / app / "native"
        digest = hashlib.sha256((native / f"{source}.c").read_bytes()).hexdigest()
        kept = (native / f"{source}.sha256").read_text("utf-8").strip()
        assert kept == digest, f"run python -m samples.{app}.native.build"
        for machine in ("x86_64", "arm64-v8a"):
            library = f"{machine}/lib{source}.so"
            assert entries(app)[f"assets/{library}"] == (native / library).read_bytes()


def test_the_policy_in_the_app_is_the_policy_beside_it() -> None:
    polite = SAMPLES / "polite"
    source = (polite / "src/org/quietnotes/polite/Texts.java").read_text("utf-8")
    constant = source.partition("POLICY =")[2].partition(";\n")[0]
    said = "".join(re.findall(r'"([^"]*)"', constant)).replace("\\n", "\n")
    _, _, beside = (polite / "policy.txt").read_text("utf-8").strip().partition("\n\n")
    assert said == beside


@pytest.mark.debian
@pytest.mark.parametrize("name", some(NAMES, 2))  # `make generated` rebuilds all of them, and so does CI
def test_a_rebuild_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    if missing := script.missing_programs():
        pytest.skip(f"needs {', '.join(missing)}")
    sample = script.samples()[name]
    assert script.build(sample, tmp_path / "again.apk").read_bytes() == sample.apk.read_bytes()


@pytest.mark.debian
@pytest.mark.parametrize("name", NAMES)
def test_android_s_own_tools_accept_it(name: str) -> None:
    if missing := script.missing_programs():
        pytest.skip(f"needs {', '.join(missing)}")
    path = str(SAMPLES / name / f"{name}.apk")
    subprocess.run(["apksigner", "verify", "--min-sdk-version", "23", path], check=True, capture_output=True)
    subprocess.run(["zipalign", "-c", "4", path], check=True, capture_output=True)
    said = subprocess.run(["aapt", "dump", "badging", path], check=True, capture_output=True, text=True).stdout
    assert f"package: name='{script.samples()[name].package}'" in said
    assert "launchable-activity: name=" in said
    assert "sdkVersion:'23'" in said
