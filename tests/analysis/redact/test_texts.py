"""Texts, JSON and rows."""

import base64

from harness.evidence.rows import Value
from harness.values.needle import Needle
from tests.analysis.redact.kit import OTHERS, VALUES, redaction

PHONE, OTHER = VALUES[0].text, OTHERS[0].text
TEXTS = redaction().texts


def test_trees_keys_and_numbers() -> None:
    tree = {"a": [PHONE, 1, None, True], PHONE: {"n": int(PHONE), "f": 1.5}}
    assert TEXTS.tree(tree) == {"a": [OTHER, 1, None, True], OTHER: {"n": int(OTHER), "f": 1.5}}


def test_a_call_s_arguments() -> None:
    value = Value(type="java.util.Map", fields={"k": Value(type="String", text=f"x={PHONE}")},
                  items=[Value(type="byte[]", data=f'{{"t":"{PHONE}"}}'.encode())])  # fmt: skip
    made = TEXTS.value(value)
    assert made.fields["k"].text == f"x={OTHER}" and made.items[0].data == f'{{"t":"{OTHER}"}}'.encode()


def test_a_row_s_own_words_are_left_to_what_tells_by_itself() -> None:
    made = redaction(values=[Needle(value_id="z", category="locale", text="zh")])
    line = made.texts.line(
        {"stack": ["com.zh.App.run(A.java:1)"], "point": "zh", "result": {"type": "zh", "text": "zh"}}
    )
    assert line["stack"] == ["com.zh.App.run(A.java:1)"] and line["point"] == "zh" and line["result"]["type"] == "zh"
    assert line["result"]["text"] != "zh"


def test_counts_of_what_recurs() -> None:
    made = redaction()
    for _ in range(3):
        assert made.texts.text(f"t {PHONE}") == f"t {OTHER}"
    assert made.counts.replaced == 3 and made.counts.blanked == 0


def test_bytes_that_are_no_text_stay() -> None:
    assert (
        TEXTS.text(f"\udcff{PHONE}") == f"\udcff{OTHER}" and TEXTS.text("\ud800") == "\ud800" and TEXTS.text("") == ""
    )
    assert TEXTS.values({"type": "b", "data": "no base64!"}) == {"type": "b", "data": "no base64!"}
    assert (
        TEXTS.values({"data": base64.b64encode(PHONE.encode()).decode()})["data"]
        == base64.b64encode(OTHER.encode()).decode()
    )
