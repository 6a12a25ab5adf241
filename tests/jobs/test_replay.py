"""A recording opened to be played back: a bundle, a HAR, a flow file."""

import hashlib
import io
from pathlib import Path

import pytest
from mitmproxy.io import FlowWriter
from typer.testing import CliRunner

from harness.cli.main import app
from harness.evidence.bundle import FLOWS, PERSONA
from harness.evidence.exchange import RecordingError
from harness.jobs.replay import played_back
from harness.jobs.told import Silent
from tests.capture.proxy.replay.kit import answered, asked
from tests.evidence.bundles import sealed, small_persona
from tests.regress.kit import har


def flows() -> bytes:
    file = io.BytesIO()
    FlowWriter(file).add(answered(asked("https://a.example/"), "x"))
    return file.getvalue()


def test_a_bundle_is_known_by_its_seal_and_its_persona_s_values(tmp_path: Path) -> None:
    persona = small_persona()
    root = sealed(tmp_path / "run", **{FLOWS: flows(), PERSONA: persona.to_yaml().encode()})
    with played_back(root, Silent()) as tape:
        assert (tape.count, tape.source.name) == (1, "run")
        assert tape.source.sha256 == hashlib.sha256((root / "manifest.json").read_bytes()).hexdigest()
        assert persona.get("imei") in tape.personal


def test_a_file_is_known_by_its_digest(tmp_path: Path) -> None:
    path = har(tmp_path / "a.har", ("a.example", {"b": "c"}))
    with played_back(path, Silent()) as tape:
        assert (tape.count, tape.source.name) == (1, "a.har")
        assert tape.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


class Hearing(Silent):
    def __init__(self) -> None:
        self.heard: list[str] = []

    def warn(self, text: str) -> None:
        self.heard.append(text)


def test_a_cut_recording_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.mitm"
    path.write_bytes(flows() + flows()[:-9])
    told = Hearing()
    with played_back(path, told) as tape:
        assert tape.count == 1
    assert ["ends early" in text for text in told.heard] == [True]


def test_a_recording_without_answers_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.mitm"
    with path.open("wb") as file:
        FlowWriter(file).add(asked("https://a.example/"))
    with pytest.raises(RecordingError, match=r"There is no answer in .*a\.mitm that could be played back\."):
        played_back(path, Silent()).__enter__()


def test_the_internet_and_a_recording_exclude_each_other(tmp_path: Path) -> None:
    words = ["run", "a.apk", "--network", "live", "--replay", str(tmp_path)]
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 2
    assert "--replay keeps the app from the internet: leave --network live away." in found.output.replace("\n", " ")
