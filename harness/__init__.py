"""Dynamic runtime instrumentation harness for Android.

``harness.open`` and ``harness.analyze`` are the commands' analysis for Python and notebooks: see ``docs/python.md``.
What they need is loaded when one of the names is first used: importing this package alone costs next to nothing.
"""

from typing import TYPE_CHECKING, Any

from harness.errors import BadInputError, HarnessError, HarnessWarning

if TYPE_CHECKING:
    from harness.api import (
        Assessment,
        CallsRequest,
        Collected,
        Disclosure,
        Exchange,
        Finding,
        Observation,
        Opened,
        Rows,
        Sighting,
        analyze,
        open,
    )

__all__ = [
    "Assessment",
    "BadInputError",
    "CallsRequest",
    "Collected",
    "Disclosure",
    "Exchange",
    "Finding",
    "HarnessError",
    "HarnessWarning",
    "Observation",
    "Opened",
    "Rows",
    "Sighting",
    "analyze",
    "open",
]

__version__ = "0.1.0"


if not TYPE_CHECKING:  # who checks types would take any name for one that is there

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from harness import api

        found = globals()[name] = getattr(api, name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
