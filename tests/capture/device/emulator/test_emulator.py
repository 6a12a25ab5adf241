"""Ports of emulators: each has a pair of its own."""

import sys
from pathlib import Path

import pytest

from harness.capture.device.emulator.emulator import reserve_ports


@pytest.mark.skipif(sys.platform != "linux", reason="names that end with their holder are Linux's")
def test_users_with_homes_of_their_own_get_ports_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = []
    for user in ("one", "other"):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / user))
        held.append(reserve_ports())
    assert held[0].port != held[1].port
    held[0].record.close()
    held[0].claim.close()
    held.append(reserve_ports())
    assert held[2].port != held[1].port
    for one in held:
        one.record.close()
        one.claim.close()
