"""Complaints come in, once each, and make apps urgent."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from harness.campaign.intake.complaints import MOST_TEXT, complain, from_table
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.priorities import prioritise
from harness.campaign.store.tables import apps, complaints, jobs
from tests.campaign import kit
from tests.campaign.conftest import BOTH


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_the_same_words_about_the_same_app_are_one_complaint(engine: Engine) -> None:
    kit.app_with_jobs(engine, 1, "com.shop")
    first = complain(engine, "com.shop", "华为", "It read  my contacts")
    second = complain(engine, " com.shop ", "华为", "it READ my\ncontacts")
    other = complain(engine, "com.shop", "小米", "It read my contacts")
    assert (first.times, second.times, second.id, other.times) == (1, 2, first.id, 1)
    assert [row.times for row in kit.rows(engine, complaints)] == [2, 1]
    assert kit.rows(engine, apps)[0].priority == 3000
    assert kit.rows(engine, jobs)[0].priority == 3000


def test_an_app_that_comes_later_has_its_complaints(engine: Engine) -> None:
    assert complain(engine, "com.later", "", "x").app == 0
    kit.app_with_jobs(engine, 1, "com.later")
    prioritise(engine)
    assert kit.rows(engine, complaints)[0].app_id == 1
    assert kit.rows(engine, apps)[0].priority == 1000


@pytest.mark.parametrize(("app", "text"), [("", "x"), ("x", " \n"), ("\0", "x")])
def test_a_complaint_that_says_nothing_is_refused(engine: Engine, app: str, text: str) -> None:
    with pytest.raises(CampaignError):
        complain(engine, app, "", text)


def test_hostile_texts_are_bounded_and_of_one_line(engine: Engine) -> None:
    complain(engine, "com.shop", "", "\x1b[2J\u202e<script>" + "x" * 10 * MOST_TEXT)
    (row,) = kit.rows(engine, complaints)
    assert len(row.text) <= MOST_TEXT and row.text.isprintable() and "\x1b" not in row.text


def test_a_table_of_complaints(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "投诉.csv"
    path.write_text("应用名称,来源,投诉内容\n手电筒,华为,读取通讯录\n手电筒,华为,读取通讯录\n,,\n便签,,\n", "gb18030")
    new, again, problems = from_table(engine, path)
    assert (new, again) == (1, 1)
    assert len(problems) == 1 and problems[0].startswith("投诉.csv:5:")
