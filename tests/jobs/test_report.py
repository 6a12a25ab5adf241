"""A report quotes nothing that is not as it was sealed."""

from pathlib import Path

import msgspec
from msgspec.structs import fields

from harness.evidence.rows import Phase
from harness.jobs.assess import assess_source
from harness.jobs.report import view_of
from harness.jobs.source import Request
from harness.jobs.told import Silent
from tests.evidence.bundles import sealed


def test_a_changed_file_is_not_quoted(tmp_path: Path) -> None:
    root = sealed(tmp_path / "bundle")
    with (root / "phases.jsonl").open("a") as file:
        needed = {field.name: 1 if field.type is int else "forged" for field in fields(Phase) if field.required}
        file.write(msgspec.json.encode(needed).decode() + "\n")
    view = view_of(assess_source(Request(source=root), Silent()))
    assert view.seal_broken and "forged" not in [phase.name for phase in view.phases]
