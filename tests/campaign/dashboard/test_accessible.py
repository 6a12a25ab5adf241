"""The dashboard and the bulletin in a browser: what axe-core finds, in both languages, by day and by night, on a desk
and on a phone. Nothing is wider than the screen."""

from __future__ import annotations

import html as markup
import json
import re
import subprocess
from importlib import resources
from pathlib import Path

import pytest

from harness.campaign.bulletin.page import bulletin
from harness.campaign.dashboard.pages import Acts, dashboard
from harness.campaign.store.home import Campaign
from tests.campaign.dashboard.asking import HOST, TOKEN, ask
from tests.campaign.dashboard.test_pages import PATHS, filled
from tests.report.test_accessible import axe
from tests.report.test_html import CHROMIUM

RUN = """
(async function () {
  const found = [];
  for (const [name, text] of PAGES) {
    const page = new DOMParser().parseFromString(text, 'text/html');
    document.documentElement.lang = page.documentElement.lang;
    document.head.replaceChildren(...page.head.childNodes);
    document.body.replaceChildren(...page.body.childNodes);
    const kinds = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const said = await axe.run(document, {runOnly: kinds});
    for (const one of said.violations) {
      found.push([name, one.id, one.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + n.failureSummary)]);
    }
    if (document.documentElement.scrollWidth > window.innerWidth) {
      found.push([name, 'wide', document.documentElement.scrollWidth]);
    }
  }
  document.title = 'axe ' + JSON.stringify(found);
})();
"""


def pages(campaign: Campaign, lang: str, *, dark: bool) -> list[tuple[str, str]]:
    """Every page, with its style inside."""
    acts = Acts(complain=lambda *_: None, issue=lambda _: None, move=lambda *_: None)
    app = dashboard(filled(campaign), acts, TOKEN, [HOST])
    css = resources.files("harness.campaign.dashboard").joinpath("static/style.css").read_text("utf-8")
    found = [(path, ask(app, f"{path}?lang={lang}").text) for path in (*PATHS, "/apps/2", "/apps/99")]
    found = [(path, re.sub(r"<(link|script)[^>]*>(</script>)?", "", text)) for path, text in found]
    found = [(path, text.replace("</head>", f"<style>{css}</style></head>")) for path, text in found]
    found.append(("bulletin", bulletin(campaign, lang)))
    return [(path, text.replace("(prefers-color-scheme: dark)", "(min-width: 1px)" if dark else "(width: 1px)"))
            for path, text in found]  # fmt: skip


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
@pytest.mark.parametrize(("lang", "dark", "width"), [("en", False, 1280), ("zh", True, 1280), ("zh", False, 390)])
def test_axe_finds_nothing(campaign: Campaign, tmp_path: Path, lang: str, dark: bool, width: int) -> None:
    file = axe()
    if file is None:
        pytest.skip("no axe-core: npm install -g axe-core, or AXE_CORE=.../axe.min.js")
    script = file.read_text("utf-8").replace("</script", "<\\/script")
    texts = json.dumps(pages(campaign, lang, dark=dark)).replace("</", "<\\/")
    (tmp_path / "page.html").write_text(
        f"<!doctype html><title>x</title><script>{script}</script><body><script>const PAGES = {texts};{RUN}</script>"
    )
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --dump-dom"
    flags += f" --disable-component-update --disable-sync --window-size={width},900 --virtual-time-budget=60000"
    command = [CHROMIUM, *flags.split(), f"--user-data-dir={tmp_path / 'profile'}", (tmp_path / "page.html").as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False).stdout
    said = re.search("<title>axe (.*?)</title>", dom, re.S)
    assert said is not None, dom[:400]
    found = json.loads(markup.unescape(said[1]))
    assert found == [], json.dumps(found, indent=1, ensure_ascii=False)
