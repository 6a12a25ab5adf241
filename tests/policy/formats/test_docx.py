import io
import zipfile

import pytest

from harness.policy.document import Document
from harness.policy.errors import PolicyError
from harness.policy.formats.docx import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(body: str, styles: str = "", *, head: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{head}<w:document {W}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
    return buffer.getvalue()


def paragraph(text: str, style: str = "", run: str = "") -> str:
    own = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{own}<w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def read(body: str, styles: str = "") -> Document:
    return read_docx(packed(body, styles))


def test_paragraphs_headings_and_rows() -> None:
    styles = '<w:style w:styleId="2"><w:name w:val="heading 2"/></w:style>'
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    table = row.format(paragraph("SDK"), paragraph("Data")) + row.format(paragraph("a"), paragraph("IMEI"))
    found = read(paragraph("一些信息", "2") + paragraph("我们收集手机号。") + f"<w:tbl>{table}</w:tbl>", styles).blocks
    assert [(block.kind, block.text, block.level) for block in found] == [
        ("heading", "一些信息", 2), ("text", "我们收集手机号。", 0), ("row", "SDK | Data", 0), ("row", "a | IMEI", 0),
    ]  # fmt: skip
    assert found[3].head == ["SDK", "Data"]


def test_hidden_and_deleted_text_are_not_what_is_shown() -> None:
    hidden = paragraph("IMEI", run="<w:rPr><w:vanish/></w:rPr>")
    deleted = "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    assert [(block.text, block.hidden) for block in read(hidden + deleted + paragraph("seen")).blocks] == [
        ("IMEI", True), ("seen", False),
    ]  # fmt: skip


def test_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(PolicyError, match="XML is refused"):
        read_docx(packed(paragraph("&b;"), head=bomb))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(PolicyError, match="grows more than"):
        read_docx(packed(" " * (40 << 20)))


def test_no_library_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "defusedxml.ElementTree", None)
    with pytest.raises(PolicyError, match=r"harness\[policy\]"):
        read_docx(b"")
