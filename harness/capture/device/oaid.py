"""Gives a device without a Chinese phone maker's services the OAID of the persona: installs stubs of those services.

The stubs are samples/oaid-stub. An app that asks the service of any of these makers, or a maker's content provider,
gets the persona's OAID from it. What a stub cannot be: Xiaomi's identifiers are a class of the system itself
(``com.android.id.impl.IdProviderImpl``), Honor's answer through a callback, and an SDK that checks the maker's
signature or the phone's brand does not ask at all.
"""

from pathlib import Path

from harness.capture.device.errors import DeviceError, InstallError
from harness.capture.device.protocol import Device

SETTLED = "set=true"
"""What ``content call`` prints of the stub's answer, a Bundle."""
VIVO_SWITCH = "persist.sys.identifierid.supported"
"""vivo's SDK asks its provider only when this property is 1; only root can set it, and it outlives a restart."""
HUAWEI_SETTING = "pps_oaid"
"""Huawei's SDK looks at this global setting first. Any app can read it, which is another access point."""


def stubs() -> dict[str, Path]:
    """Return the stubs' APKs by package."""
    package = Path(__file__).resolve().parents[2]
    checkout = package.parent / "samples" / "oaid-stub" / "apk"
    directory = checkout if checkout.is_dir() else package / "_data" / "samples" / "oaid-stub" / "apk"
    found = {f"oaid-{name}.apk": of for name, of in PACKAGES.items()}
    return {found[path.name]: path for path in sorted(directory.glob("oaid-*.apk")) if path.name in found}


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


def plant(device: Device, oaid: str) -> list[str]:
    """Install the stubs whose package the device does not have, give each the OAID, and return their packages.

    A real maker's service is never touched. Raises :class:`DeviceError` when a stub is installed but does not take the
    value; what was installed until then is removed again.
    """
    planted: list[str] = []
    try:
        for package, file in stubs().items():
            if device.shell(["pm", "path", package]).stdout.strip():
                continue
            try:
                device.install(file, grant_all=False)
            except InstallError:
                continue  # a maker's own package of another signature, disabled or of another user
            planted.append(package)
            said = device.shell(
                [
                    "content",
                    "call",
                    "--uri",
                    f"content://{package}.harness",
                    "--method",
                    "set",
                    "--extra",
                    f"oaid:s:{oaid}",
                ]
            )
            if SETTLED not in said.stdout:
                reason = (said.stderr or said.stdout).strip().splitlines()
                raise DeviceError(
                    f"The OAID stub {package} did not take the value: {reason[0] if reason else 'silence'}."
                )
    except BaseException:
        remove(device, planted)
        raise
    return planted


def remove(device: Device, packages: list[str]) -> None:
    """Remove stubs that :func:`plant` installed."""
    for package in packages:
        device.uninstall(package)
