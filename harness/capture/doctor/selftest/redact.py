"""What is taken out of a self-test's file, so that its user may send it to strangers.

Out goes: the serial number (also adb's name for the device), addresses of network cards, e-mail addresses, numbers as
long as an IMEI's, the rows of content providers, accounts and telephony, the texts of screens, the values of settings,
and the names of apps that are not the system's or ours. What stays of those is their form (letters become ``x``, digits
``0``), because a form is what a parser fails on. The model, the build and what the system's own parts say stay: they
are the point of it.
"""

import re
from collections.abc import Iterable

MOST_BYTES = 4096
"""So much of each command's output is kept."""
_MAC = re.compile(r"\b(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\b")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONG = re.compile(r"(?<![\w.])\d{14,20}(?![\w.])")
"""IMEIs, IMSIs and ICCIDs have 14 to 20 digits (3GPP TS 23.003; ITU-T E.118)."""
_PERSONAL = re.compile(
    r"\bcontent (?:query|call|read)\b|\bdumpsys (?:account|telephony|wifi|location|notification|bluetooth)"
    r"|\bsettings list\b|\bsettings get (?:secure (?:android_id|bluetooth)|global device_name|secure bluetooth_name)"
    r"|\bservice call\b|settings_ssaid|\bip addr|/sys/class/net/\S+/address|\bcmd wifi\b|gservices"
)
_PACKAGE = re.compile(r"\b[a-zA-Z]\w*(?:\.[a-zA-Z_]\w*)+\b")
_OURS = re.compile(
    r"(?:android|com\.android|com\.google\.android|com\.qualcomm|com\.brightbeam|com\.ironclad|harness)\b"
)
_LISTS_APPS = re.compile(r"\bpm list\b|\bps\b|\blogcat\b|\bdumpsys (?:window|activity|package)\b|\bpackages\.list\b")
_SERIALS = re.compile(
    r"\[(?:ro\.serialno|ro\.boot\.serialno|\S*serial\S*|\S*imei\S*|\S*mac\w*addr\S*)\]: \[(?P<value>[^\]]+)\]"
)
_TREE = re.compile(r'\b(?P<key>text|content-desc|hint)="(?P<value>[^"]*)"')
_ERROR = re.compile(r"error|exception|\[ERROR\]|usage|not found|denied|No result", re.IGNORECASE)


def form(text: str) -> str:
    """Return text of which only the form is left; what follows a ``=`` or stands in a list of values, not its keys."""
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "0", text))


def _form_of_line(line: str) -> str:
    head, sign, rest = line.partition("=")
    if not sign and _ERROR.search(line) and not line.startswith("Row:"):
        return line
    if not sign:
        return form(line)
    # "Row: 0 _id=1, name=x": every key stays, every value goes.
    return (
        head
        + sign
        + ", ".join(
            form(part) if not number or "=" not in part else f"{part.partition('=')[0]}={form(part.partition('=')[2])}"
            for number, part in enumerate(rest.split(", "))
        )
    )


def output(line: str, text: str, secrets: Iterable[str]) -> str:
    """Return what may be kept of a command's output: redacted, and its first :data:`MOST_BYTES`."""
    for found in _SERIALS.finditer(text):
        text = text.replace(found["value"], "(redacted)") if len(found["value"]) > 3 else text
    if _PERSONAL.search(line):
        text = "\n".join(_form_of_line(each) for each in text[: MOST_BYTES * 2].splitlines())
    if _LISTS_APPS.search(line):
        text = _PACKAGE.sub(lambda match: match[0] if _OURS.match(match[0]) else form(match[0]), text[: MOST_BYTES * 8])
    if "<hierarchy" in text:
        text = _TREE.sub(lambda match: f'{match["key"]}="{form(match["value"])}"', text[: MOST_BYTES * 4])
    kept = plain(text, secrets)
    raw = kept.encode("utf-8", "replace")
    if len(raw) <= MOST_BYTES:
        return kept
    return raw[:MOST_BYTES].decode("utf-8", "ignore") + f"\n... ({len(raw) - MOST_BYTES} more bytes)"


def plain(text: str, secrets: Iterable[str]) -> str:
    """Return text without the secrets and without what looks like an address of a card, a mail address or an IMEI."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) > 3:
            text = text.replace(secret, "(redacted)")
    return _LONG.sub("(number)", _MAIL.sub("(mail)", _MAC.sub("(mac)", text)))
