"""One drives, and who dies lets go."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from harness.campaign.engine import alone as module
from harness.campaign.engine.alone import alone
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from tests.campaign.conftest import BOTH

HOLD = """
import sys, time
from pathlib import Path
from harness.campaign.engine.alone import alone
from harness.campaign.store.home import open_campaign
with alone(open_campaign(Path(sys.argv[1]), sys.argv[2])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_a_second_one_is_told_and_a_killed_one_lets_go(campaign: Campaign, url: str) -> None:
    with alone(campaign), pytest.raises(CampaignError, match="another program"), alone(campaign):
        pass
    words = [sys.executable, "-c", HOLD, str(campaign.home), url]
    other = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(Path.cwd())})
    try:
        assert other.stdout and other.stdout.readline() == "held\n"
        with pytest.raises(CampaignError, match="another program"), alone(campaign):
            pass
    finally:
        other.kill()
        other.wait()
    for _ in range(100):
        try:
            with alone(campaign):
                return
        except CampaignError:  # a server notices within moments
            time.sleep(0.05)
    pytest.fail("the lock outlives who held it")


@pytest.mark.parametrize("url", BOTH[1:], indirect=True)
@pytest.mark.parametrize("taken", [False, True])
def test_a_server_that_forgot_is_asked_again(campaign: Campaign, monkeypatch: pytest.MonkeyPatch, taken: bool) -> None:
    monkeypatch.setattr(module, "_NOTICED_SECONDS", 0)
    holders = text("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = "
                   "(SELECT oid FROM pg_database WHERE datname = current_database())")  # fmt: skip
    with campaign.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        with alone(campaign) as still:
            still()
            (mine,) = other.execute(holders).scalars()
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
            until = time.monotonic() + 60
            while other.execute(holders).first() is not None:
                assert time.monotonic() < until
            if taken:
                other.execute(text("SELECT pg_advisory_lock(:number)"), {"number": module._NUMBER})
                with pytest.raises(CampaignError, match="another program"):
                    still()
                other.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": module._NUMBER})
            still()
            assert list(other.execute(holders).scalars()) != [mine]
        assert other.execute(holders).first() is None


def test_a_file_is_not_forgotten(campaign: Campaign) -> None:
    with alone(campaign) as still:
        still()
