"""The pages show what the database holds, whatever it holds, in both languages."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import insert, update

from harness.campaign.dashboard.guard import Guard
from harness.campaign.dashboard.pages import Acts, dashboard
from harness.campaign.store.claims import claim
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.campaign.store.results import finish
from harness.campaign.store.tables import apps, builds, complaints, listings, order_events, orders, rechecks, results
from tests.campaign import kit
from tests.campaign.conftest import BOTH
from tests.campaign.dashboard.asking import HOST, TOKEN, ask
from tests.table import every

EVIL = "<script>alert(1)</script>\u202e\x1b"
PATHS = ("/", "/apps", "/apps/1", "/league", "/orders", "/complaints", "/devices")


def filled(campaign: Campaign) -> Campaign:
    name = kit.device(campaign.engine)
    for package in ("com.night.lamp", "com.paper.book"):
        (job,) = kit.app_with_jobs(campaign.engine, 1, package)
        held = claim(campaign.engine, job, name, campaign.settings)
        sent = [kit.disclosure(), kit.disclosure("oaid", EVIL, "after")]
        assert held and finish(campaign.engine, held, kit.outcome(disclosures=sent))
    with campaign.engine.begin() as connection:
        connection.execute(update(apps).where(apps.c.id == 1).values(label=EVIL, priority=2000))
        connection.execute(insert(listings).values(build_id=1, store=EVIL, sha256="0"))
        connection.execute(insert(complaints).values(digest="1", package=EVIL, text=EVIL, app_id=1, received=1))
        connection.execute(insert(orders).values(id=1, app_id=1, result_id=1, state="rechecked", dossier=EVIL,
                                                 deadline="2026-12-24"))  # fmt: skip
        connection.execute(insert(order_events).values(order_id=1, state="ordered", time=1, note=EVIL))
        connection.execute(insert(rechecks).values(order_id=1, became="fixed", rule=EVIL, zh=EVIL, en=EVIL))
    return campaign


class Heard:
    def __init__(self) -> None:
        self.said: list[tuple[Any, ...]] = []

    def acts(self) -> Acts:
        return Acts(
            complain=lambda *what: self.said.append(("complain", *what)),
            issue=lambda app: self.said.append(("issue", app)),
            move=self._move,
        )

    def _move(self, *what: Any) -> None:
        if what[1] == "closed":
            raise CampaignError("Not everything of order 1 is fixed <b>.")
        self.said.append(("move", *what))


def served(campaign: Campaign, heard: Heard | None = None) -> Guard:
    return dashboard(campaign, (heard or Heard()).acts(), TOKEN, [HOST])


class Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_every_page_is_whole_and_runs_nothing_of_an_app(campaign: Campaign) -> None:
    app = served(filled(campaign))
    every(itertools.product(PATHS, ("en", "zh")), lambda case: check_page(app, *case))


def check_page(app: Any, path: str, lang: str) -> None:
    said = ask(app, f"{path}?lang={lang}")
    assert said.status == 200
    outline = Outline()
    outline.feed(said.text)
    scripts = [attrs for tag, attrs in outline.tags if tag == "script"]
    assert scripts == ([{"src": "/static/live.js", "defer": None}] if path == "/" else [])
    assert not any(name.startswith("on") or name == "style" for _, attrs in outline.tags for name in attrs)
    assert "\x1b" not in said.text and "\u202e" not in said.text
    assert [tag for tag, _ in outline.tags].count("h1") == 1
    assert outline.tags[0] == ("html", {"lang": "zh-CN" if lang == "zh" else "en"})
    links = [str(attrs[name]) for _, attrs in outline.tags for name in ("href", "src", "action") if name in attrs]
    links.remove("#main")  # past the menu
    assert all(link.startswith("/") and not link.startswith("//") for link in links), "nothing from anywhere else"
    fields = [attrs for tag, attrs in outline.tags if tag in ("input", "select", "textarea")]
    assert said.text.count("<label>") == len(fields), "each field has its name"


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_pages_show_what_is_there(campaign: Campaign) -> None:
    app = served(filled(campaign))
    assert "&lt;script&gt;" in ask(app, "/apps/1?lang=en").text
    assert "com.night.lamp" in ask(app, "/apps?verdict=VIOLATION").text
    assert "com.night.lamp" not in ask(app, "/apps?verdict=PASS").text
    found = ask(app, "/apps?q=paper").text
    assert "com.paper.book" in found and "com.night.lamp" not in found
    assert ask(app, "/apps?q=%25&after=x.y").status == 200
    assert re.search(r"Push \(Push Ltd\).*?<td class=\"n\">2</td>", ask(app, "/league?lang=en").text, re.S)
    assert "2026-12-24" in ask(app, "/orders").text
    assert "sandbox-1" in ask(app, "/devices").text


def test_pages_of_an_empty_campaign(campaign: Campaign) -> None:
    app = served(campaign)
    for path in PATHS:
        assert ask(app, path).status == (400 if path == "/apps/1" else 200)


def test_the_next_page_begins_where_this_one_ends(campaign: Campaign) -> None:
    with campaign.engine.begin() as connection:
        connection.execute(insert(apps), [{"package": f"com.a{n}", "priority": n // 10} for n in range(95)])
    app, path, seen = served(campaign), "/apps", list[str]()
    while path:
        page = ask(app, path).text
        seen += re.findall(r"com\.a\d+(?=</span>)", page)
        more = re.search(r'<p><a href="(/apps\?[^"]*after=[^"]*)"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) == 95
    assert seen[0] == "com.a94"


def test_forms_do_what_they_say_and_errors_are_one_sentence(campaign: Campaign) -> None:
    heard = Heard()
    app = served(filled(campaign), heard)
    assert ask(app, "/complaints", {"app": "x", "store": "y", "text": "z"}).status == 303
    assert ask(app, "/apps/2/order", {}).headers["location"] == "/apps/2"
    assert ask(app, "/orders/1", {"to": "published", "note": "n"}).status == 303
    assert heard.said == [("complain", "x", "y", "z"), ("issue", 2), ("move", 1, "published", "n")]
    said = ask(app, "/orders/1", {"to": "closed"})
    assert said.status == 400 and "is fixed &lt;b&gt;." in said.text
    assert ask(app, "/complaints", {"app": "x" * 70_000}).status == 400
    assert ask(app, "/apps/2/order").status == 405, "what changes something is no link"


def test_a_report_is_shown_as_a_picture_of_itself(campaign: Campaign) -> None:
    app = served(filled(campaign))
    assert ask(app, "/reports/1").status == 400
    campaign.bundles.mkdir()
    (campaign.bundles / "1.report.html").write_text("<p>the report")
    said = ask(app, "/reports/1")
    assert said.text == "<p>the report" and said.headers["content-security-policy"].startswith("sandbox;")
    with campaign.engine.begin() as connection:
        connection.execute(update(results).values(bundle="bundles/../../1"))
    (campaign.home.parent / "1.report.html").write_text("secret")
    assert ask(app, "/reports/1").status == 400


def test_an_order_can_be_issued_where_there_is_none(campaign: Campaign) -> None:
    app = served(filled(campaign))
    assert '/apps/2/order"' in ask(app, "/apps/2").text
    assert '/apps/1/order"' not in ask(app, "/apps/1").text
    with campaign.engine.begin() as connection:
        connection.execute(update(builds).values(version_name=EVIL))
    assert ask(app, "/apps/2").status == 200
