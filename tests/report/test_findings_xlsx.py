"""A workbook in which nothing of an app is a formula, a link or a number."""

import dataclasses
import io
import re
import sys
import zipfile

import pytest
from defusedxml.ElementTree import fromstring

from harness.analysis.model_findings import Evidence, Said
from harness.report import findings_xlsx
from harness.report.findings_xlsx import WorkbookError, render_xlsx
from harness.report.model import ReportView
from harness.report.redact import redacted
from tests.report.factory import VALUES
from tests.report.findings_views import finding, hostile, view, with_values

_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheets(data: bytes) -> dict[str, list[list[str]]]:
    """The cells of each sheet, read back from the XML; every cell must be one of the shared strings."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = [
            "".join(part.text or "" for part in item.iter(f"{{{_NS['m']}}}t"))
            for item in fromstring(book.read("xl/sharedStrings.xml"))
        ]
        names = [row.get("name") for row in fromstring(book.read("xl/workbook.xml")).find("m:sheets", _NS)]
        found: dict[str, list[list[str]]] = {}
        for number, name in enumerate(names, 1):
            raw = book.read(f"xl/worksheets/sheet{number}.xml")
            assert b"<f>" not in raw and b"<f " not in raw and b"hyperlink" not in raw
            cells = []
            for row in fromstring(raw).iter(f"{{{_NS['m']}}}row"):
                assert all(cell.get("t") == "s" for cell in row if len(cell))
                cells.append([shared[int(cell[0].text)] if len(cell) else "" for cell in row])
            found[name] = cells
        assert not [name for name in book.namelist() if "externalLink" in name or "vba" in name.lower()]
    return found


def made(shown: ReportView, lang: str = "en") -> dict[str, list[list[str]]]:
    return sheets(render_xlsx(shown, lang))


def test_sheets_and_columns() -> None:
    zh = made(view(), "zh")
    assert list(zh) == ["检测结论", "个人信息外传", "个人信息收集", "接收方", "观测范围"]
    assert zh["检测结论"][0][:11] == [
        "序号", "规则/条款", "判定", "证据强度", "数据类型", "行为主体（App/SDK）", "阶段", "次数", "接收方",
        "证据编号", "整改建议",
    ]  # fmt: skip
    assert zh["检测结论"][1][:4] == ["1", "A1 题\nCAC191 3(1)", "违规", "A"]
    en = made(view())
    assert list(en) == ["Findings", "Disclosures", "Collected", "Recipients", "Coverage"]
    first = dict(zip(en["Findings"][0], en["Findings"][1], strict=True))
    assert first["Actor (app / SDK)"] == "AdHive (com.adhive.sdk)" and first["Recipient"] == "ads.example"
    assert "disclosure: d0001" in first["Evidence"] and first["What to change"] == "call it later"
    verdicts = [row[2] for row in en["Findings"][1:]]
    assert verdicts == [
        "violation", "suspected", "suspected", "undetermined", "pass", "suspected (for information only)",
    ]  # fmt: skip


def test_what_it_rests_on() -> None:
    shown = view()
    en = made(shown)
    assert len(en["Disclosures"]) - 1 == sum(len(row.disclosures) for row in shown.rows)
    assert len(en["Collected"]) - 1 == len(shown.collected) > 0
    assert {row[1] for row in en["Recipients"][1:]} == {row.recipient.host for row in shown.rows}
    assert {row[1] for row in en["Coverage"]} >= {"Blind spot", "Seen"}
    cut = dataclasses.replace(shown, run=dataclasses.replace(shown.run, complete=False, reason="cable"))
    assert any("cable" in row[2] for row in made(cut)["Coverage"])


def test_the_same_view_gives_the_same_bytes() -> None:
    assert render_xlsx(view(), "zh") == render_xlsx(view(), "zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_names_are_text(lang: str) -> None:
    formula = finding("Z9", "VIOLATION", recipient="=1+1", detail="@SUM(A1)", text=Said(zh="=1+1", en="=1+1"))
    shown = hostile()
    shown = dataclasses.replace(shown, findings=(*shown.findings, formula))
    data = render_xlsx(shown, lang)
    assert len(data) < 200_000
    table = next(iter(sheets(data).values()))
    assert len(table) == 5 and table[4][8] == "=1+1"
    for row in table:
        for cell in row:
            assert cell.replace("\n", "").isprintable() and len(cell.encode("utf-16-le")) // 2 <= 32_767
    assert table[1][8].startswith("=cmd|") and "\u2421" not in table[1][8] and "\u2400" in table[1][8]
    assert "(+9,996,000)" in table[3][11]


def test_nothing_too_long_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [f"d{number:08d}" for number in range(10_000)]
    shown = view([finding("A1", "VIOLATION", evidence=Evidence(disclosures=ids)), finding("B2", "PASS")])
    assert re.search(r"\(\+[\d,]+\)$", made(shown)["Findings"][1][9])
    monkeypatch.setattr(findings_xlsx, "_ROWS", 1)
    assert made(shown)["Findings"][2] == ["\u2026 1 more row: see assessment.json"]


def test_without_values() -> None:
    imei = str(VALUES["telephony.imei"])
    said = str(made(with_values()))
    assert imei in said and imei not in str(made(redacted(with_values())))


def test_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(WorkbookError, match=r"pip install 'harness\[reports\]'"):
        render_xlsx(view(), "en")
