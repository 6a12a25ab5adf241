import dataclasses

from harness.analysis.model import Assessment
from harness.policy.stated import state
from harness.report import render_html
from harness.report.stated import stated_of
from harness.rules.testing import ADS, OTHER, clean, send
from tests.policy.said import policy
from tests.report.factory import lantern


def assessed() -> Assessment:
    found = send(clean(), "oaid", "foreground", ADS, OTHER)
    send(found, "phone_number", "foreground")
    state(found, policy("我们会收集您的手机号。我们不会收集您的设备标识符OAID。"))
    return found


def test_what_is_contradicted_stands_first_with_its_sentence() -> None:
    name, rows = stated_of(assessed().policy)
    assert name.startswith("我们会收集您的手机号")
    denied = next(row for row in rows if row.kind == "denied")
    assert denied.category == "oaid" and denied.sentences == ("我们不会收集您的设备标识符OAID。",)
    assert rows[0].standing in ("contradicted", "not_declared") and rows[-1].standing == "declared"
    assert stated_of(None) == ("", ())


def test_the_page_shows_them_and_says_where_none_was_given() -> None:
    name, rows = stated_of(assessed().policy)
    view = dataclasses.replace(lantern().view(), stated=rows, policy_name=name)
    page = render_html(view, "zh").partition('aria-labelledby="policy"')[2]
    assert "我们不会收集您的设备标识符OAID。" in page and "与之相反" in page
    assert 'id="policy"' not in render_html(lantern().view())
