"""A flood of disclosures is one notice, now and then."""

import msgspec
import pytest

from harness.explore.screens import proved as module
from harness.explore.screens.proved import Proved
from tests.explore.told import told


def test_what_comes_at_once_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: moment)
    stream, _ = told()
    row = next(row for row in stream.state.disclosures.values() if row.consent == "before")
    after = msgspec.structs.replace(row, consent="after")
    proved = Proved()
    proved.take(after)
    assert proved.said() == ""
    proved.take(row)
    assert proved.said() == f"{row.category} as {row.form} to {row.recipient.host}, before consent"
    for _ in range(12):
        proved.take(row)
    assert proved.said() == ""
    moment += module.EVERY_S
    assert proved.said().endswith("before consent; and 11 more")
    assert proved.said() == ""
