"""An agent built from sources with a change, to see that a fault is caught."""

import shutil
from pathlib import Path

import pytest

from hooks.agent import build


def alter(folder: Path, monkeypatch: pytest.MonkeyPatch, *changes: tuple[str, str, str]) -> None:
    """Have an agent used that is built with ``changes``: a file, a text that is in it, and what stands in its place."""
    home = folder / "agent"
    shutil.copytree(build.HERE, home, ignore=shutil.ignore_patterns("dist", "__pycache__", "node_modules"))
    for name, before, after in changes:
        path = home / "src" / name
        text = path.read_text(encoding="utf-8")
        assert before in text, f"{name} no longer has: {before}"
        path.write_text(text.replace(before, after), encoding="utf-8")
    built = folder / "agent.js"
    built.write_text(build.compile_agent(home), encoding="utf-8")
    monkeypatch.setattr("harness.capture.agent.script.agent_file", lambda: built)
