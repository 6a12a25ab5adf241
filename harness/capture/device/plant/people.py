"""Contacts, call log, SMS and calendar.

Sources: Android's reference of ``ContactsContract`` (a raw contact, then its data rows), ``CallLog.Calls``,
``Telephony.Sms`` and ``CalendarContract`` (a calendar of account type LOCAL is made as a sync adapter:
``caller_is_syncadapter``); AOSP ``SmsProvider`` and ``AppOpsManager`` (only who holds OP_WRITE_SMS writes SMS; others
are ignored silently, deletions too: so SMS are written and deleted as the shell, which is allowed to for the run,
and not as root, whose uid has no such operation).
"""

import secrets
import time

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.link.link import Link
from harness.capture.device.plant.app_ops import allow
from harness.capture.device.plant.content import Cell, Provider, sql
from harness.capture.device.plant.emulator import has_console, receive
from harness.persona.persona import Persona, PersonaValue

_SYNC = "caller_is_syncadapter=true"
_RAW = "content://com.android.contacts/raw_contacts"
_DATA = "content://com.android.contacts/data"
_CALLS = "content://call_log/calls"
_SMS = "content://sms"
_CALENDARS = "content://com.android.calendar/calendars"
_EVENTS = "content://com.android.calendar/events"
_NAME = "vnd.android.cursor.item/name"
_PHONE = "vnd.android.cursor.item/phone_v2"
_MOBILE = 2
"""``ContactsContract.CommonDataKinds.Phone.TYPE_MOBILE``."""


def plant_contacts(link: Link, persona: Persona) -> None:
    """Add the persona's contacts to the device's own address book (no account)."""
    people = persona.groups("contact")
    if not people:
        return
    provider, token = Provider(link), f"harness-{secrets.token_hex(4)}"
    # Without the sync adapter's flag the rows would only be marked as deleted.
    provider.undo_rows("the contacts", f"{_RAW}?{_SYNC}", f"sourceid LIKE '{token}-%'")
    for number, person in enumerate(people):
        mark = f"{token}-{number}"
        provider.insert(_RAW, {"account_type": None, "account_name": None, "sourceid": mark})
        raw = provider.ids(_RAW, f"sourceid={sql(mark)}")
        if not raw:
            raise ChangeRefused(f"The contacts provider of {link.serial} did not take a contact.")
        provider.insert(_DATA, {"raw_contact_id": raw[0], "mimetype": _NAME, "data1": person.get("name", "")})
        provider.insert(
            _DATA, {"raw_contact_id": raw[0], "mimetype": _PHONE, "data1": person.get("phone", ""), "data2": _MOBILE}
        )
    last = people[-1].get("phone", "")
    if not provider.ids(_DATA, f"mimetype={sql(_PHONE)} AND data1={sql(last)}"):
        raise ChangeRefused(f"The contacts provider of {link.serial} does not show the contacts it took.")


def plant_calls(link: Link, persona: Persona) -> None:
    """Add the persona's calls to the call log."""
    provider, now = Provider(link), int(time.time() * 1000)
    for number, call in enumerate(persona.groups("call"), 1):
        phone, moment = call.get("phone", ""), now - number * 3_600_000
        where = f"number={sql(phone)} AND date={moment}"
        provider.undo_rows("a call in the log", _CALLS, where)
        kind = 1 + number % 3  # CallLog.Calls: incoming 1, outgoing 2, missed 3
        provider.insert(_CALLS, {"number": phone, "date": moment, "duration": 30 * number, "type": kind, "new": 0})
        if not provider.ids(_CALLS, where):
            raise ChangeRefused(f"The call log of {link.serial} did not take a call.")


def plant_messages(link: Link, persona: Persona) -> None:
    """Add the persona's SMS to the inbox: an emulator's modem receives them, elsewhere they are written there."""
    messages = persona.groups("sms")
    if not messages:
        return
    # Before any row is noted: undoing goes backwards, and the rows' deletion needs it.
    allow(link, "WRITE_SMS", "the shell may write SMS")
    provider, now = Provider(link, as_shell=True), int(time.time() * 1000)
    received = _received(link, provider, messages) if has_console(link) else set()
    messages = [message for message in messages if message.get("body", "") not in received]
    for number, message in enumerate(messages, 1):
        address, body, moment = message.get("phone", ""), message.get("body", ""), now - number * 7_200_000
        where = f"address={sql(address)} AND date={moment}"
        provider.undo_rows("a text message", _SMS, where)
        provider.insert(f"{_SMS}/inbox", {"address": address, "body": body, "date": moment, "read": 1, "seen": 1})
        if not provider.ids(_SMS, where):
            raise ChangeRefused(f"The SMS provider of {link.serial} ignored a text message.")


def _received(link: Link, provider: Provider, messages: list[dict[str, str]]) -> set[str]:
    """Have an emulator's modem receive what it can; return the texts that are in the inbox then."""
    sent = [(message["phone"], message["body"]) for message in messages if message.get("phone") and message.get("body")]
    for _, body in sent:  # a late one too
        provider.undo_rows("a text message", _SMS, f"body={sql(body)}")
    return receive(link, sent, lambda body: bool(provider.ids(_SMS, f"body={sql(body)}")))


def plant_events(link: Link, persona: Persona) -> None:
    """Add a local calendar with the persona's events."""
    events = [value for value in persona.values if value.category == "calendar" and isinstance(value.value, str)]
    if not events:
        return
    provider, token = Provider(link), f"harness-{secrets.token_hex(4)}"
    uri = f"{_CALENDARS}?{_SYNC}&account_name={token}&account_type=LOCAL"
    provider.undo_rows("the calendar", uri, f"account_name={sql(token)}")
    provider.insert(
        uri,
        {
            "account_name": token, "account_type": "LOCAL", "ownerAccount": token, "name": token,
            "calendar_displayName": token, "calendar_access_level": 700, "visible": 1, "sync_events": 1,
        },
    )  # fmt: skip
    found = provider.ids(_CALENDARS, f"account_name={sql(token)}")
    if not found:
        raise ChangeRefused(f"The calendar provider of {link.serial} did not take a calendar.")
    _add_events(link, provider, found[0], events)


def _add_events(link: Link, provider: Provider, calendar: int, events: list[PersonaValue]) -> None:
    start = int(time.time() * 1000)
    for number, event in enumerate(events, 1):
        begin = start + number * 86_400_000
        row: dict[str, Cell] = {
            "calendar_id": calendar,
            "title": str(event.value),
            "dtstart": begin,
            "dtend": begin + 3_600_000,
        }
        provider.insert(_EVENTS, {**row, "eventTimezone": "Asia/Shanghai"})
    if len(provider.ids(_EVENTS, f"calendar_id={calendar}")) < len(events):
        raise ChangeRefused(f"The calendar of {link.serial} does not show the events it took.")
