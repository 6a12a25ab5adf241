"""A language that is none is bad input."""

from harness.campaign.texts.errors import LanguageError
from harness.errors import BAD_INPUT


def test_it_is_bad_input() -> None:
    assert LanguageError.exit_code == BAD_INPUT
    assert issubclass(LanguageError, ValueError)
