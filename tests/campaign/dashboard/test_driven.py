"""The dashboard as who works with it has it: the command, Chromium, a keyboard.

Driven by Playwright with the machine's own Chromium (the package brings none). axe-core looks at each page as it is
served, in both languages, by day and by night, on a desk and on a phone.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from harness.campaign.bulletin.page import bulletin
from harness.campaign.store.home import Campaign, create
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import listings
from tests.campaign import kit
from tests.campaign.dashboard.test_pages import PATHS, filled
from tests.campaign.orders.test_dossier import assessed
from tests.report.test_accessible import axe
from tests.report.test_html import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium")]
KINDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """
async (kinds) => {
  const said = await axe.run(document, {runOnly: kinds});
  const found = said.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160))]);
  const [has, width] = [document.documentElement.scrollWidth, window.innerWidth];
  if (said.passes.length < 10) found.push(["axe saw nothing", said.passes.length]);
  return has > width ? [...found, ["wider than the screen", has]] : found;
}
"""


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    """What an enemy would have in it, and an app whose bundle is there: it can be ordered to rectify."""
    made = filled(create(tmp_path_factory.mktemp("driven"), "Spring", Settings()))
    assessed(made, "com.shop")
    with made.engine.begin() as connection:
        connection.execute(insert(listings).values(build_id=3, store="应用" + "very" * 30, sha256="0"))
    yield made
    made.engine.dispose()


@contextlib.contextmanager
def serving(campaign: Campaign) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command that serves it, and the address that it said."""
    command = [sys.executable, "-m", "harness", "campaign", "dashboard", "--in", str(campaign.home)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "NO_COLOR": "1"}) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", said)
            assert found, said
            yield process, found[0]
        finally:
            process.kill()


@pytest.fixture(scope="module")
def address(campaign: Campaign) -> Iterator[str]:
    with serving(campaign) as (_, said):
        yield said


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


def opened(browser: Any, address: str, **how: Any) -> tuple[Any, list[str]]:
    """A page of its own cookies, and what its console complains of."""
    page = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **how}).new_page()
    page.set_default_timeout(60_000)
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    return page, wrong


def at(page: Any) -> str:
    """What has the keyboard."""
    said: str = page.evaluate(
        "(({tagName, name, id}) => `${tagName} ${name || id || ''}`.trim())(document.activeElement)"
    )
    return said


def keys(page: Any, *pressed: str) -> None:
    for key in pressed:
        if key.startswith("="):
            page.keyboard.type(key[1:])
        else:
            page.keyboard.press(key)


def test_complaint_order_and_its_state_by_keyboard_alone(browser: Any, address: str, campaign: Campaign) -> None:
    page, wrong = opened(browser, address, locale="en-GB")
    assert page.inner_text("h1") == "Campaign" and "token" not in page.url
    # Past the menu, then a complaint: its fields one after the other, Enter on the button.
    page.goto(page.url + "complaints?lang=en")
    keys(page, "Tab")
    assert page.inner_text(":focus") == "Skip to the content" and page.locator(":focus").bounding_box()["y"] >= 0
    keys(page, "Enter")
    assert at(page) == "MAIN main"
    keys(page, "Tab", "=com.shop", "Tab", "=华为", "Tab", "=<i>It read</i> 通讯录", "Tab")
    with page.expect_navigation():
        keys(page, "Enter")
    assert page.inner_text("[role=status]") == "Thank you. It has been written down."
    assert "<i>It read</i> 通讯录" in page.inner_text("tbody")
    # The app has become urgent; the search is sent with Enter in its field.
    page.click("nav >> text=Apps")
    page.focus("input[name=q]")
    keys(page, "=shop")
    with page.expect_navigation():
        keys(page, "Enter")
    assert page.locator("tbody td.n").all_inner_texts() == ["1000"]
    page.focus("tbody a")
    with page.expect_navigation():
        keys(page, "Enter")
    # The order, with its dossier; then what became of it.
    page.focus("form button")
    with page.expect_navigation():
        keys(page, "Enter")
    assert page.inner_text("main h2 >> nth=0") == "Order 2: ordered"
    assert len(list(campaign.home.glob("dossiers/*/dossier.json"))) == 1
    page.click("nav >> text=Orders")
    page.focus("[action='/orders/2'] select")
    keys(page, "r", "Tab", "=they wrote 信", "Tab")
    with page.expect_navigation():
        keys(page, "Enter")
    assert "rectified, it is said" in page.inner_text("tbody")
    # What is not possible (closed, and nobody says why) is a sentence, and changes nothing; with a mouse for once.
    assert wrong == []
    for to in ("rechecked", "closed"):
        page.select_option("[action='/orders/2'] select", to)
        with page.expect_navigation():
            page.click("[action='/orders/2'] button")
    assert page.locator("[role=alert]").count() == 1 and "note" in page.inner_text("[role=alert]")
    page.goto(page.url.rpartition("/orders")[0] + "/apps/3")
    assert page.inner_text("main h2 >> nth=0") == "Order 2: looked at again"
    assert "they wrote 信" in page.inner_text("main")


