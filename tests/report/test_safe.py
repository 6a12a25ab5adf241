import time

import pytest

from harness.evidence.rows import Value
from harness.report.blocks import block, is_text, value_text
from harness.report.safe import one_line, visible


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[2J\x07", "␛[2J␇"),
        ("a\u202egnp.exe", "a⟨U+202E⟩gnp.exe"),
        ("\u2066x\u2069\u200b\ufeff", "⟨U+2066⟩x⟨U+2069⟩⟨U+200B⟩⟨U+FEFF⟩"),
        ("a\x00b\x7f\x9b", "a␀b␡⟨U+009B⟩"),
        ("one\ntwo\t\r", "one␊two␉␍"),
        ("\ud800", "⟨U+D800⟩"),
        ("\ufffe\uffff\U0001ffff", "⟨U+FFFE⟩⟨U+FFFF⟩⟨U+1FFFF⟩"),
        ("中文 مرحبا 👋", "中文 مرحبا 👋"),
        ("z" + "\u0300" * 500, "z" + "\u0300" * 3),
    ],
)
def test_what_cannot_be_seen_is_made_visible(given: str, shown: str) -> None:
    assert visible(given) == shown


def test_lines_stay_where_they_may() -> None:
    assert visible("a\n\tb\r", multiline=True) == "a\n\tb␍"


def test_one_line_is_bounded_and_cheap() -> None:
    begun = time.process_time()
    assert one_line("\u202e" * 10_000_000, 5) == "⟨U+202E⟩" * 4 + "…"
    assert time.process_time() - begun < 0.5


def shown(data: bytes, mark: tuple[int, int] | None = None, limit: int = 2400) -> str:
    parts = block(data, mark, limit).segments
    return "".join(f"<{s.n}>" if s.kind == "skip" else f"[{s.text}]" if s.kind == "mark" else s.text for s in parts)


def test_text_with_its_place_marked() -> None:
    assert shown(b'{"id": "4711"}', (8, 12)) == '{"id": "[4711]"}'
    assert shown("电话=139".encode(), (7, 10)) == "电话=[139]"


def test_a_place_deep_inside_is_shown_with_what_is_left_out_counted() -> None:
    data = b"x" * 100_000 + b"SECRET" + b"y" * 100_000
    text = shown(data, (100_000, 100_006))
    assert "[SECRET]" in text
    counted = sum(s.n for s in block(data, (100_000, 100_006)).segments)
    seen = sum(len(s.text) for s in block(data, (100_000, 100_006)).segments)
    assert counted + seen == len(data)
    assert seen < 3000


def test_bytes_are_a_hexdump() -> None:
    data = bytes(range(40))
    assert shown(data, (17, 19)).splitlines()[1] == (
        "00000010  10 [11 12 ]13 14 15 16 17  18 19 1a 1b 1c 1d 1e 1f  ·[··]·············"
    )
    assert block(b"\xff" * 100_000).segments[-1].n > 90_000


@pytest.mark.parametrize("mark", [(-1, 2), (5, 5), (9, 3), (2, 999)])
def test_a_place_outside_is_no_place(mark: tuple[int, int]) -> None:
    assert "[" not in shown(b"abcdef", mark)


def test_text_or_not() -> None:
    assert is_text("中文".encode() * 5000)
    assert not is_text(b"ab\x00cd")
    assert not is_text(b"\x1f\x8b\x08\x00\xff")


def test_values_of_any_depth_are_bounded() -> None:
    value = Value(type="x", text="leaf")
    for _ in range(50):
        value = Value(type="list", items=[value] * 50)
    assert len(value_text(value, 400)) < 4_000_000
    assert value_text(Value(type="L", fields={"lat": Value(type="double", text="1.5")}), 100) == "{lat=1.5}"
