"""kill -9 of everything that takes part, one after the other: nothing is lost, and nothing is accepted twice."""

import random
import time
from pathlib import Path

import pytest

from harness.campaign.store.home import create
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import attempts
from tests.campaign import kit
from tests.campaign.engine.fleet import KINDS, fleet, left, wrong

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_nothing_is_lost_and_nothing_is_accepted_twice(tmp_path: Path) -> None:
    campaign = create(tmp_path, "killed", Settings(failures=50, most_claims=100, ill=50))
    kit.app_with_jobs(campaign.engine, 24)
    dice, waiting = random.Random(7), list(KINDS)
    end = time.monotonic() + 800
    with fleet(campaign, seconds=0.3) as these:
        while left(campaign):
            assert time.monotonic() < end, f"{left(campaign)} jobs are left, {waiting} were not killed"
            these.keep_up()
            these.drive()
            # Something was done since the last kill: what is killed is in the middle of things.
            if waiting and left(campaign) < 24 - 2 * (len(KINDS) - len(waiting)) and these.kill(waiting[0], dice):
                waiting.pop(0)
            time.sleep(0.05)
    assert not waiting
    assert wrong(campaign) == []
    assert {row.outcome for row in kit.rows(campaign.engine, attempts)} > {"done"}, "nothing was hit in mid-job"
