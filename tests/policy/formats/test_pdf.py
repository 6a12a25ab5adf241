from pathlib import Path

import pypdfium2
import pytest

from harness.policy.errors import PolicyError
from harness.policy.extract import extract
from harness.policy.formats.pdf import read_pdf

# Printed by headless Chromium from a page of ours.
PRINTED = Path(__file__).parents[1] / "fixtures" / "printed.pdf"


def blank(pages: int) -> bytes:
    import io

    pdf = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        pdf.new_page(200, 200)
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def test_a_policy_printed_by_chromium_is_read() -> None:
    document = read_pdf(PRINTED.read_bytes())
    found = extract(document, source="printed.pdf", sha256="", size=0)
    assert {"phone_number", "android_id", "microphone_audio"} <= {row.category for row in found.of("collects")}
    assert {row.category for row in found.of("does_not_collect")} == {"contacts", "sms"}
    assert [row.sdk for row in found.of("sdk")] == ["个推推送"]
    assert {row.category for row in found.of("collects") if row.actor == "sdk"} == {"imei", "mac_wifi"}
    (claim,) = found.of("does_not_collect", category="sms")
    assert found.sentence(claim).page == 1
    assert found.sentence(claim).section.endswith("一、我们收集的信息")


def test_a_scan_has_no_text_and_it_is_said() -> None:
    document = read_pdf(blank(3))
    found = extract(document, source="scan.pdf", sha256="", size=0)
    assert [gap.key for gap in found.gaps] == ["no_text"]
    assert found.blinding


def test_some_pages_without_text_are_a_gap() -> None:
    import io

    pdf = pypdfium2.PdfDocument(PRINTED.read_bytes())
    pdf.new_page(200, 200)
    buffer = io.BytesIO()
    pdf.save(buffer)
    assert [(gap.key, gap.detail) for gap in read_pdf(buffer.getvalue()).gaps] == [("pages_without_text", "pages 2")]


def test_a_broken_and_an_encrypted_pdf_are_one_sentence() -> None:
    with pytest.raises(PolicyError, match="broken"):
        read_pdf(b"%PDF-1.7 nothing")
    with pytest.raises(PolicyError, match="encrypted"):
        read_pdf((PRINTED.parent / "encrypted.pdf").read_bytes())
