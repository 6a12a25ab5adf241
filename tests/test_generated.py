"""What is made from other files is rebuilt and compared by ``make generated``: here what takes little of that is done,
and what it says is checked."""

import shutil
from pathlib import Path

import pytest

from tests import generated
from tests.generated import Artefact, artefacts, compare, missing, unlisted

EVERY = {one.path: one for one in artefacts()}


def _is_by_others(path: str) -> bool:
    """Whether its rebuild is compared by a test beside it, or (tests/apps) made as those are."""
    return path.endswith((".apk", ".dex", "points.jar", "doubles.jar", "shells.jar"))


def test_what_looks_made_is_in_the_table() -> None:
    if shutil.which("git") is None or not (generated.ROOT / ".git").exists():
        pytest.skip("needs git, and a clone")
    assert unlisted(EVERY) == [], "a file that something makes belongs into tests/generated.py"
    assert "samples/bully/bully.apk" in unlisted(set(EVERY) - {"samples/bully/bully.apk"})


def test_every_artefact_is_named_once_and_is_there() -> None:
    assert len(EVERY) == len(artefacts()) and all((generated.ROOT / path).is_file() for path in EVERY)


@pytest.mark.parametrize("path", sorted(path for path, one in EVERY.items() if not one.needs))
def test_what_needs_no_tools_is_as_it_would_be_made(path: str) -> None:
    assert compare(EVERY[path]).state == "equal", "run python -m tests.generated --write"


@pytest.mark.debian
@pytest.mark.parametrize(
    "path",
    sorted(path for path, one in EVERY.items() if one.needs and not _is_by_others(path)),
)
def test_a_rebuild_gives_the_same_bytes(path: str) -> None:
    found = compare(EVERY[path])
    if found.state == "not compared":
        pytest.skip(found.why)
    assert found.state == "equal", found.why


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    (tmp_path / "one.txt").write_text("abc")
    return tmp_path


def told(monkeypatch: pytest.MonkeyPatch, *made: Artefact) -> None:
    monkeypatch.setattr(generated, "artefacts", lambda: list(made))


def failing(folder: Path) -> str:
    raise SystemExit("javac failed:\nno such class")


def test_what_differs_is_told_and_written_when_asked(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(monkeypatch, Artefact("one.txt", lambda _: "axc"))
    assert generated.main([]) == 1
    said = capsys.readouterr().out
    assert "differs" in said and "one.txt: 3 bytes here, 3 made, other from byte 1 on" in said
    assert "0 equal, 1 differs, 0 not compared" in said and "--write" in said
    assert (here / "one.txt").read_text() == "abc"
    assert generated.main(["--write"]) == 0
    assert (here / "one.txt").read_text() == "axc" and generated.main([]) == 0


def test_a_build_that_fails_is_no_equal_one(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(monkeypatch, Artefact("one.txt", failing))
    assert generated.main(["--write"]) == 1 and (here / "one.txt").read_text() == "abc"
    assert "building failed: javac failed: no such class" in capsys.readouterr().out


def test_what_is_missing_is_named_and_fails_nothing(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(monkeypatch, Artefact("one.txt", failing, ("no-such-compiler 17",)), Artefact("one.txt", lambda _: "abc"))
    assert generated.main([]) == 0
    said = capsys.readouterr().out
    assert "not compared" in said and "one.txt: there is no no-such-compiler here" in said
    assert "1 equal, 0 differs, 1 not compared" in said


def test_another_version_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "clang"
    program.write_text("#!/bin/sh\necho Debian clang version 99.1.2\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    missing.cache_clear()
    assert missing("clang 14") == "made by clang 14, and here is 'Debian clang version 99.1.2'"
    assert missing("clang 99") == "" and "17.0" in missing("frida 17.0")
    missing.cache_clear()


def test_words_choose(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    told(monkeypatch, Artefact("one.txt", lambda _: "abc"), Artefact("two.txt", failing))
    assert generated.main(["one"]) == 0 and "two.txt" not in capsys.readouterr().out
    assert generated.main(["three"]) == 2 and "three" in capsys.readouterr().err
