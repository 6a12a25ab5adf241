"""Builds the OAID stubs, the same bytes every time: ``python samples/oaid-stub/build.py``.

Apps ask a phone maker's own package for the OAID, by its name. So each maker's stub is an APK with that package name;
all have the same classes, and a manifest made from the table below. What the makers' packages, services and interfaces
are called is known from https://github.com/gzu-liyujiang/Android_CN_OAID, which asks all of them.

Tools and key are those of the other samples.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from samples import build as kit  # noqa: E402

SOURCES = HERE / "src"
APKS = HERE / "apk"
DIGEST_ASSET = "assets/sources.sha256"
VERSION = 1


@dataclass(frozen=True)
class Stub:
    """One maker's package. ``services`` maps a class to (action, contract); ``providers`` are authorities."""

    name: str
    package: str
    services: tuple[tuple[str, str, str], ...] = ()
    providers: tuple[str, ...] = ()


STUBS = (
    Stub("asus", "com.asus.msa.SupplementaryDID",
         (("com.asus.msa.SupplementaryDID.SupplementaryDIDService", "com.asus.msa.action.ACCESS_DID", "ASUS"),)),
    Stub("coolpad", "com.coolpad.deviceidsupport",
         (("com.coolpad.deviceidsupport.DeviceIdService", "com.coolpad.deviceidsupport.DeviceIdService", "COOLPAD"),)),
    Stub("freeme", "com.android.creator",
         (("com.android.creator.IdsService", "android.service.action.msa", "FREEME"),)),
    Stub("heytap", "com.heytap.openid",
         (("com.heytap.openid.IdentifyService", "action.com.heytap.openid.OPEN_ID_SERVICE", "HEYTAP"),)),
    Stub("huawei", "com.huawei.hwid",
         (("com.uodis.opendevice.OpenDeviceIdentifierService", "com.uodis.opendevice.OPENIDS_SERVICE", "HUAWEI"),)),
    Stub("msa", "com.mdid.msa",
         (("com.mdid.msa.service.MsaIdService", "com.bun.msa.action.bindto.service", "MSA"),
          ("com.mdid.msa.service.MsaKlService", "com.bun.msa.action.start.service", "MSA"))),
    Stub("oplus", "com.coloros.mcs",
         (("com.oplus.stdid.IdentifyService", "action.com.oplus.stdid.ID_SERVICE", "OPLUS"),)),
    # Meizu, Nubia and vivo: apps know their authorities alone, so one package has all three.
    Stub("providers", "org.harness.oaid.providers",
         providers=("com.meizu.flyme.openidsdk", "cn.nubia.identity", "com.vivo.vms.IdProvider")),
    Stub("qiku", "com.qiku.id", (("com.qiku.id.IdService", "qiku.service.action.id", "QIKU"),)),
    Stub("samsung", "com.samsung.android.deviceidservice",
         (("com.samsung.android.deviceidservice.DeviceIdService",
           "com.samsung.android.deviceidservice.DeviceIdService", "SAMSUNG"),)),
    Stub("zui", "com.zui.deviceidservice",
         (("com.zui.deviceidservice.DeviceidService", "com.zui.deviceidservice.DeviceidService", "ZUI"),)),
)  # fmt: skip


