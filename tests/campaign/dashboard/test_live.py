"""The overview's script in a browser: numbers stand where they belong, and it is said when they are old."""

from __future__ import annotations

import html as markup
import json
import re
import subprocess
from importlib import resources
from pathlib import Path

import pytest

from harness.campaign.dashboard.pages import Acts, dashboard
from harness.campaign.store.home import Campaign
from tests.campaign.dashboard.asking import HOST, TOKEN, ask
from tests.report.test_html import CHROMIUM

NOW = {
    "jobs": {"planned": 1, "running": 0, "done": 7, "failed": 0},
    "verdicts": {"VIOLATION": 4, "none": 2},
    "funnel": {"taken": 9, "assessed": 7, "violating": 4, "ordered": 0, "closed": 0},
}
STUB = "class EventSource { constructor(to) { this.to = to; globalThis.source = this; } }"
PLAY = """
const shown = (name) => document.querySelector(`[data-live="${name}"]`).textContent;
const meter = document.querySelector('[data-meter="funnel.violating"]');
const status = () => [document.querySelector('[role=status]').textContent, document.querySelectorAll('.lost').length];
const said = [source.to, status()];
source.onmessage({data: JSON.stringify(NOW)});
said.push([shown('jobs.done'), shown('verdicts.VIOLATION'), shown('verdicts.PASS'), meter.value, meter.max]);
source.onerror(); said.push(status());
source.onopen(); said.push(status());
document.title = 'said ' + JSON.stringify(said);
"""


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
def test_numbers_change_and_a_lost_server_is_told(campaign: Campaign, tmp_path: Path) -> None:
    acts = Acts(complain=lambda *_: None, issue=lambda _: None, move=lambda *_: None)
    page = ask(dashboard(campaign, acts, TOKEN, [HOST]), "/?lang=en").text
    script = resources.files("harness.campaign.dashboard").joinpath("static/live.js").read_text("utf-8")
    play = PLAY.replace("NOW", json.dumps(NOW))
    page = re.sub(r"<(link|script)[^>]*>(</script>)?", "", page)
    (tmp_path / "page.html").write_text(f"{page}<script>{STUB}{{{script}}}{{{play}}}</script>")
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --dump-dom"
    command = [CHROMIUM, *flags.split(), f"--user-data-dir={tmp_path / 'profile'}", (tmp_path / "page.html").as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False).stdout
    said = re.search("<title>said (.*?)</title>", dom, re.S)
    assert said is not None, dom[:400]
    live = ["live: the numbers change by themselves", 0]
    lost = ["not live: the dashboard does not answer; the numbers are the last that it gave", 1]
    assert json.loads(markup.unescape(said[1])) == ["/live", live, ["7", "4", "0", 4, 9], lost, live]
