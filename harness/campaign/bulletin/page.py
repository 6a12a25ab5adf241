"""The public bulletin: how many apps, what they took, which are named, how to protect oneself. One file, no script."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import select

from harness import __version__
from harness.campaign.store.database import reading
from harness.campaign.store.home import Campaign
from harness.campaign.store.statistics import statistics
from harness.campaign.store.tables import apps, builds, orders, results, tallies
from harness.campaign.texts import texts
from harness.catalog.categories import categories
from harness.report.html import policy
from harness.report.safe import one_line

TIPS = ("agree", "permissions", "store", "remove", "report")


def bulletin(campaign: Campaign, lang: str) -> str:
    """Return the bulletin as one HTML document. Only apps whose order was published are named."""
    words, found = texts(lang), statistics(campaign)
    numbers = {name: found.verdicts.get(name, 0) for name in ("VIOLATION", "SUSPECTED", "UNDETERMINED", "PASS")}
    numbers |= {"ordered": sum(found.orders.values()), "closed": found.orders.get("closed", 0)}
    names = {each.id: each.zh if lang == "zh" else each.en for each in categories().values()}
    with reading(campaign.engine) as connection:
        took = connection.execute(
            select(tallies.c.key, tallies.c.apps, tallies.c.before)
            .where(tallies.c.kind == "category")
            .order_by(tallies.c.apps.desc(), tallies.c.key)
        )
        left: list[dict[str, Any]] = [
            {"name": words.named("plain", row.key) if words.has(f"plain.{row.key}") else names.get(row.key, row.key),
             "apps": row.apps, "before": row.before}
            for row in took
        ]  # fmt: skip
        named = connection.execute(
            select(apps.c.label, apps.c.package, builds.c.version_name)
            .join_from(orders, results, orders.c.result_id == results.c.id)
            .join(builds, builds.c.id == results.c.build_id)
            .join(apps, apps.c.id == orders.c.app_id)
            .where(orders.c.state == "published", orders.c.dossier != "")
            .order_by(apps.c.package)
        )
        published = [
            {"label": one_line(row.label, 80), "package": one_line(row.package, 120),
             "version": one_line(row.version_name, 40)}
            for row in named
        ]  # fmt: skip
    page = _environment().get_template("bulletin.html.j2")
    return page.render(
        t=words, name=campaign.name, assessed=found.assessed, numbers=numbers, left=left, published=published,
        tips=TIPS, version=__version__, **policy(_style()),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("harness.campaign.bulletin"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


@cache
def _style() -> str:
    return str(_environment().loader.get_source(_environment(), "bulletin.css")[0])  # type: ignore[union-attr]
