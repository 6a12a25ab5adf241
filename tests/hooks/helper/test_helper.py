"""The Java code that the agent brings along on ART was built from these sources."""

import shutil
from pathlib import Path

import pytest

from hooks.agent import build
from hooks.agent.helper import build as script


def test_it_was_built_from_these_sources() -> None:
    assert script.DIGEST.read_text("utf-8").strip() == script.digest(), "run hooks/agent/helper/build.py"
    assert script.TEXT.read_text("utf-8") == script.as_text(script.DEX.read_bytes())


@pytest.mark.debian
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    if missing := [name for name in script.PROGRAMS if shutil.which(name) is None]:
        pytest.skip(f"needs {', '.join(missing)}")
    assert script.build(tmp_path / "again.dex").read_bytes() == script.DEX.read_bytes()


def test_it_has_a_class_for_each_family_that_the_agent_calls() -> None:
    text = (build.SOURCES / "java" / "canaries.ts").read_text("utf-8")
    codes = {line.split('code: "')[1].split('"')[0] for line in text.splitlines() if 'code: "' in line}
    assert len(codes) == 11
    for code in codes:
        assert f"Lagent/Calls${code};".encode() in script.DEX.read_bytes()
