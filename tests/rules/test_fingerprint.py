"""Ids of what was found: the same for the same, and for nothing else."""

from harness.rules.fingerprint import digest, fingerprint


def test_names_run_into_one_another_in_no_way() -> None:
    said = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc")]
    assert len({digest(parts) for parts in said}) == len(said)


def test_whatever_an_app_is_called() -> None:
    assert fingerprint("R", "\ud800").startswith("f") and len(fingerprint("R", "x" * 10_000_000)) == 13
