"""Rows are counted by a column's values, those that nobody has included."""

import pytest
from sqlalchemy import Engine

from harness.campaign.store.counted import counted
from harness.campaign.store.tables import devices
from tests.campaign import kit
from tests.campaign.conftest import BOTH


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_each_value_is_counted_by_itself(engine: Engine) -> None:
    for name in "abc":
        kit.device(engine, name)
    with engine.connect() as connection:
        assert counted(connection, devices.c.device_class, ("any", "", "other")) == {"any": 3, "": 0, "other": 0}
