"""Every command of the device's shell, in modules by subject.

A new command is one function with ``@command("name")`` or ``@service("name")``.
"""

import importlib
import pkgutil
from functools import cache

from harness.sandbox.shell.registry import TABLE, Registered


@cache
def commands() -> dict[str, Registered]:
    """All commands, by name: every module here is loaded for them."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return TABLE
