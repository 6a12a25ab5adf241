"""Opening what is analysed: whoever asked hears what is broken, and nothing is printed."""

from pathlib import Path

import pytest

from harness.analysis.recording import Recording
from harness.app.apk import ApkError
from harness.evidence.exchange import RecordingError
from harness.evidence.pcap.connections import Connections
from harness.evidence.pcap.file import PcapFile
from harness.evidence.seal import Verification
from harness.jobs.source import Request, open_bundle, open_source, tell_apps
from harness.jobs.told import Silent
from tests.evidence.bundles import sealed


class Hearing(Silent):
    def __init__(self) -> None:
        self.heard: list[tuple[Path, Verification]] = []
        self.warned: list[str] = []

    def warn(self, text: str) -> None:
        self.warned.append(text)

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


def test_what_a_capture_says_of_apps_is_told(tmp_path: Path) -> None:
    capture = PcapFile(tmp_path / "x", Path("x.pcap"), None, Connections([]))
    told = Hearing()
    tell_apps(Recording(exchanges=capture), "", told)
    capture.apps = ["com.example.a"]
    tell_apps(Recording(exchanges=capture), "", told)
    tell_apps(Recording(exchanges=()), "com.example.a", told)
    assert not told.warned, "of one app there is nothing to choose"
    capture.apps = [f"com.example.{letter}" for letter in "abcdef"] + ["\x1b[31m"]
    tell_apps(Recording(exchanges=capture), "", told)
    capture.left_out = 1
    tell_apps(Recording(exchanges=capture), "com.example.a", told)
    first, second = told.warned
    assert first.startswith("the capture holds traffic of 7 apps (com.example.a, ") and "--app NAME" in first
    assert second.startswith("connections of other apps than com.example.a left out: 1;") and "\x1b" not in first


def test_facts_of_the_app_s_files_are_read_of_a_file_that_is_given(tmp_path: Path) -> None:
    lantern = Path(__file__).parents[2] / "samples" / "lantern" / "lantern.apk"
    told = Hearing()
    found = Request(source=sealed(tmp_path / "bundle"), apk=lantern).opened(told).recording
    assert found.static is not None and found.static_given and found.static.classes > 20
    with pytest.raises(ApkError, match="no file"):
        Request(source=tmp_path / "bundle", apk=tmp_path / "none.apk").opened(told)
