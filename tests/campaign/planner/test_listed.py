"""Lists of apps in the forms in which they come."""

import json
from pathlib import Path

import openpyxl
import pytest

from harness.campaign.planner.listed import Listed, listed
from harness.campaign.store.errors import CampaignError
from harness.errors import HarnessError

TABLE = [
    ["应用名称", "包名", "应用来源", "版本号", "应用类型", "文件"],
    ["手电筒", "com.lantern", "华为", "1.3.0", "5", "lantern.apk"],
    ["", "", "", "", "", ""],
    ["便签", "com.notes", "", "2", "", ""],
]


def rows(path: Path) -> list[Listed]:
    (path.parent / "lantern.apk").touch()
    return listed(path, store="default")


def check(found: list[Listed], folder: Path, name: str) -> None:
    assert found == [
        Listed(where=f"{name}:2", file=folder / "lantern.apk", package="com.lantern", name="手电筒", store="华为",
               version="1.3.0", app_type="5"),
        Listed(where=f"{name}:4", file=None, package="com.notes", name="便签", store="default", version="2"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_as_text(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "apps.csv"
    path.write_text("\n".join(",".join(row) for row in TABLE), encoding)
    check(rows(path), tmp_path, "apps.csv")


def test_a_workbook(tmp_path: Path) -> None:
    book, path = openpyxl.Workbook(), tmp_path / "apps.xlsx"
    for row in TABLE:
        book.active.append([cell or None for cell in row])
    book.save(path)
    check(rows(path), tmp_path, "apps.xlsx")


def test_a_folder_with_what_lies_in_it(tmp_path: Path) -> None:
    for name in ("b.apk", "a/a.xapk", "readme.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [(row.where, row.store) for row in listed(tmp_path, "s")] == [("a/a.xapk", "s"), ("b.apk", "s")]


def test_the_index_of_a_repository_gives_the_newest_versions_and_their_digests(tmp_path: Path) -> None:
    versions = {
        digest: {"file": {"name": f"/a_{code}.apk", "sha256": digest}, "manifest": {"versionName": f"v{code}",
                                                                                    "versionCode": code}}
        for code, digest in ((2, "bb"), (10, "aa"), (9, "cc"))
    }  # fmt: skip
    index = {
        "repo": {"name": {"en-US": "Shop"}},
        "packages": {"com.a": {"metadata": {"name": {"en-US": "A"}}, "versions": versions}},
    }
    (tmp_path / "index-v2.json").write_text(json.dumps(index))
    one = {"where": "index-v2.json: com.a", "file": tmp_path / "a_10.apk", "package": "com.a", "version": "v10"}
    assert listed(tmp_path) == [Listed(**one, name="A", store="Shop", sha256="aa")]
    (tmp_path / "index-v2.json").unlink()
    packages = [{"apkName": "../../a_1.apk", "versionCode": 1, "versionName": "1", "hash": "dd", "hashType": "sha256"}]
    apps = [{"packageName": "com.a", "name": "A"}]
    (tmp_path / "index-v1.json").write_text(json.dumps({"repo": {}, "apps": apps, "packages": {"com.a": packages}}))
    (row,) = listed(tmp_path)
    assert (row.file, row.store, row.sha256) == (tmp_path / "a_1.apk", "F-Droid", "dd"), "no way out of the folder"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", b""), ("x.csv", b"a,b\n1,2\n"), ("x.csv", b"\xff\xff\xff"), ("x.xlsx", b"PK"), ("x.xlsx", b""),
        ("x.json", b"[]"), ("x.json", b'{"packages": {"a": {"versions": {"x": {}}}}}'), ("x.json", b"{"),
        ("x.doc", b""),
    ],
)  # fmt: skip
def test_what_is_no_list_is_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CampaignError) as caught:
        listed(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(HarnessError):
        listed(tmp_path / "x.csv")
