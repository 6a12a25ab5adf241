"""What can be wrong with a language."""

from harness.errors import BadInputError


class LanguageError(BadInputError, ValueError):
    """There are no texts in a language."""
