"""The check of the agent's JNI calls that all tests run with: it finds what a desktop JVM forgives."""

from pathlib import Path

import pytest

from harness.capture.agent.script import CHECK_JNI
from tests.capture.agent.altered import alter
from tests.capture.agent.app import started

pytestmark = pytest.mark.e2e


@pytest.fixture
def complaints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file for this test's complaints: they are wanted."""
    path = tmp_path / "complaints.txt"
    path.touch()
    monkeypatch.setenv(CHECK_JNI, str(path))
    return path


def test_another_thread_s_env_is_found(complaints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that ended every app on an emulator: a stack described with the agent thread's JNIEnv."""
    before = "  return (env, method, location) => {"
    after = "  const env = Java.vm.getEnv().handle;\n  return (_, method, location) => {"
    alter(tmp_path, monkeypatch, ("java/stacks/jvmtistack.ts", before, after))
    with started() as app:
        app.observe("telephony")
    text = complaints.read_text(encoding="utf-8")
    assert "JNI function 19 called with another thread's JNIEnv by Error" in text
    assert "taken" in text  # where in the agent it was


def test_a_pending_exception_is_found_in_the_native_part(
    complaints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = "  original (s, env, self, v, r);\n  failed = thrown (env);"
    alter(tmp_path, monkeypatch, ("native/core/method.c", before, f"{before}\n  JNI (31);"))
    with started() as app:
        app.observe("telephony")
    assert "JNI function 31 called with an exception pending by observed" in complaints.read_text(encoding="utf-8")


def test_a_pending_exception_is_found_in_scripts(
    complaints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = "    jni.exceptionClear(env);\n  }\n  let learnt"
    alter(tmp_path, monkeypatch, ("engine.ts", before, "  }\n  let learnt"))
    with started() as app:
        app.observe("telephony")
    assert "called with an exception pending by Error" in complaints.read_text(encoding="utf-8")


def test_nothing_is_checked_outside_of_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    from harness.capture.agent.script import agent_text

    assert "globalThis.harnessChecksJni = " in agent_text()
    monkeypatch.delenv(CHECK_JNI)
    assert "globalThis.harnessChecksJni = " not in agent_text()
