"""Hook logs as people have them: a record a line, pretty-printed, in a list, behind a prefix, as frida prints them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence.calls.scan import records, unwrapped
from tests.examples import examples

THREE = [{"type": "hook", "n": n, "args": [{"value": "}{"}, {"v": "\n"}], "text": 'a "b" \u4f60'} for n in range(3)]


def read(path: Path, data: bytes | str) -> tuple[list[Any], list[tuple[int, str]]]:
    """Return the records and, by line, what is wrong with the others."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    good: list[Any] = []
    bad: list[tuple[int, str]] = []
    for found in records(path):
        for record in [found] if found.problem else unwrapped(found.line, found.value):
            if record.problem:
                bad.append((record.line, record.problem))
            else:
                good.append(record.value)
    return good, bad


def sent(payload: object) -> str:
    """A message as frida-tools' repl.py prints it (``frida -o``)."""
    return f"message: { ({'type': 'send', 'payload': payload}) } data: None"


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(map(json.dumps, THREE)),
        "\r\n".join(json.dumps(one, indent=2) for one in THREE),
        "".join(json.dumps(one, indent=4) for one in THREE),
        json.dumps(THREE),
        json.dumps(THREE, indent=1) + "\n",
        ",".join(map(json.dumps, THREE)) + ",",
        "\ufeff[*] Loaded\n" + "\n".join(f"MobSF-API-Monitor: {json.dumps(one)}," for one in THREE),
        "\n".join(f"01:02 D/hook: {json.dumps(one, indent=2)}, " for one in THREE),
        "     ____\n    / _  |   Frida\n" + "\n".join(map(sent, THREE)) + "\n[Pixel::x]-> exit\n",
        "\n".join(sent(json.dumps(one)) for one in THREE),
        sent(THREE),
        "\n".join(json.dumps({"type": "send", "payload": f"X: {json.dumps(one)},"}) for one in THREE),
    ],
    ids=[
        "lines",
        "pretty",
        "joined",
        "list",
        "pretty-list",
        "one-line",
        "prefix",
        "prefix-pretty",
        "repl",
        "repl-text",
        "repl-list",
        "message",
    ],
)
def test_every_way_of_writing_them(tmp_path: Path, text: str) -> None:
    assert read(tmp_path / "log", text) == (THREE, [])


@pytest.mark.parametrize("indent", [None, 2])
def test_a_damaged_record_costs_itself_alone(tmp_path: Path, indent: int | None) -> None:
    text = [json.dumps(one, indent=indent) for one in THREE]
    line = 1 + text[0].count("\n") + 1
    for cut in (5, len(text[1]) // 2, len(text[1]) - 1):
        good, bad = read(tmp_path / "log", "\n".join([text[0], text[1][:cut], text[2]]))
        assert good == [THREE[0], THREE[2]] and [at for at, _ in bad] == [line]


def test_one_that_is_damaged_on_a_line_of_many(tmp_path: Path) -> None:
    one, two, three = map(json.dumps, THREE)
    good, bad = read(tmp_path / "log", f"{one},{two[:-30]}}},{three},")
    assert good[0] == THREE[0] and good[-1] == THREE[2] and len(bad) == 1


def test_the_last_one_ends_with_the_file(tmp_path: Path) -> None:
    text = "\n".join(json.dumps(one, indent=2) for one in THREE)
    assert read(tmp_path / "log", text[:-20]) == (THREE[:2], [(text.count("\n", 0, text.rindex("\n{") + 1) + 1,
                                                              "it ends in the middle")])  # fmt: skip


def test_half_characters_and_numbers_that_json_does_not_know(tmp_path: Path) -> None:
    good, bad = read(tmp_path / "log", b'{"a": "\\ud83d", "b": NaN, "c": "\xff"}\n')
    assert not bad and good[0]["a"] == "\ud83d" and good[0]["c"] == "\udcff"


def test_a_message_that_is_not_as_frida_writes_it(tmp_path: Path) -> None:
    good, bad = read(tmp_path / "log", "message: {'type': 'send', 'payload': __import__('os')} data: None\n{\"a\": 1}")
    assert good == [{"a": 1}] and [at for at, _ in bad] == [1]


def test_an_empty_file_and_talk_alone(tmp_path: Path) -> None:
    assert read(tmp_path / "log", "") == ([], [])
    assert read(tmp_path / "log", "hooked { foo } [1, 2]\n-> ]\n") == ([], [])


@given(st.binary(max_size=200) | st.text(alphabet="{}[]\":,\\n \n'amesg", max_size=200).map(str.encode))
@examples(300)
def test_no_bytes_end_it(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    read(tmp_path_factory.mktemp("log") / "log", data)
