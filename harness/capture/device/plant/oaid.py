"""Gives a device without a Chinese phone maker's services the OAID of the persona: installs stubs of those services.

The stubs are samples/oaid-stub. An app that asks the service of any of these makers, or a maker's content provider,
gets the persona's OAID from it. What a stub cannot be: Xiaomi's identifiers are a class of the system itself
(``com.android.id.impl.IdProviderImpl``), Honor's answer through a callback, vivo's SDK asks only when the property
``persist.sys.identifierid.supported`` is 1 (a property that was set cannot be taken away again, so it is left alone),
and an SDK that checks the maker's signature or the phone's brand does not ask at all.

Each installation takes its time, so only what the app can ask is installed: stubs whose package (or authority) its
manifest, code or libraries name. An app that is packed, or has the MSA's SDK (whose library hides the names), may ask
any.
"""

import zipfile
from pathlib import Path

from harness.app.opened import apks
from harness.app.words import words_in
from harness.capture.device.errors import ChangeRefused, InstallError
from harness.capture.device.install.install import install
from harness.capture.device.link.link import Link
from harness.capture.device.plant.stub import give, stub_directory
from harness.catalog.packers import in_apk
from harness.persona.persona import Persona

PACKAGES = {
    "asus": "com.asus.msa.SupplementaryDID",
    "coolpad": "com.coolpad.deviceidsupport",
    "freeme": "com.android.creator",
    "heytap": "com.heytap.openid",
    "huawei": "com.huawei.hwid",
    "msa": "com.mdid.msa",
    "oplus": "com.coloros.mcs",
    "providers": "org.harness.oaid.providers",
    "qiku": "com.qiku.id",
    "samsung": "com.samsung.android.deviceidservice",
    "zui": "com.zui.deviceidservice",
}
"""The package that each stub plays."""


AUTHORITIES = {
    "org.harness.oaid.providers": ("com.meizu.flyme.openidsdk", "cn.nubia.identity", "com.vivo.vms.IdProvider"),
}
"""What an app names where it knows no package: the authorities of content providers."""
ANY = ("com/bun/miitmdid", "libmsaoaidsec", "supplierconfig.json")
"""Traces of the MSA's SDK: its package, its library, its configuration."""


def stubs() -> dict[str, Path]:
    """Return the stubs' APKs by package."""
    directory = stub_directory("oaid-stub") / "apk"
    return {of: directory / f"oaid-{name}.apk" for name, of in PACKAGES.items()}


def asked(app: Path) -> set[str]:
    """Return the stubs' packages that an app file can ask for. Raises :class:`ArchiveRefused`."""
    words = {word: package for package in PACKAGES.values() for word in AUTHORITIES.get(package, (package,))}
    found: set[str] = set()
    with apks(app) as parts:
        for _, path in parts:
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
            if any(True for _ in in_apk("", names)) or any(word in name for name in names for word in ANY):
                return set(PACKAGES.values())
            for _, word in words_in(path, (*words, *ANY), _is_code):
                if word in ANY:
                    return set(PACKAGES.values())
                found.add(words[word])
    return found


def _is_code(name: str) -> bool:
    return name == "AndroidManifest.xml" or name.endswith((".dex", ".so"))


def plant_oaid(link: Link, persona: Persona, app: Path | None = None) -> None:
    """Install the stubs that the ``app`` can ask (all without one) and the device does not have; give each the OAID.

    A real maker's service is never touched. Raises :class:`ChangeRefused` when no stub took the value.
    """
    value = persona.get("oaid")
    if not value:
        return
    wanted = asked(app) if app is not None else set(PACKAGES.values())
    if not wanted:
        raise ChangeRefused("the app names none of the makers' services")
    reasons = []
    planted = 0
    for package, file in stubs().items():
        if package not in wanted:
            continue
        if link.shell(["pm", "path", package]).stdout.strip():
            reasons.append(f"{package} is on the device")
            continue
        try:
            install(link, file, grant_all=False)  # which journals that the app has to go again
        except InstallError as error:
            reasons.append(str(error))
            continue
        said = give(link, package, "oaid", value)
        if said is None:
            planted += 1
        else:
            reasons.append(f"the OAID stub {package} did not take the value: {said}")
    if not planted:
        raise ChangeRefused(reasons[0])
