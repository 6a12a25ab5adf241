"""A hostile bundle, policy and file of rules on disk, as far as a person sees anything of them."""

import io

import pytest
from rich.console import Console

from harness.analysis.show.explain import Explanation
from harness.analysis.show.finding import FindingExplained
from harness.jobs.assess import Assessed, assess_source, explain_source
from harness.jobs.formats import FORMATS, How, rendered
from harness.jobs.report import view_of
from harness.jobs.source import Request
from harness.jobs.told import Silent
from harness.report.terminal import print_summary
from tests import hostile_bundle
from tests.hostile import EVIL, UNPAIRED, filled

MOST = 1 << 20


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> Request:
    folder = tmp_path_factory.mktemp("hostile")
    return Request(
        source=hostile_bundle.write(folder / "bundle"),
        rules=["cn", str(hostile_bundle.rules(folder))],
        policies=hostile_bundle.policy(folder),
    )


@pytest.fixture(scope="module")
def done(request_: Request) -> Assessed:
    return assess_source(request_, Silent(), workers=1)


def inert(text: str) -> bool:
    return text.removeprefix("\ufeff").replace("\r\n", "").translate({10: None, 9: None, 0xA0: None}).isprintable()


def test_it_is_assessed_as_any_other(done: Assessed) -> None:
    found = done.found
    assert {row.verdict for row in found.findings} >= {"VIOLATION", "UNDETERMINED"}
    assert found.disclosures and found.policy is not None and found.policy["claims"]
    assert any(row.rule == "EVIL-1" for row in found.findings)
    assert {row.index for row in found.sightings if row.where == "body"} == {0, 1, 2}


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "redact"), [("en", True), ("zh", False)])
def test_formats(done: Assessed, lang: str, redact: bool) -> None:
    for name, made in zip(FORMATS, rendered(done, list(FORMATS), How(lang, redact, EVIL)), strict=True):
        assert len(made) < MOST, name
        assert isinstance(made, bytes) or inert(made), name


def test_terminal(done: Assessed) -> None:
    for lang in ("en", "zh"):
        out = io.StringIO()
        print_summary(view_of(done), Console(file=out, width=80), lang)
        assert inert(out.getvalue()) and "=cmd" in out.getvalue()


@pytest.mark.parametrize("json", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_explained(request_: Request, done: Assessed, json: bool) -> None:
    adverse = next(row for row in done.found.findings if row.adverse)
    for name in (adverse.id, done.found.sightings[0].id):
        said = explain_source(request_, Silent(), name, json=json).decode()
        assert inert(said) and len(said) < MOST


@pytest.mark.parametrize("kind", [Explanation, FindingExplained])
def test_whatever_is_explained(kind: type[Explanation | FindingExplained]) -> None:
    one = filled(kind, EVIL + UNPAIRED)
    assert inert(one.text()) and inert(one.json().decode())
