"""Where expectations stand."""

from pathlib import Path

import pytest

from harness.files.read import ReadError
from harness.regress.find import expected_of, found, recording_of
from tests.evidence.bundles import sealed
from tests.regress.kit import GOOD, expect, shop


def test_files_and_bundles_have_theirs_beside_them(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / ".git").mkdir()
    har, bundle = shop(tmp_path / "in" / "x.har"), sealed(tmp_path / "run")
    shop(bundle / "inside.har")
    shop(tmp_path / ".git" / "hidden.har")
    assert found(tmp_path) == ([], [bundle, har])
    expected = [expect(bundle, GOOD), expect(har, GOOD)]
    assert found(tmp_path) == (expected, []) and [recording_of(each) for each in expected] == [bundle, har]
    assert found(har) == found(expected[1]) == ([expected[1]], []) and found(bundle) == ([expected[0]], [])
    assert expected_of(bundle).parent == tmp_path, "nothing is added to a sealed bundle"


def test_what_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="There is no recording below"):
        found(tmp_path)
    with pytest.raises(ReadError, match="There is no directory"):
        found(tmp_path / "none")
    with pytest.raises(ReadError, match="There is no recording for"):
        recording_of(tmp_path / "gone.har.expected.yaml")
