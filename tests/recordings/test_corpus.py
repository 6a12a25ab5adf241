"""The corpus is green, stays readable, and holds nothing of the machine on which it was made."""

import getpass
import json
import re
import socket
from pathlib import Path

import msgspec
import pytest
import yaml
from typer.testing import CliRunner

from harness.analysis.from_bundle import recording_from_bundle
from harness.cli.main import app
from harness.evidence.bundle import PERSONA, RUN, Bundle
from harness.evidence.rows import Connection, Hook, Observation, Phase, Process, Row, encode_row, kinds
from harness.evidence.rows.row import decode_row
from harness.evidence.run_record import encode_run, read_run
from harness.evidence.seal import verified
from harness.persona.generate import generate
from harness.regress.suite import outcome
from tests.recordings import HERE, SHARED, bundle
from tests.recordings.build import RUNS, SEED

MOST = 3 << 20
"""Bytes of the whole corpus."""


@pytest.mark.slow
def test_every_recording_is_as_expected() -> None:
    done = CliRunner().invoke(app, ["regress", str(HERE), "--json", "--jobs", "1"])
    found = {Path(each["recording"]).name: each["state"] for each in json.loads(done.stdout)}
    assert found == dict.fromkeys(RUNS, "as_expected"), done.output
    assert done.exit_code == 0


def test_what_is_expected_can_be_missed(tmp_path: Path) -> None:
    """What leaves before consent is taken for what must not."""
    (tmp_path / "lantern-refuse").symlink_to(bundle("lantern-refuse"))
    expected = tmp_path / "lantern-refuse.expected.yaml"
    expected.write_text("never_leaves: [{data: imei, before: consent}]")
    assert outcome(expected).state == "differs"


@pytest.mark.parametrize("name", RUNS)
def test_a_bundle_of_an_earlier_version_is_read(name: str) -> None:
    """Each file of it, as it was sealed: these bundles are the earlier versions from now on."""
    found = Bundle(bundle(name))
    seal = verified(found)
    assert seal.sealed and not (seal.changed or seal.missing or seal.added or seal.void)
    raw = json.loads(found.read_bytes(RUN))
    assert json.loads(encode_run(read_run(raw))) == raw, "nothing that was said is lost"
    rows: dict[type[Row], int] = {}
    for kind in kinds():
        lines = (
            found.read_bytes(kind.file).splitlines() if kind.file.endswith(".jsonl") and found.has(kind.file) else []
        )
        for line in lines:
            row = decode_row(kind.cls, line)
            assert msgspec.json.decode(encode_row(row)) == msgspec.json.decode(line)
        rows[kind.cls] = sum(1 for _ in found.rows(kind.cls))
    assert all(rows[cls] for cls in (Hook, Observation, Phase, Process))
    recording = recording_from_bundle(found)
    assert recording.run.outcome == "complete" and recording.persona
    assert {each.connection for each in recording.exchanges} == {row.id for row in found.rows(Connection)}


def test_all_have_the_same_made_up_persona() -> None:
    """Beside its values are the device's own, which the sandbox makes up, too."""
    made = {value.value for value in generate(SEED).values if isinstance(value.value, str)}
    for name in RUNS:
        values = yaml.safe_load(Bundle(bundle(name)).read_bytes(PERSONA))["values"]
        assert made == {row["value"] for row in values if isinstance(row["value"], str) and not row.get("origin")}


def test_nothing_of_the_machine_is_in_it() -> None:
    """No folder, no name of a user or a machine; and it is small."""
    files = [path for path in HERE.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".py", ".md")]
    assert sum(path.stat().st_size for path in files) < MOST
    folder = re.compile(rb"(?<![\w/:.])/(home|root|Users|tmp|work|var/folders)/")
    for path in files:
        content = path.read_bytes()
        assert not folder.search(content), f"{path.name}: {folder.search(content)}"
        for name in {getpass.getuser(), socket.gethostname()} - {"root", "vm", "user", "runner", "localhost"}:
            assert name.encode() not in content, f"{path}: {name}"
    assert not [path for path in files if path.suffix == ".png"]


@pytest.mark.parametrize("path", sorted((HERE / "of-others").glob("*.yaml")), ids=lambda path: path.stem)
def test_recordings_of_others_are_as_expected(path: Path, tmp_path: Path) -> None:
    """They are read where they are."""
    place = SHARED / path.stem
    if not place.is_dir():
        pytest.skip("shared/recordings is not beside the checkout")
    (recording,) = place.glob("*.har")
    known = yaml.safe_load((place / "truth.yaml").read_text())["values"]
    values = [{"id": f"v{at}", "category": row["category"], "value": row["value"]} for at, row in enumerate(known)]
    (tmp_path / "values.yaml").write_text(yaml.safe_dump(values))
    (tmp_path / recording.name).symlink_to(recording)
    (tmp_path / f"{recording.name}.expected.yaml").write_text(path.read_text())
    found = outcome(tmp_path / f"{recording.name}.expected.yaml")
    assert [check for check in found.checks if not check.good] == [] and not found.problem
    assert found.state == "as_expected"
