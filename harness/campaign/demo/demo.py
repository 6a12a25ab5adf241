"""The demonstration: twelve apps, two sandbox devices, a complaint, two orders, a second look, numbers, bulletins."""

import datetime as dt
from collections import Counter
from pathlib import Path

import msgspec

from harness.app.repackage.sign import Signer
from harness.campaign.bulletin.page import bulletin
from harness.campaign.demo.apps import make, mended
from harness.campaign.engine.cluster import slots
from harness.campaign.engine.run import run
from harness.campaign.intake.complaints import complain
from harness.campaign.orders.dossier import Order, issue, to_order
from harness.campaign.orders.recheck import Second, about, conclude, plan_second
from harness.campaign.planner.listed import listed
from harness.campaign.planner.plan import add, branches, take_in
from harness.campaign.store.claims import states
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.files import keep
from harness.campaign.store.home import Campaign, create
from harness.campaign.store.order_states import move
from harness.campaign.store.settings import Settings
from harness.campaign.store.statistics import press, statistics
from harness.campaign.texts import texts
from harness.files.write import write_whole
from harness.jobs.told import Told

COMPLAINED = "com.night.lamp"
DEVICES = ("sandbox*2",)
ACCEPTED = ("hooks_failed", "not_planted", "rule_open")
"""Doubts that every second look on the sandbox has: what it has no Android for, and phases that the scenario leaves
out. Here they are accepted, and it is written down; with them nothing would be more than *undetermined*."""


class Shown(msgspec.Struct, frozen=True):
    """What the demonstration made: jobs by state, orders, the second look, and files to read."""

    jobs: dict[str, int]
    orders: list[Order]
    second: Second
    files: list[Path]


def demo(home: Path, told: Told, lang: str) -> Shown:
    """Run the demonstration in a new directory. Raises what a campaign raises."""
    # The apps are made of our own harmless ones: they may run where nothing confines them.
    settings = Settings(branches=branches("consent", ("accept",)), lang="zh" if lang == "zh" else "en", unconfined=True)
    campaign = create(home, "演示" if lang == "zh" else "Demonstration", settings)
    told.progress("making twelve apps")
    listing, signers = make(home / "apps")
    add(campaign, listed(listing), told)
    complain(campaign.engine, COMPLAINED, "应用商店甲", "刚打开还没点同意，流量就上去了。")
    run(campaign, told, devices=slots(DEVICES), heard=lambda became: _progress(campaign, told, became))
    orders = [issue(campaign, app, told) for app in to_order(campaign)[:2]]
    if len(orders) < 2:
        raise CampaignError("The demonstration found nothing to order: see harness campaign status.")
    second = _second(campaign, orders[0], home, signers, told)
    files = []
    for each in ("zh", "en"):
        for name, text in (
            ("bulletin.html", bulletin(campaign, each)),
            ("numbers.txt", press(statistics(campaign), each)),
        ):
            files.append(home / f"{each}.{name}")
            write_whole(files[-1], text.encode())
    campaign.engine.dispose()
    return Shown(states(campaign.engine), orders, second, files)


def _second(campaign: Campaign, order: Order, home: Path, signers: dict[str, Signer], told: Told) -> Second:
    """The operator sends a version that is said to be mended; it is looked at as the old one was."""
    package = about(campaign, order.id).package
    day, said = dt.datetime.now(dt.UTC).date().isoformat(), texts(campaign.settings.lang)
    move(campaign.engine, order.id, "rectified", said("demo.mended", day=day))
    build = take_in(campaign, keep(campaign.apks, mended(home / "apps", package, signers[package])))
    job = plan_second(campaign, order.id, build.id)
    run(campaign, told, devices=slots(DEVICES[:1])[:1], only=[job])
    found = conclude(campaign, order.id, job, told, ACCEPTED)
    if found.fixed and not (found.remaining or found.new or found.undetermined):
        move(campaign.engine, order.id, "closed", said("demo.closed", day=day))
    return found


def _progress(campaign: Campaign, told: Told, _became: Counter[str]) -> None:
    left = states(campaign.engine)
    told.progress(f"{left['done']} apps assessed, {left['planned'] + left['running']} to go")
