import re
import string

import pytest

from harness.catalog.categories import categories
from harness.report.texts import sentences, texts

FIELDS = string.Formatter()


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in FIELDS.parse(sentence) if name}


def test_both_languages_say_the_same_things() -> None:
    zh, en = sentences("zh"), sentences("en")
    assert set(zh) == set(en)
    assert {key: names(text) for key, text in zh.items()} == {key: names(text) for key, text in en.items()}
    assert not [key for key, text in {**zh, **en}.items() if not text.strip() and not key.startswith("sep.")]


def test_chinese_is_chinese() -> None:
    plain = {"actor.sdk", "fact.seconds", "detail.ms", "times", "lang", "sep.clause", "sep.list", "stop"}
    plain |= {
        f"calibrate.way_name.{way}" for way in ("urlconnection", "http2", "websocket", "udp", "quic")
    }  # names of protocols
    plain |= {"calibrate.form.aes", "calibrate.form.gzip_base64"}
    wrong = [
        key for key, text in sentences("zh").items() if key not in plain and not re.search("[\u4e00-\u9fff]", text)
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_ever_called_clean(lang: str) -> None:
    words = " ".join(sentences(lang).values()).lower()
    for phrase in ("nothing found", "no personal data left", "no data leaves", "compliant", "未发现问题", "合规"):
        assert phrase not in words


def test_plurals_and_thousands() -> None:
    en = texts("en")
    assert en("verdict.left", n=1) == "1 kind of personal data left the device"
    assert en("more.bytes", n=1234567) == "… 1,234,567 more bytes"


def test_an_explanation_in_brackets_is_dropped_for_short() -> None:
    row = categories()["location_precise"]
    for lang in ("zh", "en"):
        short = texts(lang).short_category(row, row.id)
        assert short and not re.search("[()（）]", short)
    assert texts("en").short_category(None, "new_kind") == "new_kind"
