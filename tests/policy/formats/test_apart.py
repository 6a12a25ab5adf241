import pytest

from harness.policy.errors import PolicyError
from harness.policy.formats import apart
from harness.policy.formats.apart import read_apart


def test_a_document_comes_back_whole() -> None:
    document = read_apart("html", "<h1>隐私</h1><p>我们收集手机号。</p>".encode())
    assert [(row.kind, row.text) for row in document.blocks] == [("heading", "隐私"), ("text", "我们收集手机号。")]


@pytest.mark.slow
def test_a_page_that_takes_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PATIENCE", 500)  # the limit of the processor ends it, however busy the machine is
    with pytest.raises(PolicyError, match="its reader ended"):
        read_apart("html", b"<div>" * 300_000, seconds=1)


def test_an_error_of_the_reader_is_told() -> None:
    with pytest.raises(PolicyError, match="The PDF cannot be read"):
        read_apart("pdf", b"%PDF-1.4")
