"""What is known to fail on real ART, and why. Whoever mends it takes the line out: a test that passes then fails."""

from fnmatch import fnmatchcase

#: By ``module::test[mode-parameter]``, where ``*`` stands for anything and ``[`` for itself.
FAILURES: dict[str, str] = {}


def failure(test: str) -> str | None:
    """Why a test fails, or None when it should not."""
    for pattern, reason in FAILURES.items():
        if fnmatchcase(test, pattern.replace("[", "[[]")):
            return reason
    return None
