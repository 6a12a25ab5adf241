"""What devices are named, and what is missing is told before anything waits for it."""

from types import SimpleNamespace
from typing import Any

import pytest
from distributed.comm.core import CommClosedError

from harness.campaign.engine import cluster
from harness.campaign.engine.cluster import EngineError, Slot, missing, needs, slots
from harness.campaign.store.errors import CampaignError


def test_devices_are_named_and_counted() -> None:
    assert slots(["sandbox*2", "emulator-5554=android13,x86"]) == [
        Slot("sandbox-1", "sandbox"),
        Slot("sandbox-2", "sandbox"),
        Slot("emulator-5554", "emulator-5554", ("android13", "x86")),
    ]
    assert slots(["192.0.2.1:5555"]) == [Slot("192.0.2.1:5555", "192.0.2.1:5555")]


@pytest.mark.parametrize("said", [["sandbox*0"], ["phone*2"], ["a", "a"], [""], ["a=b=c"], ["sandbox*99999"]])
def test_what_cannot_be_is_one_sentence(said: list[str]) -> None:
    with pytest.raises(CampaignError):
        slots(said)


def test_what_no_worker_offers_is_named() -> None:
    found = {"a": ("tcp://1", {"device": 1.0}), "b": ("tcp://2", {"device": 1.0, "android13": 1.0})}
    assert missing(found, {"any": 3, "android13": 1}) == ""
    assert "2 jobs need one of class harmony" in missing(found, {"any": 3, "harmony": 2})
    assert "No worker has a device" in missing({}, {"any": 1})
    assert missing({}, {}) == ""
    assert needs("any") == {"device": 1} and needs("x") == {"device": 1, "x": 1}


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.2)
    with pytest.raises(EngineError, match="no dask scheduler"), cluster.remote("tcp://127.0.0.1:1"):
        pass


def test_a_scheduler_that_does_not_answer_is_not_one_without_workers() -> None:
    client: Any = SimpleNamespace(scheduler_info=lambda n_workers: {})
    with pytest.raises(CommClosedError):
        cluster.workers(client)
