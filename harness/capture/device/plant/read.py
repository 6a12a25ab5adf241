"""The identifiers a device has of its own: they cannot be planted, so they are read and looked for.

Sources, each read only where the shell or root may: ``ro.serialno``; ``Settings.Secure.ANDROID_ID`` (per app since
Android 8: ``/data/system/users/0/settings_ssaid.xml``, written when the app first asks, binary XML since Android 12,
which ``abx2xml`` reads); Google Play services' ``adid_settings.xml``; ``/sys/class/net/wlan0/address``;
``bluetooth_address``; the phone service's ``get-imei`` / ``iphonesubinfo`` (AOSP ``TelephonyShellCommand``,
``IPhoneSubInfo.aidl``: transaction 1 is the device id in every version); ``cmd wifi status`` (Android 11 on);
``ro.build.fingerprint``.
"""

import re
from collections.abc import Callable, Iterator

from harness.capture.device.errors import DeviceError
from harness.capture.device.link import Link
from harness.persona.persona import PersonaValue

_MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}", re.IGNORECASE)
_NOBODYS = {"02:00:00:00:00:00", "00:00:00:00:00:00", "9774d56d682e549c", "unknown", "null", ""}
"""What Android gives instead of a value: https://developer.android.com/identity/user-data-ids; 9774d56d682e549c is an
Android ID that many early devices shared."""


def read_values(link: Link, package: str) -> list[PersonaValue]:
    """Return the device's own values as persona values of the origin ``device``; what cannot be read is left out."""
    found: list[PersonaValue] = []
    readers: list[tuple[str, str, Callable[[], Iterator[str]]]] = [
        ("device_serial", "device_serial", lambda: _property(link, "ro.serialno", "ro.boot.serialno")),
        ("android_id", "android_id", lambda: _android_id(link, package)),
        ("gaid", "gaid", lambda: _gaid(link)),
        ("mac_wifi", "mac_wifi", lambda: _mac(link, ["cat", "/sys/class/net/wlan0/address"])),
        ("mac_bluetooth", "mac_bluetooth", lambda: _mac(link, ["settings", "get", "secure", "bluetooth_address"])),
        ("imei", "imei", lambda: _imei(link)),
        ("wifi", "wifi_connected", lambda: _wifi(link)),
        ("fingerprint", "device_fingerprint", lambda: _property(link, "ro.build.fingerprint")),
    ]
    for name, category, read in readers:
        try:
            values = [text for text in dict.fromkeys(read()) if text.lower() not in _NOBODYS]
        except DeviceError:
            continue
        for number, text in enumerate(values):
            own = f"device.{name}" + (f".{number + 1}" if number else "")
            found.append(PersonaValue(id=own, category=category, value=text, origin="device"))
    return found


def _read(link: Link, command: list[str]) -> str:
    """What a command prints, as root where there is root."""
    done = link.sudo(command) if link.root is not None else link.shell(command)
    return done.stdout if done.code == 0 else ""


def _property(link: Link, *names: str) -> Iterator[str]:
    for name in names:
        yield link.must("getprop", name).strip()


def _android_id(link: Link, package: str) -> Iterator[str]:
    yield link.shell(["settings", "get", "secure", "android_id"]).stdout.strip()
    if link.root is None or not package:
        return
    path = "/data/system/users/0/settings_ssaid.xml"
    text = _read(link, ["abx2xml", path, "-"]) or _read(link, ["cat", path])
    for element in re.findall(r"<setting\b[^>]*>", text):
        if f'package="{package}"' in element and (value := re.search(r'\bvalue="([0-9a-f]{16})"', element)):
            yield value[1]


def _gaid(link: Link) -> Iterator[str]:
    text = _read(link, ["cat", "/data/data/com.google.android.gms/shared_prefs/adid_settings.xml"])
    yield from re.findall(r'<string name="adid_key">([0-9a-f-]{36})</string>', text)


def _mac(link: Link, command: list[str]) -> Iterator[str]:
    yield from _MAC.findall(_read(link, command))[:1]


def _imei(link: Link) -> Iterator[str]:
    for slot in ("0", "1"):
        said = _read(link, ["cmd", "phone", "get-imei", slot])
        yield from re.findall(r"\b\d{15}\b", said)[:1]
    yield from re.findall(r"^\d{15}$", parcel_text(_read(link, ["service", "call", "iphonesubinfo", "1"])))


def parcel_text(dump: str) -> str:
    """Return the UTF-16 text in what ``service call`` prints: words of hexadecimal, in the machine's order."""
    words = []
    for line in dump.splitlines():
        # "  0x00000000: 00000000 0000000f 00350033 00320038 '........3.5.8.2.'", or "Result: Parcel(00000000 ... )"
        body = line.rpartition("Parcel(")[2] if "Parcel(" in line else line.partition(":")[2]
        words += re.findall(r"\b[0-9a-f]{8}\b", body.partition("'")[0])
    raw = b"".join(int(word, 16).to_bytes(4, "little") for word in words)
    size = int.from_bytes(raw[4:8], "little") if len(raw) >= 8 else 0
    return raw[8 : 8 + 2 * min(size, 512)].decode("utf-16-le", "replace")


def _wifi(link: Link) -> Iterator[str]:
    said = link.shell(["cmd", "wifi", "status"]).stdout
    yield from re.findall(r'\bSSID: "([^"]{1,32})"', said)[:1]
    yield from re.findall(r"\bBSSID: ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})", said)[:1]
