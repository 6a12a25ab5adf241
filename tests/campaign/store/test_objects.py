"""Files of a fleet come and go whole, whatever store they are in."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.campaign.store.errors import NotStored, StoreError
from harness.campaign.store.home import create
from harness.campaign.store.objects import Objects
from harness.campaign.store.settings import Settings

S3 = "HARNESS_TEST_S3"
"""The address of an S3 server of one's own for these tests, such as moto's; that one wants libraries that mitmproxy
does not, and runs from an environment of its own."""


@pytest.fixture(params=["memory", "file", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    name = uuid.uuid4().hex
    if request.param == "memory":
        yield f"memory://{name}/of/tests"
    elif request.param == "file":
        yield f"file://{tmp_path}/objects"
    else:
        if not os.environ.get(S3):
            pytest.skip(f"{S3} names no server")
        pytest.importorskip("s3fs")
        for key in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "DEFAULT_REGION"):
            monkeypatch.setenv(f"AWS_{key}", "us-east-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL", os.environ[S3])
        import s3fs

        s3fs.S3FileSystem().mkdir(name)
        yield f"s3://{name}/of/tests"


def test_it_is_reached_by_writing_and_again(url: str, tmp_path: Path) -> None:
    made = create(tmp_path / "campaign", "x", Settings(objects=url))
    for _ in range(2):
        made.reach("tls://10.0.0.1:99/../x")
    Objects(url).get("workers/tls%3A%2F%2F10.0.0.1%3A99%2F..%2Fx", tmp_path / "said")
    assert (tmp_path / "said").read_bytes().isdigit()
    made.engine.dispose()


def test_one_that_is_away_is_not_reached(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("no folder")
    with pytest.raises(StoreError, match="does not do it"):
        Objects(f"file://{tmp_path}/objects").reach("workers/one")
    made = create(tmp_path / "campaign", "x", Settings())
    made.reach("one")  # it has none
    made.engine.dispose()


def test_a_folder_goes_and_comes_back_whole(url: str, tmp_path: Path) -> None:
    store, bundle = Objects(url), tmp_path / "bundle"
    (bundle / "ui").mkdir(parents=True)
    (bundle / "ui" / "界面 1.png").write_bytes(b"\x89PNG")
    (bundle / "run.json").write_text("{}")
    store.put(bundle, "bundles/app/1-accept-1")
    store.put(bundle / "run.json", "bundles/app/1-accept-1.report.html")
    to = tmp_path / "other" / "1-accept-1"
    Objects(url).get("bundles/app/1-accept-1", to)
    assert {path.relative_to(to).as_posix(): path.read_bytes() for path in to.rglob("*") if path.is_file()} == {
        "ui/界面 1.png": b"\x89PNG", "run.json": b"{}"
    }  # fmt: skip
    store.get("bundles/app/1-accept-1.report.html", tmp_path / "one.html")
    assert (tmp_path / "one.html").read_text() == "{}"
    with pytest.raises(NotStored, match="has no bundles/app/2"):
        store.get("bundles/app/2", tmp_path / "two")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".fetched")) == []


def test_a_copy_that_is_here_is_not_replaced(tmp_path: Path) -> None:
    made = create(tmp_path / "a", "x", Settings(objects=f"file://{tmp_path}/objects"))
    (made.home / "bundles").mkdir()
    (made.home / "bundles" / "1").write_text("first")
    made.store("bundles/1")
    (made.home / "bundles" / "1").write_text("mine")
    assert made.here("bundles/1").read_text() == "mine"
    other = create(tmp_path / "b", "x", made.settings)
    assert other.here("bundles/1").read_text() == "first"
    alone = create(tmp_path / "c", "x", Settings())
    alone.store("bundles/1")
    assert not alone.here("bundles/1").exists()


def test_names_lead_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an object store lists was written by whoever may write there."""
    store = Objects("memory://evil/of")
    store.put(Path(__file__), "bundles/1/x")
    monkeypatch.setattr(store._fs, "find", lambda key: [f"{key}/../../../etc/x"])
    with pytest.raises(StoreError, match="a name that is none"):
        store.get("bundles/1", tmp_path / "in" / "1")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("url", ["nobody://x/y", "s3+nothing", "abfs-of-nobody://user:secret@host/x"], indirect=False)
def test_a_store_that_cannot_be_is_one_sentence(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Objects(url).get("x", tmp_path / "x")
    assert "\n" not in str(caught.value) and "secret" not in str(caught.value)
