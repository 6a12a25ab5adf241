import msgspec

from harness.evidence.run_record import WithoutAgent


def test_what_is_not_known_of_the_counter_test_is_not_said() -> None:
    assert msgspec.json.encode(WithoutAgent(reason="gone")) == b'{"reason":"gone"}'
    assert msgspec.json.encode(WithoutAgent(survived=False)) == b'{"survived":false}'
