"""Documents in a bundle: as they were given, under names that are no one else's."""

import hashlib
from pathlib import Path

from harness.evidence.bundle import Bundle
from harness.evidence.documents import GivenDocument, keep, kept
from harness.evidence.run_record import RunRecord
from harness.evidence.seal import verified
from harness.evidence.writer import BundleWriter
from tests.hostile import EVIL

GIVEN = [
    GivenDocument("policy.HTML", b"<p>x"),
    GivenDocument(EVIL, b"\0\xff"),
    GivenDocument("../../x.yaml", b"claims: []"),
]


def written(root: Path) -> Bundle:
    with BundleWriter(root, RunRecord()) as writer:
        keep(writer, GIVEN)
        writer.seal("complete")
    return Bundle(root)


def test_they_come_back_as_they_were_given(tmp_path: Path) -> None:
    bundle = written(tmp_path / "b")
    assert kept(bundle) == GIVEN
    said = bundle.run.policies or []
    assert [row.file for row in said] == ["policy/1.html", "policy/2.txt", "policy/3.yaml"]
    assert said[1].sha256 == hashlib.sha256(b"\0\xff").hexdigest() and said[1].size == 2
    assert not verified(bundle).changed


def test_one_that_is_gone_or_elsewhere_is_none(tmp_path: Path) -> None:
    bundle = written(tmp_path / "b")
    (tmp_path / "b" / "policy" / "1.html").unlink()
    names = ("policy/1.html", "persona.yaml", "policy/../run.json")
    for row, name in zip(bundle.run.policies or [], names, strict=True):
        row.file = name
    assert [row.data for row in kept(bundle)] == [None, None, None]


def test_a_run_without_any_says_nothing(tmp_path: Path) -> None:
    with BundleWriter(tmp_path / "b", RunRecord()) as writer:
        keep(writer, [])
        writer.seal("complete")
    assert Bundle(tmp_path / "b").run.policies is None and kept(Bundle(tmp_path / "b")) == []
