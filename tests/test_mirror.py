"""Tests stand where a stranger looks (CONTRIBUTING.md): what is not so yet is named, and no more comes to it."""

from tests.mirror import excepted, modules, order, untested


def test_a_module_has_a_test_of_its_name() -> None:
    new = sorted(set(untested()) - set(excepted()))
    assert not new, f"{new} have no tests/.../test_NAME.py: write it (CONTRIBUTING.md, 'Where tests stand')"


def test_the_exceptions_only_shrink() -> None:
    done = sorted(set(excepted()) - set(untested()))
    assert not done, f"{done} have a test of their name now, or are gone: take them out of tests/mirror.txt"


def test_each_exception_is_named_once_and_in_order() -> None:
    assert excepted() == sorted(set(excepted()), key=order)
    assert len(modules()) > 300
