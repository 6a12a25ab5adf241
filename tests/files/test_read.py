"""Files that a user names: bounded, and every fault one sentence."""

import os
from pathlib import Path

import pytest

from harness.files.names import shown
from harness.files.read import ReadError, YamlError, open_regular, parse_yaml, read_bytes, read_text


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"a" * 100)
    assert read_bytes(path, "the file", 100) == b"a" * 100
    with pytest.raises(ReadError, match=r"Cannot read the file .*x: it is larger than"):
        read_bytes(path, "the file", 99)


def test_what_never_ends_is_cut_off() -> None:
    with pytest.raises(ReadError, match="larger than 1 KiB"):
        read_bytes(Path("/dev/zero"), "the file", 1024)


def test_a_sparse_file_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ReadError, match="larger than 8 MiB"):
        read_bytes(tmp_path / "x", "the file", 8 << 20)


def test_a_pipe_can_be_read() -> None:
    out, into = os.pipe()
    os.write(into, b"- x\n")
    os.close(into)
    try:
        assert read_text(Path(f"/dev/fd/{out}"), "the file", 100) == "- x\n"
    finally:
        os.close(out)


def test_recordings_and_evidence_are_plain_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(ReadError, match="not a plain file"):
        open_regular(tmp_path / "fifo", "the recording")
    with pytest.raises(ReadError, match="is a directory"):
        open_regular(tmp_path, "the recording")
    with pytest.raises(ReadError, match="No such file"):
        open_regular(tmp_path / "none", "the recording")


def test_text_is_utf8(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\xff")
    with pytest.raises(ReadError, match="not UTF-8"):
        read_text(tmp_path / "x", "the file", 100)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [", 1), ("a: 2020-99-99", 0), (f"a: {'9' * 10_000}", 0), ("[" * 5000, None), ("a: &a [*b]", 1), ("\t- a", 1)],
)
def test_bad_yaml_is_one_sentence(text: str, line: int | None) -> None:
    with pytest.raises(YamlError, match=r"^x\.yaml.* is not YAML: ") as caught:
        parse_yaml(text, "x.yaml")
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300
    if line is not None:  # not every version of the parser says where it gave up
        assert bool(caught.value.line) == bool(line)


def test_names_are_one_line_of_text() -> None:
    assert shown("\u4f60 \u00e9.har") == "\u4f60 \u00e9.har"
    assert shown(os.fsdecode(b"ok\xff\xfe.har")) == "ok\\xff\\xfe.har"
    assert shown("a\nintact: 20 files\x1b[0m\u202e") == "a\\x0aintact: 20 files\\x1b[0m\\u202e"
    shown(os.fsdecode(bytes(range(1, 256)))).encode()
