"""The persona onto the device: each part by itself, so that one that fails costs only its own values."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from harness.app.errors import AppRefused
from harness.capture.device.errors import DeviceError, DeviceLost
from harness.capture.device.link.link import Link
from harness.capture.device.plant.accounts import plant_account
from harness.capture.device.plant.names import plant_clipboard, plant_device_name
from harness.capture.device.plant.oaid import plant_oaid
from harness.capture.device.plant.people import plant_calls, plant_contacts, plant_events, plant_messages
from harness.capture.device.plant.photos import plant_photos
from harness.capture.device.plant.place import plant_place
from harness.capture.device.plant.read import read_values
from harness.capture.device.plant.sim import plant_phone_number
from harness.capture.device.plant.typed import typed
from harness.capture.device.structs import Planted
from harness.persona.persona import Persona

Part = Callable[[Link, Persona], None]

PARTS: tuple[tuple[str, Part], ...] = (
    ("contacts", plant_contacts),
    ("call_log", plant_calls),
    ("sms", plant_messages),
    ("calendar", plant_events),
    ("photos_media", plant_photos),
    ("location_precise", plant_place),
    ("device_name", plant_device_name),
    ("clipboard", plant_clipboard),
    ("user_account", plant_account),
    ("phone_number", plant_phone_number),
)
"""The category of the values that each part plants."""


def plant(link: Link, persona: Persona, app: Path | None = None) -> Planted:
    """Plant what this device takes, and of the makers' services those that ``app`` can ask.

    Raises :class:`DeviceLost` with the device; any other refusal is in the result.
    """
    result = Planted(own=read_values(link, ""))
    reasons: dict[str, str] = {}
    done = set()
    makers: tuple[str, Part] = ("oaid", partial(plant_oaid, app=app))
    for category, part in (*PARTS, makers):
        try:
            part(link, persona)
            done.add(category)
        except DeviceLost:
            raise
        except (DeviceError, AppRefused) as error:
            reasons[category] = str(error)
    by_scenario = typed(persona)
    for value in persona.values:
        if value.category not in done:
            default = by_scenario.get(value.id, "a device's own value cannot be replaced")
            result.missing[value.id] = reasons.get(value.category, default)
    return result
