"""What a row holds is compared with what the probe got, as far as both tell it."""

import pytest

from harness.analysis.probe.values import differs
from harness.evidence.rows import Value

TEXT = {"t": "java.lang.String", "k": "text", "n": 3, "x": "abc"}


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        (None, None),
        ({"k": "null"}, None),
        ({"k": "null"}, Value(type="null")),
        (TEXT, Value(type="java.lang.String", text="abc")),
        ({**TEXT, "n": 900, "x": "abc"}, Value(type="java.lang.String", text="abc" * 300)),
        ({"k": "text", "x": "11", "n": 2, "t": "java.lang.Integer"}, Value(type="byte[]", data=b"hello world")),
        ({"k": "bytes", "n": 2, "x": "0aff", "t": "[B"}, Value(type="byte[]", data=b"\n\xff")),
        ({"k": "list", "n": 1, "i": [TEXT]}, Value(type="java.util.ArrayList", items=[Value(type="s", text="abc")])),
        ({"k": "object", "t": "[D"}, Value(type="double[]")),
        ({"k": "object", "t": "[[Landroid.a.B;"}, Value(type="android.a.B[][]")),
    ],
)
def test_the_same(said: dict[str, object] | None, seen: Value | None) -> None:
    assert differs(said, seen) == ""


@pytest.mark.parametrize(
    ("said", "seen", "why"),
    [
        (TEXT, Value(type="java.lang.String", text="abd"), "'abc' was given, 'abd' is recorded"),
        (TEXT, Value(type="java.lang.String", text="abcd"), "'abcd' is recorded"),
        (TEXT, None, "null is recorded"),
        (TEXT, Value(type="null"), "null is recorded"),
        ({"k": "null"}, Value(type="s", text="x"), "null was given"),
        ({"k": "text", "x": "9", "n": 1, "t": "I"}, Value(type="byte[]", data=b"1"), "9 bytes were read, 1"),
        ({"k": "bytes", "n": 1, "x": "0a", "t": "[B"}, Value(type="byte[]", data=b"\0"), "'00' is recorded"),
        ({"k": "list", "n": 2, "i": []}, Value(type="l", items=[]), "a list of 2 was given, one of 0"),
        ({"k": "list", "n": 1, "i": [TEXT]}, Value(type="l", items=[Value(type="s", text="z")]), "'z' is recorded"),
        ({"k": "object", "t": "a.B"}, Value(type="a.C"), "a a.B was given, a a.C is recorded"),
    ],
)
def test_another(said: dict[str, object], seen: Value | None, why: str) -> None:
    assert why in differs(said, seen)
