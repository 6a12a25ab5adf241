"""How a Python child finds this package."""

from __future__ import annotations

import os
from pathlib import Path


def import_environment() -> dict[str, str]:
    """The environment for a Python child that imports this very package, installed or not."""
    here = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))}
