"""Devices are kept with their health."""

import pytest
from sqlalchemy import Engine, update

from harness.campaign.store.errors import CampaignError
from harness.campaign.store.slots import ill, is_ill, note_devices, release
from harness.campaign.store.tables import devices
from tests.campaign import kit


def test_a_device_keeps_its_record_when_it_comes_again(engine: Engine) -> None:
    note_devices(engine, {"a": "device"})
    with engine.begin() as connection:
        connection.execute(update(devices).values(runs=7))
    note_devices(engine, {"a": "android13,device", "b": "device"})
    said = [(row.name, row.device_class, row.runs) for row in kit.rows(engine, devices)]
    assert said == [("a", "android13,device", 7), ("b", "device", 0)]


def test_quarantine_lasts_until_somebody_looks(engine: Engine) -> None:
    note_devices(engine, {"a": "device"})
    assert not is_ill(engine, "a") and not is_ill(engine, "unknown")
    with engine.begin() as connection:
        connection.execute(update(devices).values(quarantined="no answer", in_a_row=3))
    assert ill(engine) == {"a": "no answer"} and is_ill(engine, "a")
    release(engine, "a")
    assert ill(engine) == {}
    with pytest.raises(CampaignError, match="knows no device"):
        release(engine, "b")
