"""What came of a job goes into the database once: with its evidence's rows, and never of an older claim."""

import json

import msgspec
from sqlalchemy import Engine, func, select

from harness.analysis.model import Assessment
from harness.campaign.store.claims import Claim, is_known
from harness.campaign.store.clock import now_us
from harness.campaign.store.database import reading
from harness.campaign.store.evidence import GRAVITY, verdict_of
from harness.campaign.store.finishing import end
from harness.campaign.store.tables import builds, results


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a run left. ``bundle`` is its path below the campaign's directory, ``found`` its assessment.

    ``not_restored`` says why the device is not as it was before; empty where it is.
    """

    outcome: str
    bundle: str
    manifest: str
    found: Assessment
    not_restored: str = ""


def finish(engine: Engine, held: Claim, outcome: Outcome) -> bool:
    """End a job with what came of it. ``False``: it is not ours any more, and nothing was written."""
    said = [str(row.verdict) for row in outcome.found.findings]
    values = {
        "job": held.job, "held": held.token, "since": held.started, "app": held.app, "build": held.build,
        "device": held.device, "now": now_us(), "ended_as": outcome.outcome, "gravest": verdict_of(outcome.found),
        "kept_in": outcome.bundle, "sealed": outcome.manifest,
        "counted": json.dumps({name: said.count(name) for name in GRAVITY}),
        "ill": f"it is not as it was: {outcome.not_restored}" if outcome.not_restored else "",
    }  # fmt: skip
    return end(engine, values, outcome.found)


def accepted(engine: Engine, held: Claim) -> bool:
    """Whether the result that the database holds of a job is the one of this claim."""
    with reading(engine) as connection:
        its = (results.c.job_id == held.job) & (results.c.token == held.token)
        of = select(results.c.id).where(its, is_known(held.job, held.token, held.started))
        return connection.execute(of).first() is not None


def bundle_of(engine: Engine, result: int) -> str:
    """Return where a result's bundle is, below the campaign's directory."""
    with reading(engine) as connection:
        return str(connection.execute(select(results.c.bundle).where(results.c.id == result)).scalar_one())


def newest_of(engine: Engine, app: int) -> int | None:
    """Return the version of an app that was assessed last."""
    with reading(engine) as connection:
        return connection.execute(
            select(func.max(builds.c.id)).join_from(builds, results).where(builds.c.app_id == app)
        ).scalar()
