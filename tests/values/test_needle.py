"""Which values are looked for."""

import pytest

from harness.analysis.search.patterns import PatternSet
from harness.evidence.rows import Observation, Value
from harness.values.needle import Needle, ValuesError, from_persona, natural, observed, telling, unique

COMMON = ["1", "zh", "true", "null", "zh_CN", "Pixel 7", "com.android.chrome", "0" * 15, "aaaaaaaaaaaaaaa1"]
SHARED = ["00000000-0000-0000-0000-000000000000", "9774d56d682e549c"]


@pytest.mark.parametrize("text", COMMON + SHARED)
def test_common_values_never_tell(text: str) -> None:
    assert not telling(text)


@pytest.mark.parametrize("text", ["866712345678906", "5f0c2b7e-1d3a-4c55-9e0b-7a6d1f2e3c4b", "3c:a1:b2:c3:d4:e5",
                                  "someone.new@persona.example", "9f3c1a77d2e4b805"])  # fmt: skip
def test_identifiers_tell(text: str) -> None:
    assert telling(text)


def row(category: str, *texts: str) -> Observation:
    items = [Value(type="s", text=text) for text in texts]
    return Observation(seq=0, time_us=0, mono_ns=0, pid=1, process="p", thread_id=1, thread="t", point="x.y",
                       category=category, result=Value(type="list", items=items))  # fmt: skip


def test_observed_values_are_new_ones_of_identifying_points() -> None:
    known = [Needle(value_id="imei", category="imei", text="866712345678906")]
    rows = [
        row("imei", "866712345678906", "866712345678914"),
        row("installed_apps", "5f0c2b7e-1d3a-4c55-9e0b-7a6d1f2e3c4b"),
        row("user_account", "com.bright.lantern12345"),
    ]
    found = observed(rows, known, "com.bright.lantern")
    assert [(needle.value_id, needle.text) for needle in found] == [("seen.imei.1", "866712345678914")]


def test_persona_ids_are_kept_and_repetitions_dropped() -> None:
    values = [{"id": "a", "category": "c", "value": "1"}, {"id": "b", "category": "c", "value": "1"}]
    assert [needle.value_id for needle in unique(from_persona({"values": values}))] == ["a"]
    with pytest.raises(ValuesError):
        from_persona({"values": 5})


def test_natural_order() -> None:
    assert sorted(["c.10", "c.2", "b"], key=natural) == ["b", "c.2", "c.10"]


@pytest.mark.parametrize("text", ["9" * 5000, "²" * 12, "١٢٣٤٥٦٧٨٩٠١٢"])
def test_digits_that_are_no_number_are_text(text: str) -> None:
    patterns = PatternSet()
    patterns.add_needles([Needle(value_id=f"phone.{text}", category="phone_number", text=text)])
    assert text.encode() in patterns.meanings
    assert natural(f"phone.{text}")
