"""The extractor reads the corpus as well as docs/policy.md says. Real policies are worse than ours."""

from pathlib import Path

import pytest

from harness.policy.formats.charset import decode
from tests.policy.accuracy import CORPUS, Score, documents, measure


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return measure()


def test_the_corpus_has_many_styles_and_both_languages() -> None:
    names = [path.name for path in documents()]
    assert len(names) >= 12
    assert {name[:3] for name in names} == {"zh-", "en-"}
    charsets = {decode(path.read_bytes()).charset for path in documents()}
    assert {"utf-8", "gb18030", "big5hkscs"} <= charsets


@pytest.mark.parametrize(
    ("kind", "precision", "recall"),
    [
        ("collects", 0.9, 0.9),
        ("by_sdk", 0.9, 0.9),
        ("does_not_collect", 0.9, 0.95),
        ("shares", 0.8, 0.8),
        ("does_not_share", 0.8, 0.95),
        ("sdk", 0.9, 0.95),
        ("other kinds", 0.95, 0.95),
        ("overbroad_licence", 1.0, 1.0),
    ],
)
def test_precision_and_recall(scores: dict[str, Score], kind: str, precision: float, recall: float) -> None:
    score = scores[kind]
    assert score.precision >= precision, score.wrong
    assert score.recall >= recall, score.missed


def test_the_figures_in_the_docs_are_these(scores: dict[str, Score]) -> None:
    told = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")
    for kind, score in scores.items():
        labelled = len(score.right) + len(score.missed)
        assert f"| {kind} | {labelled} | {score.precision:.2f} | {score.recall:.2f} |" in told
    assert CORPUS.is_dir()
