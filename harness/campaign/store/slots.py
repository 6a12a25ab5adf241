"""Devices as workers have them: their health, and quarantine."""

from collections.abc import Mapping

from sqlalchemy import Engine, insert, select, update

from harness.campaign.store.database import reading, writing
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.tables import devices
from harness.files.names import shown


def note_devices(engine: Engine, found: Mapping[str, str]) -> None:
    """Keep a row for each device: its name and its classes."""
    with writing(engine) as connection:
        known = set(connection.execute(select(devices.c.name)).scalars())
        for name, classes in sorted(found.items()):
            if name in known:
                connection.execute(update(devices).where(devices.c.name == name).values(device_class=classes))
            else:
                connection.execute(insert(devices).values(name=name, device_class=classes))


def ill(engine: Engine) -> dict[str, str]:
    """Return the devices in quarantine, each with its reason."""
    with reading(engine) as connection:
        rows = connection.execute(select(devices.c.name, devices.c.quarantined).where(devices.c.quarantined != ""))
        return {row.name: row.quarantined for row in rows}


def is_ill(engine: Engine, name: str) -> bool:
    """Whether a device is in quarantine."""
    with reading(engine) as connection:
        said = connection.execute(select(devices.c.quarantined).where(devices.c.name == name)).scalar()
    return bool(said)


def release(engine: Engine, name: str) -> None:
    """Let a device out of quarantine: somebody has looked at it. Raises ``CampaignError`` for a name that is none."""
    with writing(engine) as connection:
        well = update(devices).where(devices.c.name == name).values(quarantined="", in_a_row=0, last_app=0)
        if not connection.execute(well).rowcount:
            raise CampaignError(f"The campaign knows no device {shown(name)}.")
