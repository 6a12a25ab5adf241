"""The identifiers a device has of its own: they cannot be planted, so they are read and looked for.

Sources, each read only where the shell or root may: ``ro.serialno``; ``Settings.Secure.ANDROID_ID`` (per app since
Android 8: ``/data/system/users/0/settings_ssaid.xml``, written when the app first asks, binary XML since Android 12,
which ``abx2xml`` reads); Google Play services' ``adid_settings.xml``; Google Services Framework's ``gservices.db``
(SQLite, table ``main``, the key ``android_id`` in decimal); ``/sys/class/net/*/address``; ``bluetooth_address``, else
the Bluetooth service's ``bt_config.conf``; the phone service's ``get-imei`` / ``iphonesubinfo`` (AOSP
``TelephonyShellCommand``, ``IPhoneSubInfo.aidl``: transaction 1 is the device id in every version); the SIM's row in
``content://telephony/siminfo``; ``cmd wifi status`` (Android 11 on), else ``dumpsys wifi``; ``dumpsys account``;
``ro.build.fingerprint``; the kernel's ``boot_id``.
"""

import base64
import binascii
import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator

from harness.capture.device.errors import DeviceError
from harness.capture.device.link.link import Link
from harness.capture.device.plant.sim import Sim, sims
from harness.persona.persona import PersonaValue

_MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}", re.IGNORECASE)
_NOBODYS = {"02:00:00:00:00:00", "00:00:00:00:00:00", "9774d56d682e549c", "unknown", "null", ""}
"""What Android gives instead of a value: https://developer.android.com/identity/user-data-ids; 9774d56d682e549c is an
Android ID that many early devices shared."""
_MANY = 20
"""Accounts of one device that are looked for."""


def read_values(link: Link, package: str) -> list[PersonaValue]:
    """Return the device's own values as persona values of the origin ``device``; what cannot be read is left out."""
    found: list[PersonaValue] = []
    inserted = _sims(link)
    readers: list[tuple[str, str, Callable[[], Iterator[str]]]] = [
        ("device_serial", "device_serial", lambda: _property(link, "ro.serialno", "ro.boot.serialno")),
        ("android_id", "android_id", lambda: _android_id(link, package)),
        ("gaid", "gaid", lambda: _gaid(link)),
        ("gsf_id", "gsf_id", lambda: _gsf_id(link)),
        ("mac_wifi", "mac_wifi", lambda: _mac_wifi(link)),
        ("mac_bluetooth", "mac_bluetooth", lambda: _mac_bluetooth(link)),
        ("imei", "imei", lambda: _imei(link)),
        ("phone_number", "phone_number", lambda: (sim.number for sim in inserted)),
        ("iccid", "iccid", lambda: (sim.iccid for sim in inserted)),
        ("imsi", "imsi", lambda: (sim.imsi for sim in inserted)),
        ("wifi", "wifi_connected", lambda: _wifi(link)),
        ("account", "user_account", lambda: _accounts(link)),
        ("fingerprint", "device_fingerprint", lambda: _property(link, "ro.build.fingerprint")),
        ("boot_id", "boot_id", lambda: iter([link.identity().boot_id])),
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


def _gsf_id(link: Link) -> Iterator[str]:
    text = _read(link, ["base64", "/data/data/com.google.android.gsf/databases/gservices.db"])
    try:
        value = gsf_id(base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        return
    if value:
        yield value


def gsf_id(database: bytes) -> str | None:
    """Return the GSF id in the file of Google Services Framework's settings, in hexadecimal as apps know it.

    What is still in the database's write-ahead log is not seen.
    """
    if not database.startswith(b"SQLite format 3\0"):
        return None
    # Bytes 18 and 19 say whether there is a log (2), which a database in memory cannot have (sqlite.org/fileformat).
    plain = database[:18] + b"\x01\x01" + database[20:]
    steps = iter(range(100))
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.set_progress_handler(lambda: next(steps, None) is None, 10_000)
        try:
            connection.deserialize(plain)
            rows = connection.execute("SELECT value FROM main WHERE name = 'android_id'").fetchmany(1)
        except (sqlite3.Error, OverflowError, MemoryError):
            return None
    found = [str(value) for (value,) in rows if re.fullmatch(r"[0-9]{1,20}", str(value))]
    return f"{int(found[0]):016x}" if found else None


def _mac_wifi(link: Link) -> Iterator[str]:
    """Apps up to Android 10 list every interface: an emulator has ``eth0`` besides ``wlan0``, a container it alone."""
    interfaces = "/sys/class/net/wlan*/address /sys/class/net/eth*/address"
    yield from _MAC.findall(_read(link, ["sh", "-c", f"cat {interfaces} 2>/dev/null || true"]))


def _mac_bluetooth(link: Link) -> Iterator[str]:
    said = _read(link, ["settings", "get", "secure", "bluetooth_address"])
    if not _MAC.search(said):
        adapter = _read(link, ["cat", "/data/misc/bluedroid/bt_config.conf"]).partition("[Adapter]")[2]
        said = adapter.partition("[")[0]
    yield from _MAC.findall(said)[:1]


def _sims(link: Link) -> list[Sim]:
    try:
        return sims(link)
    except DeviceError:
        return []


def _accounts(link: Link) -> Iterator[str]:
    """``dumpsys account`` prints ``Account {name=NAME, type=TYPE}`` under ``Accounts:``."""
    said = link.shell(["dumpsys", "account"]).stdout
    yield from re.findall(r"^ *Account \{name=(.{3,200}), type=[\w.:-]+\}$", said, re.MULTILINE)[:_MANY]


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
    if "SSID:" not in said:
        lines = link.shell(["dumpsys", "wifi"]).stdout.splitlines()
        said = next((line for line in lines if line.startswith("mWifiInfo")), "")
    # The quotes came with Android 11; before, a name is told without.
    if ssid := re.search(r'\bSSID: (?:"([^"\n]{1,32})"|([^",<\n][^,\n]{0,31}),)', said):
        yield ssid[1] or ssid[2]
    yield from re.findall(r"\bBSSID: ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})", said)[:1]
