"""What pytest collects: the tests are what the file expects, whatever the recording holds."""

from pathlib import Path

import pytest

from harness.regress.collected import ExpectedFile, Unlike
from tests.regress.kit import GOOD, expect, shop


def test_one_analysis_for_all(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    path = expect(shop(tmp_path / "x.har"), GOOD)
    file = ExpectedFile.from_parent(request.session, path=path)
    items = list(file.collect())
    assert [item.name for item in items][1:3] == [
        "expects[phone_number leaves to api.shop.example]",
        "expects[imei never leaves]",
    ]
    items[0].runtest()
    monkeypatch.setattr("harness.regress.collected.outcome", lambda path: None)
    for item in items:
        item.runtest()
    assert items[1].reportinfo()[1] == 2


def test_a_recording_that_is_gone_fails_each(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    file = ExpectedFile.from_parent(request.session, path=expect(tmp_path / "x.har", GOOD))
    with pytest.raises(Unlike, match="There is no recording for"):
        next(iter(file.collect())).runtest()
