"""Apps by the hundred and their truth: ``python benchmarks/campaign/six_hundred.py DIRECTORY [--apps N] [--branch B]``.

Makes the apps (``mimics``), takes them into a campaign in ``DIRECTORY``, runs it on sandbox devices to the end, and
holds what the database has of each run against what the app does, row by row. What is there already is taken up: run it
again after an interruption, or with more apps. With ``--again`` what was not exact is run once more, first: on a
machine that is too busy apps give up before they are answered. Prints one JSON line, in which ``run_anew`` counts
those; ends with 1 unless every run is there and exact.
"""

import argparse
import json
import os
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import Table, delete, func, select, update

from benchmarks.campaign.mimics.make import make
from benchmarks.campaign.mimics.truth import Row, Truth
from benchmarks.campaign.mimics.variants import Variant, variant
from harness.campaign.engine.cluster import slots
from harness.campaign.engine.run import run
from harness.campaign.planner.listed import listed
from harness.campaign.planner.plan import add
from harness.campaign.store.claims import states
from harness.campaign.store.database import FILE, reading, writing
from harness.campaign.store.home import Campaign, create, open_campaign
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import apps, attempts, builds, collected, disclosures, findings, jobs, results
from harness.jobs.told import Told

FINDING = ("rule", "verdict", "category", "actor", "recipient", "phase")
SENT = ("category", "actor", "host", "phase", "consent", "form")
READ = ("category", "actor", "phase", "consent")


class Terminal(Told):
    """Says how far it is, a line each."""

    def progress(self, text: str) -> None:
        """See :class:`Told`."""
        print(text, file=sys.stderr, flush=True)

    def warn(self, text: str) -> None:
        """See :class:`Told`."""
        print(f"warning: {text}", file=sys.stderr, flush=True)


def made(folder: Path, count: int) -> list[Variant]:
    """Make the apps that are not there; return all."""
    folder.mkdir(parents=True, exist_ok=True)
    found = [variant(number) for number in range(1, count + 1)]
    for each in found:
        if not (folder / f"{each.package}.apk").is_file():
            make(each, folder)
    return found


def differences(campaign: Campaign, variants: list[Variant]) -> dict[str, list[str]]:
    """Return, for each run that is not exact, what is missing and what is too much."""
    by_package = {each.package: each for each in variants}
    found: dict[str, list[str]] = {}
    with reading(campaign.engine) as connection:
        of = (
            select(results.c.id, apps.c.package, jobs.c.branch)
            .join_from(results, jobs)
            .join(builds, builds.c.id == jobs.c.build_id)
            .join(apps, apps.c.id == builds.c.app_id)
        )
        for result, package, branch in connection.execute(of).all():
            if package not in by_package:
                continue

            def rows(table: Table, names: tuple[str, ...], result: int = result) -> list[Row]:
                return [
                    tuple(row)
                    for row in connection.execute(
                        select(*(table.c[name] for name in names)).where(table.c.result_id == result)
                    )
                ]

            truth = Truth(by_package[package], branch)
            wrong = [
                *_unlike("finding", truth.findings, Counter(rows(findings, FINDING))),
                *_unlike("sent", truth.disclosures, Counter(rows(disclosures, SENT))),
                *_unlike("read", Counter(truth.collected), Counter(set(rows(collected, READ)))),
            ]
            if wrong:
                found[f"{package} {branch}"] = wrong
    return found


def plan_again(campaign: Campaign, variants: list[Variant]) -> int:
    """Take back the results that are not exact; return how many. Their attempts stay, and are counted."""
    taken = 0
    for name in differences(campaign, variants):
        package, branch = name.split()
        with writing(campaign.engine) as connection:
            of = (
                select(results.c.id, results.c.job_id)
                .join_from(results, jobs)
                .join(builds, builds.c.id == jobs.c.build_id)
                .join(apps, apps.c.id == builds.c.app_id)
                .where(apps.c.package == package, jobs.c.branch == branch)
            )
            for result, job in connection.execute(of).all():
                for table in (findings, disclosures, collected):
                    connection.execute(delete(table).where(table.c.result_id == result))
                connection.execute(delete(results).where(results.c.id == result))
                connection.execute(update(jobs).where(jobs.c.id == job).values(state="planned"))
                taken += 1
    return taken


def _run_anew(campaign: Campaign) -> int:
    """Return how many runs came to their end that no result is of any more."""
    with reading(campaign.engine) as connection:
        ended = connection.execute(select(func.count()).where(attempts.c.outcome == "done")).scalar_one()
        return int(ended - connection.execute(select(func.count(results.c.id))).scalar_one())


def _unlike(what: str, wanted: Counter[Row], got: Counter[Row]) -> list[str]:
    return [
        *(f"{what} missing: {' '.join(row)}" for row in sorted((wanted - got).elements())),
        *(f"{what} too much: {' '.join(row)}" for row in sorted((got - wanted).elements())),
    ]


def main() -> None:
    """Make, run, compare, print."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("directory", type=Path)
    words.add_argument("--apps", type=int, default=600)
    words.add_argument("--branch", action="append", choices=("accept", "refuse"))
    words.add_argument("--devices", type=int, default=4)
    words.add_argument("--compare-only", action="store_true", help="run nothing, compare what is there")
    words.add_argument("--again", action="store_true", help="run once more what was not exact")
    said = words.parse_args()
    told, home, begun = Terminal(), said.directory, time.monotonic()
    variants = made(home / "files", said.apps)
    making = time.monotonic() - begun
    # The apps are made of our own harmless one: they may run where nothing confines them.
    settings = Settings(branches=tuple(said.branch or ("accept",)), unconfined=True)
    campaign = open_campaign(home) if (home / FILE).is_file() else create(home, "six hundred", settings)
    if not said.compare_only:
        add(campaign, listed(home / "files"), told)
        if said.again:
            told.progress(f"{plan_again(campaign, variants)} runs that were not exact are run anew")
        begun, used = time.monotonic(), _cpu()
        done = run(
            campaign, told, devices=slots([f"sandbox*{said.devices}"]),
            heard=lambda became: told.progress(f"{dict(became)} {states(campaign.engine)}"),
        )  # fmt: skip
        ran = max(1, sum(done.became.values()))
        told.progress(f"{(time.monotonic() - begun) / ran:.1f} s and {(_cpu() - used) / ran:.1f} s of processor a run")
    wrong, now = differences(campaign, variants), states(campaign.engine)
    for name, rows in wrong.items():
        print(name, *rows, sep="\n  ", file=sys.stderr)
    print(json.dumps({
        "benchmark": "campaign_six_hundred", "apps": said.apps, "devices": said.devices, "states": now,
        "making_s": round(making, 1), "wrong": len(wrong), "run_anew": _run_anew(campaign),
        "cores": os.cpu_count(), "load": os.getloadavg()[0],
    }))  # fmt: skip
    sys.exit(1 if wrong or now["done"] != sum(now.values()) else 0)


def _cpu() -> float:
    """Return the seconds of processor that this program and those it waited for have used."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
