"""One page without script, in which nothing of an app is markup."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from harness.report.notice_html import render_notice
from harness.report.redact import redacted
from tests.report.factory import VALUES
from tests.report.findings_views import hostile, view, with_values


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_offline_and_strict() -> None:
    page = render_notice(view(), "zh")
    css = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert css
    digest = base64.b64encode(hashlib.sha256(css[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert '<html lang="zh-CN">' in page and "整改期限" in page and "不构成对该应用的指控" in page
    assert page == render_notice(view(), "zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_names_are_text(lang: str) -> None:
    page = render_notice(hostile(), lang)
    tags = Tags()
    tags.feed(page)
    assert len(page) < 200_000
    assert not tags.names & {"script", "a", "img", "iframe", "form", "object"}
    assert tags.attributes <= {
        "aria-labelledby", "charset", "class", "content", "http-equiv", "id", "lang", "name", "scope",
    }  # fmt: skip
    body = page[page.index("<body>") :]
    assert body.replace("\n", "").isprintable() and "&lt;script&gt;alert(1)&lt;/script&gt;␀" in body


def test_without_values() -> None:
    imei = str(VALUES["telephony.imei"])
    assert imei in render_notice(with_values(), "en")
    assert imei not in render_notice(redacted(with_values()), "en", redacted=True)
