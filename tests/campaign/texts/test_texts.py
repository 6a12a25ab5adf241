"""Both languages say the same things."""

import re

import pytest

from harness.campaign.texts import texts
from harness.campaign.texts.errors import LanguageError


def test_both_languages_have_the_same_sentences_with_the_same_gaps() -> None:
    zh, en = texts("zh")._sentences, texts("en")._sentences
    assert set(zh) == set(en)
    for key, text in en.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", zh[key])), key


def test_another_language_is_one_sentence() -> None:
    with pytest.raises(LanguageError, match="en or zh"):
        texts("fr")
