import base64
import dataclasses
import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest

from harness.evidence.parts import plain
from harness.evidence.rows import Phase, Value
from harness.evidence.run_record import read_run
from harness.report import render_html

from .factory import T0, Run, lantern, text
from .findings_views import finding, judged

EVIL = "<script>alert(1)</script>\"'><img src=http://x.example/ onerror=a>\x1b[2J\u202e\x00{{7*7}}"


SCRIPT = resources.files("harness.report").joinpath("templates/page.js").read_text("utf-8")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in {"meta", "img", "wbr", "br", "input"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert tags.open == []
    return tags


def check_closed(html: str) -> None:
    """Check that a document asks for nothing and runs nothing but our script, whatever is in it."""
    tags = parsed(html)
    assert not tags.tags & {"iframe", "object", "embed", "link", "base", "form", "video", "audio"}
    assert re.findall("<script.*?</script>", html, re.S | re.I) == [f"<script>{SCRIPT}</script>"]
    assert {value for tag, name, value in tags.attributes if tag == "input" and name == "type"} <= {"radio"}
    ids = [value for _, name, value in tags.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    for tag, name, value in tags.attributes:
        assert not name.startswith("on") and name != "style", (tag, name)
        if name in {"href", "src", "xlink:href"}:
            assert value.startswith("data:image/webp;base64,") or value.removeprefix("#") in ids, value[:80]
    assert "\x1b" not in html and "\x00" not in html and "\u202e" not in html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_is_closed_and_the_same_each_time(lang: str) -> None:
    first = render_html(lantern().view(), lang)
    assert first == render_html(lantern().view(), lang)
    check_closed(first)
    for tag, kind in (("style", "style-src"), ("script", "script-src")):
        inside = re.search(f"<{tag}>(.*?)</{tag}>", first, re.S)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside.group(1).encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}';" in first
    assert "content=\"default-src 'none'; img-src data:;" in first and "trusted-types 'none'" in first


def test_everything_a_manager_and_an_engineer_ask_for() -> None:
    html = render_html(lantern().view())
    for word in (
        "The app sent out 6 kinds of personal data; 1 before the user agreed.",
        "Sandbox (simulated device)", "md5 &gt; json", "base64 &gt; form &gt; gzip", ">AES<",
        "AdHive Media Ltd.", "third party", "first party", "Installed app list", "867530912345679", "62.0 ms",
        "com.pushbay.core.DeviceId.collect(DeviceId.java:41)", "https://api.pushbay.example/v2/register", "s0001",
        "mitmproxy", "flows.mitm", "2 access points could not be hooked", "cipher:AES/CBC/PKCS5Padding", "<mark>",
        "data:image/webp;base64,", '<svg class="timeline"',
    ):  # fmt: skip
        assert word in html, word
    zh = render_html(lantern().view(), "zh")
    for word in (
        "应用共发出 6 类个人信息，其中 1 类发生在用户同意之前。",
        "沙箱",
        "手机号码",
        "本次运行未能看到的部分",
    ):
        assert word in zh, word


def hostile() -> Run:
    run = lantern()
    said = plain(run.record)
    said["apk"] |= dict.fromkeys(("label", "version_name", "version_code", "sha256"), EVIL)
    said["tool"][EVIL] = EVIL
    said |= {"scenario": EVIL, "branch": EVIL, "network": EVIL, "reason": EVIL}
    said["device"]["model"] = EVIL
    run.record = read_run(said)
    run.complete = False
    run.phases[0].cause = run.phases[0].name = EVIL
    run.files["ui/0.png"] = b"<svg onload=alert(1)>"
    run.files[EVIL] = b""
    for row in run.observations:
        row.stack = [EVIL, "com.adhive.sdk." + EVIL]
        row.point = row.thread = row.process = EVIL
        row.args = [Value(type=EVIL, text=EVIL), Value(type="byte[]", data=EVIL.encode()), *row.args]
        row.result = Value(type=EVIL, fields={EVIL: text(EVIL)})
    for exchange in run.exchanges:
        exchange.url = "javascript:alert(1)//" + EVIL
        exchange.method = EVIL
        exchange.request_headers.append((EVIL, EVIL))
    for sighting in run.sightings:
        sighting["path"] = [EVIL, "json:/" + EVIL]
        sighting["where"] = "header:" + EVIL
    for item in run.disclosures:
        item["recipient"] |= {"host": EVIL, "owner": EVIL, "country": EVIL}
        item["actor"] = {"id": EVIL, "kind": "sdk", "name": EVIL, "package": EVIL, "company": EVIL}
    run.disclosures[0] |= {"id": EVIL, "category": EVIL}
    run.coverage["hooks"]["failures"] = [{"point": EVIL, "reason": EVIL}]
    run.values["telephony.imei"] = EVIL
    return run


@pytest.mark.parametrize("redact", [False, True])
def test_hostile_strings_stay_strings(redact: bool) -> None:
    html = render_html(hostile().view(), redact=redact)
    check_closed(html)
    assert "49" not in re.findall(r"\{\{7\*7\}\}|>49<", html)
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', html))


@pytest.mark.slow
def test_huge_input_gives_a_bounded_report_that_counts_what_it_left_out() -> None:
    run = lantern()
    huge = "é<" * 5_000_000
    run.observations[1].result = text(huge)
    run.observations[1].stack = ["com.pushbay.core." + "x" * 100_000] * 5000
    run.observations[1].args = [text("y" * 1_000_000)] * 500
    run.exchanges[0].url = "https://x/" + "&" * 10_000_000
    run.exchanges[0].request_headers = [("h" * 10_000, "v" * 10_000)] * 5000
    run.exchanges[0].request_body = b'{"device": {"uid": "' + b"<" * 10_000_000 + b'"}}'
    run.values["telephony.imei"] = "v" * 1_000_000
    run.phases += [
        Phase(name=f"p{i}", start_us=T0 + 13_000_000 + i, end_us=T0 + 13_000_001 + i, cause="z" * 100_000)
        for i in range(300)
    ]
    for i in range(3000):
        run.disclosures.append({**run.disclosures[0], "id": f"x{i}", "category": f"kind_{i:04d}"})
    html = render_html(run.view())
    check_closed(html)
    assert len(html.encode()) < 5_000_000
    for words in ("more characters", "more frames", "more rows are not shown", "more disclosures are not detailed"):
        assert words in html, words


def test_screenshots_are_bounded() -> None:
    run = lantern()
    run.files["ui/1.png"] = b"\x89PNG\r\n\x1a\n" + b"\0" * 50
    html = render_html(run.view())
    assert "screenshot unreadable" in html
    assert html.count("data:image/webp") == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_disclosures_the_run_is_never_called_clean(lang: str) -> None:
    undetermined = {"zh": "无法判定", "en": "Undetermined"}[lang]
    run = lantern().empty()
    run.verdict = "undetermined"
    assert undetermined in render_html(run.view(), lang)
    run.verdict = "none_seen"
    html = render_html(run.view(), lang)
    assert {"zh": "未观察到预埋的个人信息", "en": "None of the planted personal data was seen leaving"}[lang] in html
    assert {"zh": "本次运行未能看到的部分", "en": "What this run could not see"}[lang] in html
    run.complete = False
    assert undetermined in render_html(run.view(), lang)


def test_an_incomplete_run_with_disclosures_says_there_may_be_more() -> None:
    run = lantern()
    run.complete, run.record.outcome, run.record.reason = False, "interrupted", "The run was interrupted."
    html = render_html(run.view())
    assert "there may be more" in html and "Incomplete run" in html and "The run was interrupted." in html
    assert "was not sealed" in html


def test_times_no_calendar_holds() -> None:
    run = lantern()
    run.phases[0].start_us = -(10**30)
    run.observations[0].time_us = 10**30
    run.sightings[0]["time"] = 10**18
    check_closed(render_html(run.view()))


CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
@pytest.mark.parametrize("hard", [False, True])
def test_a_browser_shows_it(tmp_path: Path, hard: bool) -> None:
    page = tmp_path / "report.html"
    page.write_text(render_html((hostile() if hard else lantern()).view()), "utf-8")
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    flags += " --disable-component-update --disable-sync --window-size=1280,2000 --enable-logging=stderr"
    command = [CHROMIUM, *flags.split(), f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [*command, f"--screenshot={tmp_path / 'a.png'}", page.as_uri()], capture_output=True, timeout=60, check=False
    )
    assert (tmp_path / "a.png").stat().st_size > 50_000
    assert b"Refused to" not in done.stderr and b"violates" not in done.stderr


ACTS = """
var head = document.querySelector('table.left th button');
head.click();
var up = document.querySelector('table.left tbody tr').textContent.trim();
head.click();
var down = document.querySelector('table.left tbody tr').textContent.trim();
var input = document.querySelector('input[type=search]');
input.value = 'A1';
input.dispatchEvent(new Event('input'));
var rows = Array.from(input.closest('details').querySelectorAll('tbody tr'));
var lens = document.getElementById('lens-cn');
lens.checked = true;
var shown = Array.from(document.querySelectorAll('.fact')).filter(function (f) { return f.getClientRects().length; });
document.title = JSON.stringify([
  document.getElementById('F-fa1').closest('details.fact').open, up < down,
  rows.filter(function (r) { return !r.hidden; }).length, rows.length, shown.length, window.evil || 0]);
"""


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
def test_tables_sort_and_filter_and_what_is_cited_opens(tmp_path: Path) -> None:
    rows = [*judged(), finding("G7", "SUSPECTED", lenses=["eu"], detail="x")]
    page = render_html(dataclasses.replace(lantern().view(), findings=tuple(rows)))
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    (tmp_path / "page.html").write_text(page.replace("</body>", f"<script>{ACTS}</script></body>"), "utf-8")
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --dump-dom"
    flags += " --disable-component-update --disable-sync --virtual-time-budget=5000"
    command = [CHROMIUM, *flags.split(), f"--user-data-dir={tmp_path / 'profile'}"]
    command.append(f"{(tmp_path / 'page.html').as_uri()}#F-fa1")
    dom = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
    said = re.search("<title>(.*?)</title>", dom, re.S)
    # One fact of five is of another lens; six rules, of which the filter leaves one.
    assert said is not None and json.loads(said[1]) == [True, True, 1, 6, 4, 0]
