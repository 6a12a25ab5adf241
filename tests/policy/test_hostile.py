"""Texts that are made to take long, or to break something."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.policy.document import Block, Document
from harness.policy.extract import extract
from harness.policy.model import Policy
from tests.policy.said import policy

PIECES = st.sampled_from(
    ["我们", "不会", "收集", "您的", "手机号", "，", "。", "：", "如果", "时", "除", "外", "SDK", "极光推送",
     "\n", "- ", "1. ", "We ", "do not ", "collect ", "your IMEI", ", ", ". ", "if ", "unless ", "share ",
     "third parties", "|", "\u202e", "\0", "İ", "ß", "\U0001f600"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_read(text: str) -> None:
    found = policy(text)
    sentences = {row.id: row for row in found.sentences}
    assert all(claim.sentence in sentences for claim in found.claims)
    assert all(found.quoted(claim) for claim in found.claims)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["我们收集您的手机号，", "we collect your IMEI, ", "当您使用时", "以下：\n", "if you use ", "(", "除", "将您的",
     "IMEI、", "<a ", "您的信息共享给"],
)  # fmt: skip
def test_what_never_ends_is_read_in_pieces(piece: str) -> None:
    found = read([piece * 8_000])
    assert found.characters <= 400_000


def test_each_line_may_lead_the_next() -> None:
    found = policy("我们收集以下信息：\n" * 1000)
    assert found.sentence_count == 1000


def test_rows_of_one_long_cell() -> None:
    cells = ["极光推送SDK", "IMEI、" * 10_000]
    document = Document(
        format="html",
        title="SDK",
        blocks=[Block(kind="row", text=" ".join(cells), cells=cells, head=["SDK名称", "信息"])],
    )
    assert {row.category for row in extract(document, source="x", sha256="", size=0).of("collects")} == {"imei"}


def read(texts: list[str]) -> Policy:
    document = Document(format="txt", blocks=[Block(text=text) for text in texts])
    return extract(document, source="x", sha256="", size=0)
