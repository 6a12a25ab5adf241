"""Word's format, read back from its XML: nothing acts, nothing of an app is lost or is markup."""

import io
import sys
import zipfile
from collections.abc import Callable

import pytest
from defusedxml.ElementTree import fromstring

from harness.report.model import ReportView
from harness.report.notice import notice_of
from harness.report.notice_docx import NoticeError, render_notice_docx
from harness.report.redact import redacted
from tests.report.factory import VALUES
from tests.report.findings_views import hostile, view, with_values

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def lines(data: bytes) -> list[str]:
    """The text of each paragraph, those in tables too."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert not [name for name in packed.namelist() if "vba" in name.lower() or "embed" in name.lower()]
        assert not [name for name in packed.namelist() if name.endswith(".rels") and b'"External"' in packed.read(name)]
        body = fromstring(packed.read("word/document.xml"))
    assert {element.tag for element in body.iter()}.isdisjoint({f"{_W}hyperlink", f"{_W}fldSimple", f"{_W}instrText"})
    return ["".join(part.text or "" for part in line.iter(f"{_W}t")) for line in body.iter(f"{_W}p")]


def made(shown: ReportView, lang: str = "en", *, bare: bool = False) -> list[str]:
    return lines(render_notice_docx(shown, lang, redacted=bare))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("of", [view, hostile], ids=["plain", "hostile"])
def test_all_that_a_notice_says_is_there(lang: str, of: Callable[[], ReportView]) -> None:
    shown = of()
    said, notice = made(shown, lang), notice_of(shown, lang)
    whole = "\n".join(said)
    assert whole.replace("\n", "").isprintable() and len(whole) < 200_000
    assert notice.title in said and set(notice.flags) <= set(said)
    for row in (*notice.items, *notice.annex):
        assert f"{row.number}. {row.sentence}" in said
        for clause in row.clauses:
            assert f"{clause.text} {clause.warning}".strip() in said
        for cited in row.evidence:
            assert {cited.kind, cited.id, cited.time, cited.phase, cited.recipient} <= set(said)
        assert all(text in whole for text in (*row.fixes, *row.also, row.term))
    for reason in notice.open:
        assert f"{reason.text} {reason.close} [{reason.rules}]" in said


def test_control_characters_are_shown_and_markup_is_text() -> None:
    assert "<script>alert(1)</script>␀␛[31m⟨U+202E⟩⟨U+D800⟩⟨U+FFFF⟩]]>" in "\n".join(made(hostile()))


def test_the_same_view_gives_the_same_bytes() -> None:
    assert render_notice_docx(view(), "zh") == render_notice_docx(view(), "zh")


def test_without_values() -> None:
    imei = str(VALUES["telephony.imei"])
    assert imei in str(made(with_values()))
    assert imei not in str(made(redacted(with_values()), bare=True))


def test_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(NoticeError, match=r"pip install 'harness\[reports\]'"):
        render_notice_docx(view(), "en")
