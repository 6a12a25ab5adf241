"""The Word and Excel files in another program than the one that wrote them: LibreOffice opens and prints them."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.report.findings_xlsx import render_xlsx
from harness.report.model import ReportView
from harness.report.notice_docx import render_notice_docx
from tests.report.findings_views import hostile, view
from tests.report.test_findings_xlsx import sheets
from tests.report.test_notice_docx import lines

pytestmark = [
    pytest.mark.debian,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdftotext")),
        reason="needs libreoffice-writer-nogui, libreoffice-calc-nogui and poppler-utils",
    ),
]


def printed(file: Path) -> tuple[str, str]:
    """What a file says on paper, and what is told of its pages."""
    profile = file.parent / "profile"
    words = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*words, "--outdir", str(file.parent), str(file)], check=True, capture_output=True, timeout=500)
    paper = file.with_suffix(".pdf")
    text = subprocess.run(["pdftotext", str(paper), "-"], check=True, capture_output=True, text=True).stdout
    info = subprocess.run(["pdfinfo", str(paper)], check=True, capture_output=True, text=True).stdout
    return bare(text), info


def bare(text: str) -> str:
    """A text without what the ends of lines change: white space, and hyphens."""
    return re.sub(r"[\s\u00ad-]+", "", text)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("of", [view, hostile], ids=["plain", "hostile"])
def test_the_notice_is_printed_whole_on_a4(of: Callable[[], ReportView], lang: str, tmp_path: Path) -> None:
    data = render_notice_docx(of(), lang)
    (tmp_path / "notice.docx").write_bytes(data)
    text, info = printed(tmp_path / "notice.docx")
    assert "(A4)" in info and "JavaScript:      no" in info
    said = [bare(line) for line in lines(data)]
    # Letters that no font of this machine has are printed as others: what is plain must be there.
    plain = [line for line in said if line and re.fullmatch(r"[ -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+", line)]
    assert len(plain) > 20 and [line for line in plain if line[:40] not in text] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_workbook_is_printed_with_its_rows_apart(lang: str, tmp_path: Path) -> None:
    data = render_xlsx(view(), lang)
    (tmp_path / "findings.xlsx").write_bytes(data)
    text, _ = printed(tmp_path / "findings.xlsx")
    first = next(iter(sheets(data).values()))
    cells = [bare(cell) for row in first for cell in row if cell and "\n" not in cell]
    assert len(cells) > 30 and [cell for cell in cells if cell[:14] not in text] == []
