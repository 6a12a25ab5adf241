"""How a report is to be read, and what the law's lists say of its data."""

import pytest

from harness.catalog.categories import categories
from harness.report.reading import TERMS, class_columns, class_rows, classes_of
from harness.report.texts import LANGUAGES, texts
from tests.report.factory import lantern


def test_data_is_classed_as_the_catalogue_has_it() -> None:
    names = ("sms", "imei", "cell_info", "contacts", "of another version")
    said = {row.id: (row.group, row.gb35273, row.pipl) for row in class_rows(names)}
    assert said["sms"] == ("个人通信信息", "yes", "")
    assert said["imei"] == ("个人常用设备信息", "", "")
    assert said["cell_info"][1] == "depends" and said["contacts"] == ("联系人信息", "yes", "no")


def test_every_entry_of_the_catalogue_is_one_of_four_words() -> None:
    rows = class_rows(categories())
    assert len(rows) > 60
    assert {row.pipl for row in rows} == {row.gb35273 for row in rows} | {"no"} == {"", "yes", "no", "depends"}


def test_only_what_the_report_speaks_of_is_classed() -> None:
    view = lantern().view()
    assert {row.id for row in classes_of(view)} == {row.category for row in (*view.rows, *view.kept, *view.tried)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_column_says_how_far_it_was_checked(lang: str) -> None:
    words = texts(lang)
    titles = dict(class_columns(words))
    assert words("status.memory") in titles["pipl"] and words("status.partly") in titles["gb35273"]
    assert all(words(f"reading.{name}.says") for name in TERMS)