@pytest.mark.parametrize(
    ("lang", "scheme", "width"), [("en", "light", 1280), ("zh", "dark", 1280), ("zh", "light", 390)]
)
def test_axe_finds_nothing(
    browser: Any, address: str, campaign: Campaign, tmp_path: Path, lang: str, scheme: str, width: int
) -> None:
    file = axe()
    if file is None:
        pytest.skip("no axe-core: pip install axe-playwright-python, or AXE_CORE=.../axe.min.js")
    page, wrong = opened(browser, address, color_scheme=scheme, viewport={"width": width, "height": 900})
    (tmp_path / "bulletin.html").write_text(bulletin(campaign, lang), "utf-8")
    script, base, found = file.read_text("utf-8"), page.url.rstrip("/"), []
    addresses = [f"{base}{path}?lang={lang}" for path in (*PATHS, "/apps/3", "/apps/99")]
    for at in (*addresses, (tmp_path / "bulletin.html").as_uri()):
        page.goto(at)
        assert page.get_attribute("html", "lang") == {"zh": "zh-CN"}.get(lang, lang)
        page.evaluate(script)
        found += [(at, *each) for each in page.evaluate(AXE, KINDS)]
        if shots := os.environ.get("HARNESS_SHOTS"):
            name = f"{lang}-{scheme}-{width}-" + "-".join(re.findall(r"[a-z0-9]+", at.partition("?")[0].split(":")[-1]))
            page.screenshot(path=f"{shots}/{name[:60]}.png", full_page=True)
    assert found == [], json.dumps(found, indent=1, ensure_ascii=False)
    assert [said for said in wrong if "400" not in said] == []


def test_numbers_change_by_themselves_and_a_lost_server_is_told(browser: Any, campaign: Campaign) -> None:
    from playwright.sync_api import expect

    with serving(campaign) as (process, address):
        page, _ = opened(browser, address)
        page.goto(page.url + "?lang=en")
        status, meter = page.locator("[data-lost]"), page.locator('[data-meter="funnel.violating"]')
        expect(page.locator('[data-live="jobs.planned"]')).to_have_text("0")
        kit.app_with_jobs(campaign.engine, 3, "com.new")
        expect(page.locator('[data-live="jobs.planned"]')).to_have_text("3", timeout=60_000)
        expect(page.locator('[data-live="funnel.taken"]')).to_have_text("4")
        assert (meter.evaluate("m => [m.value, m.max]"), status.inner_text()) == (
            [3, 4],
            "live: the numbers change by themselves",
        )
        process.kill()
        expect(status).to_have_text(re.compile("not live: the dashboard does not answer"), timeout=60_000)
        assert page.locator(".lost").count() == 1
