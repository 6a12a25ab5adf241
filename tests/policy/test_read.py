import io
import zipfile
from pathlib import Path

import pytest

from harness.files.read import ReadError
from harness.policy.errors import PolicyError
from harness.policy.read import policy_of, read_policy, readable
from tests.policy.accuracy import CORPUS


def test_each_kind_of_file_is_told_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("<html><body><p>We collect your IMEI.</p></body></html>")
    (tmp_path / "b").write_text("We collect your IMEI.")
    assert read_policy(tmp_path / "a").format == "html"
    assert read_policy(tmp_path / "b").format == "txt"
    for name in ("a", "b"):
        assert [row.category for row in read_policy(tmp_path / name).of("collects")] == ["imei"]


def test_a_gbk_page_without_charset_is_read() -> None:
    found = read_policy(CORPUS / "zh-permissions.html")
    assert (found.charset, found.charset_from) == ("gb18030", "guess")
    assert [gap.key for gap in found.gaps] == ["charset_guessed"]
    assert {"sms", "imei", "bank_card"} <= {row.category for row in found.of("collects")}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word file"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\0\1\2\3\4\5\6\7" * 100, "no text"),
        (b"%PDF-1.7 broken", "broken"),
        (b"PK\x03\x04 broken", "ZIP"),
    ],
)
def test_what_is_no_policy_is_refused_in_one_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "policy"
    path.write_bytes(data)
    with pytest.raises(PolicyError, match=words) as error:
        read_policy(path)
    assert str(error.value).startswith("policy: ") and "\n" not in str(error.value)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="Cannot read the policy"):
        read_policy(tmp_path / "none")


def test_a_zip_that_is_no_word_document_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    (tmp_path / "x.docx").write_bytes(buffer.getvalue())
    with pytest.raises(PolicyError, match=r"no word/document\.xml"):
        read_policy(tmp_path / "x.docx")


def test_documents_are_tried_before_a_run(tmp_path: Path) -> None:
    good = CORPUS / "en-ads.txt"
    (document,) = readable([good])
    assert document == ("en-ads.txt", good.read_bytes()) and policy_of(document) == read_policy(good)
    with pytest.raises(ReadError):
        readable([good, tmp_path / "none"])
