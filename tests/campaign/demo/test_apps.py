"""The demonstration's apps are apps, each its own, and the mended one is the same app."""

from pathlib import Path

from harness.app.apk import read_apk
from harness.campaign.demo.apps import VARIANTS, make, mended
from harness.campaign.planner.listed import listed
from harness.campaign.planner.plan import add
from harness.campaign.store.home import Campaign
from harness.campaign.store.tables import apps
from harness.jobs.told import Silent
from tests.campaign import kit


def test_twelve_apps_of_three_stores_one_of_them_in_two(campaign: Campaign, tmp_path: Path) -> None:
    listing, signers = make(tmp_path / "apps")
    done = add(campaign, listed(listing), Silent())
    assert (done.apps, done.same, done.problems) == (12, 1, [])
    assert len({row.signer for row in kit.rows(campaign.engine, apps)}) == len(VARIANTS) == 12
    package = VARIANTS[0].package
    new = read_apk(mended(tmp_path / "apps", package, signers[package]))
    assert (new.package, new.version_name, new.signer_sha256) == (package, "2.0", [signers[package].sha256])
