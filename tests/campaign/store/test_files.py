"""An app's file is kept by its content, and is the same app in whatever store."""

from pathlib import Path

import pytest

from harness.app.apk import ApkError
from harness.app.samples import sample
from harness.campaign.store.files import content_of, keep
from tests.campaign.kit import zipped


def test_a_file_is_kept_once_where_its_digest_says(tmp_path: Path) -> None:
    one = keep(tmp_path / "apks", sample("polite"))
    two = keep(tmp_path / "apks", sample("polite"))
    assert one == two
    assert one.name == f"{one.apk.sha256[:2]}/{one.apk.sha256}.apk"
    assert (tmp_path / "apks" / one.name).read_bytes() == sample("polite").read_bytes()
    assert one.apk.package == "org.quietnotes.polite"


def test_what_stores_put_into_a_file_makes_it_no_other_app(tmp_path: Path) -> None:
    whole = {"classes.dex": b"code", "AndroidManifest.xml": b"m"}
    plain = content_of(zipped(tmp_path / "a", **whole))
    marked = content_of(zipped(tmp_path / "b", **whole, **{"META-INF__channel_huawei": b"", "META-INF__CERT.SF": b"x"}))
    other = content_of(zipped(tmp_path / "c", **whole, **{"assets__channel": b"huawei"}))
    assert plain == marked
    assert plain != other


def test_names_and_contents_cannot_be_moved_into_each_other(tmp_path: Path) -> None:
    assert content_of(zipped(tmp_path / "a", **{"ab": b"c"})) != content_of(zipped(tmp_path / "b", **{"a": b"bc"}))


def test_what_is_no_app_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ApkError):
        keep(tmp_path / "apks", zipped(tmp_path / "x.apk", readme=b""))
    assert not (tmp_path / "apks").exists()
