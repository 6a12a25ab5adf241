"""What is broken of a seal, in words."""

from pathlib import Path

from harness.evidence.bundle import Bundle
from harness.evidence.seal import verified
from harness.jobs.seals import faults
from tests.evidence.bundles import sealed


def test_a_whole_seal_has_no_faults_and_each_kind_of_harm_has_a_line(tmp_path: Path) -> None:
    root = sealed(tmp_path / "bundle", a=b"a" * 10, b=b"b")
    assert list(faults(verified(Bundle(root)))) == []
    (root / "a").write_bytes(b"a" * 9 + b"x")
    (root / "b").unlink()
    for number in range(30):
        (root / f"c{number:02}\x1b").touch()
    lines = list(faults(verified(Bundle(root))))
    assert lines[0].startswith("changed: a") and lines[1].startswith("missing: b")
    assert lines[-1] == "added: 10 more" and len(lines) == 2 + 20 + 1
    assert not any("\x1b" in line for line in lines)
