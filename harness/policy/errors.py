"""What goes wrong with a policy's file, in one sentence."""

from harness.errors import BadInputError


class PolicyError(BadInputError, ValueError):
    """A file cannot be read as a policy. The message names the file, what is wrong and what to do."""


def missing(what: str, package: str) -> PolicyError:
    """Return the error that says which package reads ``what`` and how it is installed."""
    return PolicyError(f"Reading {what} needs the package {package}: pip install 'harness[policy]' installs it.")
