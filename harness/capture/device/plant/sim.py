"""The SIM that the device has: its number, ICCID and IMSI.

Source: AOSP ``SubscriptionManager.CONTENT_URI`` (``content://telephony/siminfo``): a row for every SIM the device ever
had, ``sim_id`` is -1 for one that is not inserted; later releases have a column
``imsi`` too. A number is empty where the SIM does not know it.
"""

import re

import msgspec

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.link.link import Link
from harness.persona.persona import Persona

URI = "content://telephony/siminfo"


class Sim(msgspec.Struct, frozen=True):
    """One inserted SIM; what is not known is empty."""

    number: str
    iccid: str
    imsi: str


def sims(link: Link) -> list[Sim]:
    """Return the inserted SIMs, none where the device does not tell."""
    command = ["content", "query", "--uri", URI]
    done = link.sudo(command) if link.root is not None else link.shell(command)
    rows = re.findall(r"^Row: \d+ (.*)$", done.stdout, re.MULTILINE)
    inserted = [row for row in rows if _cell(row, "sim_id", r"\d+")]
    return [
        Sim(
            number=_cell(row, "number", r"\+?\d{5,15}"),
            iccid=_cell(row, "icc_id", r"\d{18,22}"),
            imsi=_cell(row, "imsi", r"\d{14,15}"),
        )
        for row in inserted
    ]


def _cell(row: str, column: str, form: str) -> str:
    found = re.search(rf"(?:^|, ){column}=({form})(?:, |$)", row)
    return found[1] if found else ""


def plant_phone_number(link: Link, persona: Persona) -> None:
    """See whether the SIM has the persona's number, which an emulator is given at its start.

    Raises :class:`ChangeRefused` when it has another or none.
    """
    wanted = persona.get("phone_number")
    numbers = [sim.number for sim in sims(link) if sim.number]
    if wanted and not any(number.lstrip("+").endswith(wanted) for number in numbers):
        has = f"the SIM's number is {numbers[0]}" if numbers else "no SIM tells its number"
        raise ChangeRefused(f"{has}; only an emulator can be given one, when it boots cold")
