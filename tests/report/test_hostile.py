"""A bundle of hostile texts in every format and language: inert, valid and of bounded size."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from defusedxml.ElementTree import fromstring
from rich.console import Console

from harness.files.cells import cell
from harness.jobs.assess import Assessed
from harness.jobs.formats import FORMATS, How, rendered
from harness.report import ReportView, print_summary
from tests.hostile import EVIL, RUN, SENTINEL, STARTS, UNPAIRED
from tests.report.hostile_view import hostile_assessment, hostile_view
from tests.report.test_findings_xlsx import sheets
from tests.report.test_html import CHROMIUM
from tests.report.test_notice_docx import lines
from tests.report.test_sarif import log

MOST = 3 << 20
TEXT = [name for name in FORMATS if name not in ("xlsx", "pdf", "notice-docx")]
_LINKS = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "srcset")


def all_of(
    view: ReportView, lang: str, monkeypatch: pytest.MonkeyPatch, redact: bool = False, data: bool = True
) -> Mapping[str, str | bytes]:
    """Every format of a view; without ``data``, or redacted, all but JSON."""
    monkeypatch.setattr("harness.jobs.formats.view_of", lambda _: view)
    done = SimpleNamespace(found=hostile_assessment())
    names = [name for name in FORMATS if name != "json" or (data and not redact)]
    return dict(zip(names, rendered(done, names, How(lang, redact, EVIL)), strict=True))  # type: ignore[arg-type]


class Made(dict[str, str | bytes]):
    """Each format of a view, made when somebody looks at it."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang
        self.view = hostile_view()

    def __missing__(self, name: str) -> str | bytes:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("harness.jobs.formats.view_of", lambda _: self.view)
            done = SimpleNamespace(found=hostile_assessment())
            (self[name],) = rendered(done, [name], How(self.lang, False, EVIL))  # type: ignore[arg-type]
        return self[name]


@pytest.fixture(scope="module", params=["en", "zh"])
def made(request: pytest.FixtureRequest) -> Mapping[str, str | bytes]:
    return Made(request.param)


class Page(HTMLParser):
    """What a browser would do with a page, as far as its elements tell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside = ""
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        assert tag not in ("iframe", "object", "embed", "base", "form", "link", "foreignobject")
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            if name in _LINKS:
                assert (value or "").startswith(("#", "data:image/", "https://github.com/")), (tag, name, value)
            if name == "http-equiv":
                assert value in ("Content-Security-Policy", "content-security-policy")
            if name == "style":
                assert "evil" not in (value or "") and "url(" not in (value or "")

    def handle_data(self, data: str) -> None:
        if self.inside in ("script", "style"):
            assert RUN not in data and "\u241b" not in data
        self.inside = ""


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXT)
def test_no_text_drives_a_terminal_or_turns_a_line_round(name: str, made: Mapping[str, str | bytes]) -> None:
    text = made[name]
    assert isinstance(text, str) and len(text) < MOST
    text.encode()
    shown = text.removeprefix("\ufeff").replace("\r\n", "").replace("\n", "").replace("\t", "")
    assert [char for char in shown if not char.isprintable() and char not in "\u00a0\u3000\u2009\u202f"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["html", "notice"])
def test_pages_run_nothing_of_it(name: str, made: Mapping[str, str | bytes]) -> None:
    page = str(made[name])
    Page(page)
    assert "&lt;script&gt;" in page


def test_a_table_runs_no_formula(made: Mapping[str, str | bytes]) -> None:
    _, *rows = csv.reader(io.StringIO(str(made["csv"]).removeprefix("\ufeff")))
    assert len(rows) == 4
    assert all(not each.startswith(("=", "+", "-", "@")) for row in rows for each in row)
    assert all(len(each) < 60_000 for row in rows for each in row)


def test_a_workbook_holds_texts_alone(made: Mapping[str, str | bytes]) -> None:
    data = made["xlsx"]
    assert isinstance(data, bytes) and len(data) < MOST
    assert any("=cmd" in each for rows in sheets(data).values() for row in rows for each in row)


def test_a_document_has_no_fields_and_shows_control_characters(made: Mapping[str, str | bytes]) -> None:
    data = made["notice-docx"]
    assert isinstance(data, bytes) and len(data) < MOST
    said = "\n".join(lines(data))
    assert "\u241b[31m" in said and "\u27e8U+202E\u27e9" in said and "\u2400" in said


def test_machines_can_read_it(made: Mapping[str, str | bytes]) -> None:
    run = log(str(made["sarif"]))
    assert len(run["results"]) >= 2
    suite = fromstring(str(made["junit"]))
    assert len(list(suite.iter("testcase"))) == 4
    assert json.loads(str(made["json"]))["findings"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_terminal_only_hears_our_colours(lang: str) -> None:
    out = io.StringIO()
    print_summary(hostile_view(), Console(file=out, width=100), lang)
    assert out.getvalue().replace("\n", "").isprintable() and len(out.getvalue()) < 100_000


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_redacted_is_as_inert(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in all_of(hostile_view(), lang, monkeypatch, redact=True).items():
        assert len(text) < MOST, name
        if isinstance(text, str):
            text.encode()
            assert not {"\x1b", "\u202e", "\0"} & set(text), name
    Page(str(all_of(hostile_view(), lang, monkeypatch, redact=True)["html"]))


@pytest.mark.parametrize("start", STARTS)
def test_however_a_formula_begins(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view = hostile_view(f"{start}|{EVIL}")
    monkeypatch.setattr("harness.jobs.formats.view_of", lambda _: view)
    table, book = rendered(Assessed(None, None, [], None, hostile_assessment()), ["csv", "xlsx"], How("en", False, ""))  # type: ignore[arg-type]
    cells = [each for row in csv.reader(io.StringIO(str(table).removeprefix("\ufeff"))) for each in row]
    assert all(each == cell(each) or each.startswith("'") for each in cells)
    assert isinstance(book, bytes)
    sheets(book)


@pytest.mark.slow
def test_names_of_ten_megabytes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "=\u202e<b>" + "x" * (1 << 20)
    view = hostile_view(long)
    view = replace(view, app=replace(view.app, label=long * 10, package=long * 10))
    for name, made in all_of(view, "en", monkeypatch, data=False).items():
        assert len(made) < MOST, name
    out = io.StringIO()
    print_summary(view, Console(file=out, width=100), "en")
    assert len(out.getvalue()) < 100_000


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
@pytest.mark.parametrize("name", ["html", "notice"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_browser_executes_nothing(name: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's own title is in its tree as Chromium has it once scripts and handlers of pictures have run; a page
    without our policy, and with one hostile handler, shows that the sentinel would be seen."""
    text = str(all_of(hostile_view(EVIL + UNPAIRED), lang, monkeypatch)[name])
    assert SENTINEL not in title(text, tmp_path)
    assert SENTINEL in title(f"<title>x</title>{EVIL}", tmp_path)


def title(page: str, folder: Path) -> str:
    """Return the title that Chromium gives a page after a second of its own time."""
    file = folder / "page.html"
    file.write_text(page, "utf-8", errors="backslashreplace")
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --dump-dom"
    command = [CHROMIUM, *flags.split(), "--virtual-time-budget=1000", f"--user-data-dir={folder / 'profile'}"]
    done = subprocess.run([*command, file.as_uri()], capture_output=True, timeout=60, check=True)
    tree = done.stdout.decode("utf-8", "replace")
    shutil.rmtree(folder / "profile", ignore_errors=True)
    return tree.partition("<title>")[2].partition("</title>")[0]
