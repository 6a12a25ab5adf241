"""Opening what is analysed: whoever asked hears what is broken, and nothing is printed."""

from pathlib import Path

import pytest

from harness.evidence.exchange import RecordingError
from harness.evidence.seal import Verification
from harness.jobs.source import open_bundle, open_source
from harness.jobs.told import Silent
from tests.evidence.bundles import sealed


class Hearing(Silent):
    def __init__(self) -> None:
        self.heard: list[tuple[Path, Verification]] = []

    def broken(self, bundle: Path, found: Verification) -> None:
        self.heard.append((bundle, found))


def test_a_broken_seal_is_told_and_a_whole_one_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, told = sealed(tmp_path / "bundle"), Hearing()
    open_bundle(root, told)
    assert not told.heard
    (root / "ui/x.xml").write_text("<other/>")
    assert open_source(root, told).seal, "the conclusions that rest on it fall"
    ((path, found),) = told.heard
    assert path == root and found.changed == ["ui/x.xml"]
    assert capsys.readouterr() == ("", "")


def test_what_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"There is no file or bundle .*nothing\.har\."):
        open_source(tmp_path / "nothing.har", Silent())
