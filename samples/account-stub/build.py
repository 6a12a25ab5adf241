"""Builds the account stub, the same bytes every time: ``python samples/account-stub/build.py``.

No shell command adds an account: only the app that owns its type may. So this app owns a type, and adds the account
that adb tells it. Tools and key are those of the other samples.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from samples import build as kit  # noqa: E402

if __name__ == "__main__":
    sys.stdout.write(f"{kit.build(kit.Sample(HERE / 'account'))}\n")
