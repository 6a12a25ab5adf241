"""Gives a device without a Chinese phone maker's services the OAID of the persona: installs stubs of those services.

The stubs are samples/oaid-stub. An app that asks the service of any of these makers, or a maker's content provider,
gets the persona's OAID from it. What a stub cannot be: Xiaomi's identifiers are a class of the system itself
(``com.android.id.impl.IdProviderImpl``), Honor's answer through a callback, vivo's SDK asks only when the property
``persist.sys.identifierid.supported`` is 1 (a property that was set cannot be taken away again, so it is left alone),
and an SDK that checks the maker's signature or the phone's brand does not ask at all.
"""

from pathlib import Path

from harness.capture.device.errors import ChangeRefused, InstallError
from harness.capture.device.install.install import install
from harness.capture.device.link import Link
from harness.capture.device.plant.stub import give, stub_directory
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


def stubs() -> dict[str, Path]:
    """Return the stubs' APKs by package."""
    directory = stub_directory("oaid-stub") / "apk"
    return {of: directory / f"oaid-{name}.apk" for name, of in PACKAGES.items()}


def plant_oaid(link: Link, persona: Persona) -> None:
    """Install the stubs whose package the device does not have, and give each the OAID.

    A real maker's service is never touched. Raises :class:`ChangeRefused` when no stub took the value.
    """
    value = persona.get("oaid")
    if not value:
        return
    reasons = []
    planted = 0
    for package, file in stubs().items():
        if link.shell(["pm", "path", package]).stdout.strip():
            reasons.append(f"{package} is on the device")
            continue
        try:
            install(link, file, grant_all=False)  # which journals that the app has to go again
        except InstallError as error:
            reasons.append(str(error))
            continue
        said = give(link, package, f"oaid:s:{value}")
        if said is None:
            planted += 1
        else:
            reasons.append(f"the OAID stub {package} did not take the value: {said}")
    if not planted:
        raise ChangeRefused(reasons[0])
