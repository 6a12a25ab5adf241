"""The analysis compiles values; most of these tests have the same ones."""

from tests.kept import values_once

__all__ = ["values_once"]
