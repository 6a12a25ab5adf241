import msgspec
import pytest

from harness.policy.differences import Difference


def test_a_difference_is_checked_when_it_is_read() -> None:
    row = Difference(kind="collected", standing="vague", category="imei", why="umbrella")
    assert msgspec.json.decode(msgspec.json.encode(row), type=Difference) == row
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"kind": "collected", "standing": "fine"}, Difference)
