"""Two versions as a page."""

import base64
import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from harness.analysis.across.diff import diff
from harness.report.diff.html import render_diff
from tests.analysis.across.kit import left, run, side
from tests.report.diff.test_words import BLIND, OLD

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e"


def page(new: object, lang: str = "en", **more: bool) -> str:
    return render_diff(diff(side(OLD), side(new, EVIL)), lang, **more)  # type: ignore[arg-type]


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)
        if tag not in ("meta", "br", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_one_page_with_its_own_style_and_nothing_else() -> None:
    text = page(run(left("oaid", "x.com"), coverage=BLIND), redact=True)
    (css,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'" in text
    assert "1 new disclosure." in text and "tls_failed" in text and "Values withheld" in text
    assert "离开设备的信息" in page(OLD, "zh")


def test_hostile_names_stay_text() -> None:
    new = run(
        left("oaid", EVIL, phase=EVIL, url=f"https://x.com/{EVIL}"), apk={"label": EVIL, "version_name": EVIL},
        declared=[EVIL], branch=EVIL,
    )  # fmt: skip
    text = page(new)
    tags = Tags(text)
    assert {"script", "img", "iframe", "link", "a"}.isdisjoint(tags.seen)
    assert "onerror=alert" in text and "<img" not in text and "\u202e" not in text


def test_many_rows_are_bounded() -> None:
    text = page(run(*(left("oaid", f"h{'x' * (n % 7)}.d{n}.com", domain=f"d{n}.com") for n in range(900))))
    assert text.count("<tr") < 900 and "more rows" in text


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs the Debian package chromium")
def test_a_browser_shows_it(tmp_path: Path) -> None:
    from PIL import Image

    file, shot = tmp_path / "diff.html", tmp_path / "diff.png"
    file.write_text(page(run(left("oaid", EVIL))))
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--screenshot={shot}", "--window-size=900,1200",
        file.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert "Refused to apply" not in done.stderr
    with Image.open(shot) as image:
        colours = {pixel for _, pixel in image.convert("RGB").getcolors(1 << 20) or []}
        assert (179, 38, 30) in colours, "the banner of a new disclosure is red: the style was let in"