def manifest(stub: Stub) -> str:
    """The manifest of a stub. All is exported; that only adb may plant is the provider's own check."""
    parts = []
    for name, action, _ in stub.services:
        parts.append(
            f'        <service android:name="{name}" android:exported="true">\n            <intent-filter>\n'
            f'                <action android:name="{action}" />\n            </intent-filter>\n        </service>\n'
        )
    parts.extend(
        f'        <provider android:name="org.harness.oaid.IdentifierProvider{number}" android:exported="true"\n'
        f'            android:authorities="{authority}" />\n'
        for number, authority in enumerate(stub.providers, 1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<manifest xmlns:android="http://schemas.android.com/apk/res/android"\n'
        f'    package="{stub.package}" android:versionCode="{VERSION}" android:versionName="harness-stub-{VERSION}">\n'
        '    <uses-sdk android:minSdkVersion="23" android:targetSdkVersion="30" />\n'
        f'    <application android:label="harness OAID stub: {stub.name}" android:allowBackup="false">\n'
        f"{''.join(parts)}"
        '        <provider android:name="org.harness.oaid.ValuesProvider" android:exported="true"\n'
        f'            android:authorities="{stub.package}.harness" />\n'
        "    </application>\n</manifest>\n"
    )


def generated(stub: Stub) -> dict[str, str]:
    """The classes that have the maker's names, by their path below ``src``: nothing in them but the name."""
    found = {}
    for name, _, contract in stub.services:
        package, _, plain = name.rpartition(".")
        found[f"{name.replace('.', '/')}.java"] = (
            f"package {package};\n\npublic final class {plain} extends org.harness.oaid.StubService {{\n"
            f"    public {plain}() {{\n        super(org.harness.oaid.Contract.{contract});\n    }}\n}}\n"
        )
    for number, _ in enumerate(stub.providers, 1):
        # A package may name a provider's class once.
        found[f"org/harness/oaid/IdentifierProvider{number}.java"] = (
            "package org.harness.oaid;\n\n"
            f"public final class IdentifierProvider{number} extends IdentifierProvider {{}}\n"
        )
    return found


def java(stub: Stub) -> dict[str, str]:
    """Every Java source of a stub, in an order that no machine changes."""
    paths = sorted(SOURCES.rglob("*.java"), key=lambda path: path.relative_to(SOURCES).as_posix())
    found = {path.relative_to(SOURCES).as_posix(): path.read_text("utf-8") for path in paths}
    return found | generated(stub)


def digest(stub: Stub) -> str:
    """One digest over the manifest and the sources of a stub."""
    whole = hashlib.sha256()
    for name, text in [("AndroidManifest.xml", manifest(stub)), *sorted(java(stub).items())]:
        whole.update(f"{name}\0{hashlib.sha256(text.encode()).hexdigest()}\n".encode())
    return whole.hexdigest()


def apk(stub: Stub) -> Path:
    """Where the built stub lies."""
    return APKS / f"oaid-{stub.name}.apk"


def build(stub: Stub, target: Path | None = None) -> Path:
    """Compile, dex, package, align, sign."""
    if missing := kit.missing_programs():
        raise SystemExit(f"Missing: {', '.join(missing)} (Debian: default-jdk-headless aapt zipalign apksigner).")
    target = target or apk(stub)
    target.parent.mkdir(exist_ok=True)
    tools = kit.fetch_tools(Path.home() / ".cache" / "harness" / "android-tools")
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        sources, classes = work / "src", work / "classes"
        classes.mkdir()
        for name, text in java(stub).items():
            (sources / name).parent.mkdir(parents=True, exist_ok=True)
            (sources / name).write_text(text, "utf-8")
        kit.run("javac", "-encoding", "UTF-8", "-nowarn", "-Xlint:-options", "-proc:none", "-g:source,lines",
                 "--release", "8", "-cp", tools / "android.jar", "-d", classes, *sorted(java(stub)),
                 cwd=sources)  # fmt: skip
        compiled = sorted(str(path) for path in classes.rglob("*.class"))
        kit.run("java", "-cp", tools / "d8.jar", "com.android.tools.r8.D8", "--release", "--min-api", "23",
                 "--lib", tools / "android.jar", "--output", work, *compiled)  # fmt: skip
        (work / "AndroidManifest.xml").write_text(manifest(stub), "utf-8")
        packed = work / "manifest.apk"
        kit.run("aapt", "package", "-f", "-M", work / "AndroidManifest.xml", "-I", tools / "android.jar", "-F", packed)
        with zipfile.ZipFile(packed) as archive:
            entries = {name: archive.read(name) for name in archive.namelist()}
        entries["classes.dex"] = (work / "classes.dex").read_bytes()
        entries[DIGEST_ASSET] = f"{digest(stub)}\n".encode()
        plain, aligned, signed = (work / name for name in ("plain.apk", "aligned.apk", "signed.apk"))
        # Stored: another zlib would make other bytes.
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(entries):
                archive.writestr(zipfile.ZipInfo(name, kit.EPOCH), entries[name])
        kit.run("zipalign", "-f", "4", plain, aligned)
        kit.run("apksigner", "sign", "--ks", kit.KEYSTORE, "--ks-pass", f"pass:{kit.KEY_PASSWORD}",
                 "--v1-signer-name", "OAIDSTUB", "--min-sdk-version", "23", "--v1-signing-enabled", "true",
                 "--v2-signing-enabled", "true", "--v3-signing-enabled", "false", "--out", signed, aligned)  # fmt: skip
        part = target.with_suffix(".part")
        shutil.copyfile(signed, part)
        part.replace(target)
    return target


if __name__ == "__main__":
    for one in STUBS:
        sys.stdout.write(f"{build(one)}\n")
