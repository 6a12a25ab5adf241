import pytest

from harness.policy.finders.about import dates
from tests.policy.said import of


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("生效日期：2026年3月8日", "2026-03-08"),
        ("effective 2026-03-08", "2026-03-08"),
        ("last updated: march 8, 2026", "2026-03-08"),
        ("effective date: 8th of march 2026", "2026-03-08"),
        ("effective date: 08.03.2026", "2026-03-08"),
        ("effective date: march, 2026", "2026-03"),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert dates(text) == [date]


def test_what_is_no_date_is_none() -> None:
    assert dates("2026年13月8日") == [] and dates("on maybe 8, 2026") == ["2026-05-08"]


def test_who_since_when_and_how_to_reach_them() -> None:
    text = (
        "版本：V3.2\n生效日期：2026年3月8日\n本应用由杭州灯塔文化科技有限公司（以下简称“我们”）运营。\n"
        "联系电话：400-123-4567，邮箱：a@b.example。"
    )
    assert [row.detail for row in of(text, "version")] == ["3.2"]
    assert [row.detail for row in of(text, "effective_date")] == ["2026-03-08"]
    assert [row.detail for row in of(text, "controller")] == ["杭州灯塔文化科技有限公司"]
    assert {row.detail for row in of(text, "contact")} == {"400-123-4567", "a@b.example"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("联系我们：静笺工作室，privacy@quietnotes.example。", "静笺工作室"),
        ("开发者：王小明", "王小明"),
        ("运营主体：云上茶铺(个体工商户)", "云上茶铺(个体工商户)"),
    ],
)
def test_who_is_no_company(text: str, name: str) -> None:
    assert [row.detail for row in of(text, "controller")] == [name]


def test_an_english_company() -> None:
    assert [row.detail for row in of('Wayfarer Apps GmbH ("we") is the controller.', "controller")] == [
        "Wayfarer Apps GmbH"
    ]


@pytest.mark.parametrize(
    ("text", "kind", "detail"),
    [
        ("_Last updated on November 14, 2017_", "effective_date", "2017-11-14"),
        ("The Data Controller for our processing is Harbour IT AS.", "controller", "Harbour IT AS"),
        ("The service is provided by:\n\nHarbour LLC\n", "controller", "Harbour LLC"),
        ("Write to us: someone (at) mail (dot) example", "contact", "someone (at) mail (dot) example"),
        ("Reach us through our contact form.", "contact", "contact form"),
    ],
)
def test_other_ways_to_say_so(text: str, kind: str, detail: str) -> None:
    assert [row.detail for row in of(text, kind)] == [detail]
