"""Builds the account stub, the same bytes every time: ``python samples/account-stub/build.py``.

No shell command adds an account: only the app that owns its type may. So this app owns a type, and adds the account
that adb tells it. Tools and key are those of the other samples.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent


def samples_build() -> ModuleType:
    """The build of the sample apps."""
    spec = importlib.util.spec_from_file_location("samples_build", HERE.parent / "build.py")
    assert spec and spec.loader  # noqa: S101 - the file is there
    module = importlib.util.module_from_spec(spec)
    sys.modules["samples_build"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    kit = samples_build()
    sys.stdout.write(f"{kit.build(kit.Sample(HERE / 'account'))}\n")
