"""A job: one app through one branch on one device, to its sealed bundle, its assessment and its findings."""

import re
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from harness.campaign.engine.patience import patiently
from harness.campaign.store.claims import Claim
from harness.campaign.store.errors import NotStored
from harness.campaign.store.home import Campaign
from harness.campaign.store.results import Outcome
from harness.capture.scenario import Scenario, load_scenario
from harness.catalog.app_types import app_type
from harness.catalog.points import Point, load_points
from harness.errors import HarnessError
from harness.evidence.room import new_room
from harness.evidence.seal import sha256_file, verified
from harness.evidence.signature import load_private
from harness.jobs.run import Plan, run_app
from harness.jobs.told import Silent
from harness.persona.generate import generate

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class RunIncomplete(HarnessError):
    """A run did not come to its end. The message says why."""


def run(campaign: Campaign, held: Claim, device: str) -> Outcome:
    """Run a claimed job. Raises whatever a run and an analysis raise, and where the run is not whole."""
    settings = campaign.settings
    apk = campaign.here(f"apks/{held.file}")
    if not apk.is_file() or sha256_file(apk) != held.sha256:
        raise NotStored(f"The file of {held.package} is not in the campaign's directory as it was taken in.")
    parent = campaign.bundles / (_UNSAFE.sub("_", held.package)[:80].strip(".") or "app")
    plan = Plan(
        device=device,
        scenario=_scenario(settings.scenario),
        persona=None,
        points=_points(),
        network=settings.network,
        out=parent,
        lang=settings.lang,
        app_type=app_type(held.app_type) if held.app_type else None,
        budget_s=settings.budget,
        unconfined=settings.unconfined,
        key=_key(settings.sign) if settings.sign else None,
        rules=list(settings.rules),
    )
    # A claim's own place: who was taken for lost may still be writing to its.
    with new_room(parent, f"{held.job}-{held.branch}-{held.token}-{held.started}") as out:
        ran = run_app(plan, apk, held.branch, generate(), out, Silent())
        if ran.result.outcome != "complete":
            raise RunIncomplete(f"the run is {ran.result.outcome}: {ran.result.reason or 'no reason is known'}")
        # Before the result is accepted: what the database names is there.
        made = [str(path.relative_to(campaign.home)) for path in (out, *out.parent.glob(f"{out.name}.*"))]
        patiently(lambda: campaign.store(*made))
        return Outcome(
            outcome=ran.result.outcome,
            bundle=str(out.relative_to(campaign.home)),
            manifest=verified(ran.finished.bundle).manifest,
            found=ran.finished.assessment,
            not_restored=ran.result.not_restored or "",
        )


@cache
def _scenario(name: str) -> Scenario:
    return load_scenario(name)


@cache
def _points() -> list[Point]:
    return load_points()


@cache
def _key(path: str) -> Ed25519PrivateKey:
    return load_private(Path(path))
