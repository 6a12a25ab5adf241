"""One drives, and who dies lets go."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

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
