"""The named faults: each has a test of this mark, and a row in docs/faults.md."""

import pytest


def fault(name: str) -> pytest.MarkDecorator:
    """Mark the test of a fault. ``pytest tests/faults -v`` says at its end what came of each, by name."""
    return pytest.mark.fault(name)
