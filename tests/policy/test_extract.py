import sys

import pytest

from harness.policy.document import Block, Document
from harness.policy.extract import extract
from tests.policy.said import policy


def read(*blocks: Block) -> list[str]:
    document = Document(format="html", blocks=list(blocks))
    return [gap.key for gap in extract(document, source="x", sha256="", size=0).gaps]


def test_the_same_document_gives_the_same_policy() -> None:
    text = "我们会收集您的IMEI、Android ID。\n我们接入了极光推送SDK。"
    assert policy(text) == policy(text)


def test_what_keeps_a_policy_from_being_read_is_told() -> None:
    assert read() == ["no_text"]
    assert read(Block(text="Мы собираем ваши персональные данные и храним их.")) == ["other_language"]
    assert read(Block(text="Welcome to our cooking page about soups.")) == ["no_collection_rules"]
    assert read(Block(text="We collect your data."), Block(text="We share your data.", hidden=True)) == ["hidden_text"]
    assert read(Block(text="We collect your data.")) == []


def test_without_opencc_traditional_characters_are_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    (gap,) = policy("我們會蒐集您的個人資訊與電話號碼。").blinding
    assert gap.key == "other_language" and "harness[policy]" in gap.detail
    assert policy("我们会收集您的手机号。").blinding == []


def test_hidden_sentences_are_marked() -> None:
    document = Document(format="html", blocks=[Block(text="We collect your IMEI.", hidden=True)])
    found = extract(document, source="x", sha256="", size=0)
    assert [row.hidden for row in found.sentences] == [True]


def test_languages_are_shares_of_letters() -> None:
    assert set(policy("我们会收集您的手机号。").languages) == {"zh-Hans"}
    assert "zh-Hant" in policy("我們會蒐集您的個人資訊與電話號碼。").languages
    assert set(policy("We collect your data.").languages) == {"en"}
