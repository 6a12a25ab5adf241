"""Apps become jobs, each once, from however many stores."""

import shutil
import zipfile
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import insert

from harness.app.samples import sample
from harness.campaign.planner.listed import Listed, listed
from harness.campaign.planner.plan import add, branches
from harness.campaign.store.home import Campaign
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import apps, builds, complaints, jobs, listings, seen_in
from harness.errors import HarnessError
from harness.jobs.told import Silent
from tests.campaign import kit
from tests.campaign.conftest import BOTH

SETTINGS = Settings(branches=("accept", "refuse"), repetitions=2, device_classes=("any", "android13"))


def planned(campaign: Campaign) -> Campaign:
    from dataclasses import replace

    return replace(campaign, settings=SETTINGS)


def of_a_store(path: Path) -> Path:
    """The same app as another store gives it: with its mark, by which the file is another one."""
    shutil.copy(sample("lantern"), path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("META-INF/channel_other", "other")
    return path


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_every_branch_repetition_and_class_of_devices_is_a_job(campaign: Campaign) -> None:
    done = add(planned(campaign), [Listed(where="1", file=sample("lantern"), store="A")], Silent())
    assert (done.apps, done.versions, done.jobs, done.same, done.problems) == (1, 1, 8, 0, [])
    again = add(planned(campaign), [Listed(where="1", file=sample("lantern"), store="A")], Silent())
    assert (again.apps, again.versions, again.jobs, again.same) == (0, 0, 0, 1)
    found = {(row.branch, row.repetition, row.device_class) for row in kit.rows(campaign.engine, jobs)}
    assert len(found) == 8


def test_the_same_app_of_several_stores_is_assessed_once(campaign: Campaign, tmp_path: Path) -> None:
    rows = [
        Listed(where="1", file=sample("lantern"), store="A", name="手电筒"),
        Listed(where="2", file=sample("lantern"), store="B"),
        Listed(where="3", file=of_a_store(tmp_path / "c.apk"), store="C"),
        Listed(where="4", file=sample("polite"), store="A", app_type="24"),
    ]
    done = add(planned(campaign), rows, Silent())
    assert (done.apps, done.versions, done.jobs, done.same) == (2, 2, 16, 2)
    assert [row.store for row in kit.rows(campaign.engine, listings)] == ["A", "B", "C", "A"]
    assert len({row.sha256 for row in kit.rows(campaign.engine, listings)}) == 3
    assert [row.label for row in kit.rows(campaign.engine, apps)] == ["手电筒", "静笺"]
    assert kit.rows(campaign.engine, apps)[1].app_type != ""


def test_rows_that_are_wrong_are_told_and_cost_no_other(campaign: Campaign, tmp_path: Path) -> None:
    rows = [
        Listed(where="1", file=tmp_path / "none.apk"),
        Listed(where="2", file=sample("polite"), package="com.other"),
        Listed(where="3", file=sample("polite"), version="77"),
        Listed(where="4", file=sample("polite"), sha256="00"),
        Listed(where="5", file=sample("polite"), app_type="no such type"),
        Listed(where="6", file=None, package="com.nowhere"),
        Listed(where="7", file=sample("polite")),
    ]
    done = add(planned(campaign), rows, Silent())
    assert [text.partition(":")[0] for text in done.problems] == ["1", "2", "3", "4", "5", "6"]
    assert done.versions == 1


def test_a_list_of_packages_finds_their_files_in_a_folder(campaign: Campaign, tmp_path: Path) -> None:
    (tmp_path / "apps.csv").write_text("package,version\norg.quietnotes.polite,\ncom.brightbeam.lantern,9.9\n")
    rows = listed(tmp_path / "apps.csv")
    done = add(planned(campaign), rows, Silent(), files=sample("polite").parents[1])
    assert done.versions == 1
    assert "not 9.9" in done.problems[0]


def test_apps_come_by_complaints(campaign: Campaign) -> None:
    add(planned(campaign), [Listed(where="1", file=sample("lantern"))], Silent())
    with campaign.engine.begin() as connection:
        connection.execute(insert(complaints).values(digest="1", app_id=1))
    add(planned(campaign), [Listed(where="2", file=sample("polite"))], Silent())
    assert [row.priority for row in kit.rows(campaign.engine, apps)] == [1000, 0]
    assert {row.priority for row in kit.rows(campaign.engine, jobs) if row.build_id == 1} == {1000}
    assert {row.kind for row in kit.rows(campaign.engine, seen_in)} <= {"holds"}
    assert len(kit.rows(campaign.engine, builds)) == 2


def test_branches_are_the_scenarios() -> None:
    assert branches("consent", ()) == ("accept",)
    assert set(branches("consent", ("all",))) >= {"accept", "refuse", "ignore"}
    assert branches("consent", ("refuse", "accept", "refuse")) == ("refuse", "accept")
    with pytest.raises(HarnessError):
        branches("consent", ("nonsense",))
    assert msgspec.structs.asdict(SETTINGS)["repetitions"] == 2
