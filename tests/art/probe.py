"""The probe app's calls that need no framework, as a program for real ART."""

from __future__ import annotations

import re
from pathlib import Path

from samples.probe import generate
from samples.probe.generate import Call, Sheet

MAIN = "com.example.app.ProbeOnArt"
SHEETS: dict[str, tuple[str, ...]] = {
    "com.tencent.bugly.Seals": (),
    "com.sensorsdata.analytics.Stores": (),
    "org.harness.probe.calls.Own": (),
    "com.getui.Libraries": (
        "tencent.location.request", "cmcc.sso.loginAuth", "cmcc.sso.getPhoneInfo", "ctcc.account.preLogin",
        "megvii.meglive", "x5.webview", "uc.webview", "net.okhttp3.newCall",
    ),
    "com.bytedance.applog.Devices": ("locale.getDefault", "timezone.getDefault", "uuid.randomUUID"),
    "com.baidu.mobstat.Nets": (
        "inet4.getHostAddress", "inet6.getHostAddress", "netif.getByName", "netif.getNetworkInterfaces",
        "netif.getInetAddresses", "netif.getHardwareAddress", "net.socket.connect", "net.datagram.send",
    ),
    "com.mob.tools.Controls": ("dex.load", "dex.inmemory"),
}  # fmt: skip
"""The callers with calls that need no framework, and which; all that show no need of it where none is named."""
STUBS = Path(__file__).parent / "probejava"
_PROBE = Path(generate.__file__).parent / "src" / "org" / "harness" / "probe"
_OWN = ("Account", "Caller", "Json", "Made", "Outcome", "Sha256")
_ABSENT = frozenset({"org.harness.probe.Native"})
"""Classes of the probe that need the framework; so do all calls that name them."""
_NEEDS = re.compile(r"\bandroid\.|\bc\b|\bUri\b|\bIntent\b|\bBuild\b|\bSettings\b|\bContentValues\b|\bSystem\.load\b")
"""What tells that an expression needs a class of the framework."""
_FRAMEWORK = re.compile(r"Context|Intent|android|IBinder")
"""The same of helping code."""


def sheets() -> list[Sheet]:
    """Return the callers, with those of their calls and helpers that need Java alone."""
    return [_plain(sheet) for sheet in generate.sheets() if sheet.caller in SHEETS]


def _plain(sheet: Sheet) -> Sheet:
    named = SHEETS[sheet.caller]
    calls = tuple(
        call for call in sheet.calls if not _needs_framework(call, sheet) and (not named or call.point in named)
    )
    code = "\n\n".join(_used(re.split(r"\n\n(?=\S)", sheet.code), " ".join(call.java for call in calls)))
    imports = tuple(item for item in sheet.imports if not item.startswith("android.") and item not in _ABSENT)
    return Sheet(sheet.caller, imports, code, calls)


def _used(parts: list[str], text: str) -> list[str]:
    """Return the parts of helping code that the calls name, or what they name."""
    kept: list[str] = []
    while more := [part for part in parts if part not in kept and _names(part) & set(re.findall(r"\w+", text))]:
        kept += more
        text += " ".join(more)
    return [part for part in parts if part in kept and not _FRAMEWORK.search(part)]


def _names(part: str) -> set[str]:
    return set(re.findall(r"^\s*(?:final )?static [^=;({]*?(\w+)\s*(?:\(|=|\{|extends|implements)", part, re.M))


def _needs_framework(call: Call, sheet: Sheet) -> bool:
    helping = (body for name, body in generate.helpers(sheet.code) if re.search(rf"\b{name}\(", call.java))
    return bool(_NEEDS.search(call.java)) or any(map(_FRAMEWORK.search, helping))


def _stand_in(name: str, text: bytes) -> bool:
    """Whether it is a library's class of the probe that needs Java alone."""
    callers = {f"{sheet.caller.replace('.', '/')}.java" for sheet in generate.sheets()} | {generate.INDEX}
    return name not in callers and not _FRAMEWORK.search(text.decode())


def calls() -> list[Call]:
    """Return the calls."""
    return [call for sheet in sheets() for call in sheet.calls]


def program() -> dict[str, bytes]:
    """Return every Java file of the program, by path."""
    files = {f"org/harness/probe/{name}.java": (_PROBE / f"{name}.java").read_bytes() for name in _OWN}
    files |= {path.relative_to(STUBS).as_posix(): path.read_bytes() for path in sorted(STUBS.rglob("*.java"))}
    for sheet in sheets():
        java = generate.java_class(sheet, imports=("android.content.Context",))
        files[f"{sheet.caller.replace('.', '/')}.java"] = java.encode()
    files |= {name: text for name, text in generate.sources().items() if _stand_in(name, text)}
    files[generate.INDEX] = generate.index(sheets()).encode()
    return files
