"""The report on paper, read back as text: everything that matters is in it, and nothing of an app acts."""

import dataclasses
import io
import sys

import pypdfium2
import pytest
import typst

from harness.report import ReportView, glyphs
from harness.report.pdf import PdfError, render_pdf
from harness.report.redact import redacted
from tests.report.factory import VALUES, lantern
from tests.report.findings_views import judged, with_values
from tests.report.hostile_view import hostile_view

NONE = typst.Fonts(include_system_fonts=False)


def pages(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    return [page.get_textpage().get_text_bounded() for page in document]


def read(data: bytes) -> str:
    return " ".join("\n".join(pages(data)).replace("\u200b", "").split())


def view(label: str = "Lantern") -> ReportView:
    made = dataclasses.replace(lantern().view(), findings=tuple(judged()))
    return dataclasses.replace(made, app=dataclasses.replace(made.app, label=label))


def test_it_says_what_the_page_says() -> None:
    data = render_pdf(view())
    text = read(data)
    assert data == render_pdf(view())
    for words in (
        "1 fact violates rules", "The app sent out 6 kinds of personal data", "What the app sent out", "call it later",
        "com.pushbay.core.DeviceId.collect", "https://api.pushbay.example/v2/register", "867530912345679",
        "run --scenario background", "Whom the app talked to", "All rules", "2 access points could not be hooked",
    ):  # fmt: skip
        assert words in text, words
    zh = read(render_pdf(view(), "zh"))
    for words in ("1 项事实违反规则", "检测结论", "数据", "无法判定的规则及原因", "没有后台"):
        assert words in zh, words


@pytest.mark.slow
def test_hostile_text_is_text_and_redaction_holds() -> None:
    text = read(render_pdf(hostile_view()))
    assert "<script>" in text
    clean = render_pdf(redacted(with_values()), redact=True)
    assert str(VALUES["telephony.imei"]) not in read(clean) and "Values withheld" in read(clean)


def test_markup_of_the_compiler_is_text() -> None:
    evil = '#import "x" *b* _i_ $1$ <l> @r \\u{41} `c` = h'
    assert evil in read(render_pdf(view(evil)))


def test_characters_without_a_font_are_written_as_numbers_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "Fonts", lambda **_: NONE)
    text = read(render_pdf(view("极光\u0e01")))
    assert "<U+6781><U+5149><U+0E01>" in text and "characters have no font on the machine" in text
    with pytest.raises(PdfError, match="needs a font with Chinese"):
        render_pdf(view(), "zh")


def test_without_the_compiler_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PdfError, match=r"pip install 'harness\[pdf\]'"):
        render_pdf(view())
