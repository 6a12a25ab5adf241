"""Private members of the platform's classes are found before the app runs.

In a hook ART would judge by the app's code that is below it, and refuse them (runtime/jni/jni_internal.cc,
GetJniAccessContext; runtime/hidden_api.cc).
"""

from pathlib import Path

import pytest

from tests.capture.agent.altered import alter
from tests.capture.agent.app import started

pytestmark = pytest.mark.e2e

#: Refuses what is not public to all threads but the first one that asks, which is the agent's.
LOOKUP = "  const id = lookup(env, cls, Memory.allocUtf8String(name), Memory.allocUtf8String(sig));\n"
STRICT = (
    "java/jni.ts",
    LOOKUP,
    '  const first = ((globalThis as any).firstEnv ??= env.toString());\n'
    '  if (first !== env.toString() && ["command", "m", "c", "elementData"].includes(name)) return null;\n'
    + LOOKUP,
)  # fmt: skip


def test_a_command_s_words_are_read_from_a_field_that_was_found_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alter(tmp_path, monkeypatch, STRICT)
    with started() as app:
        _, rows = app.observe("start true --now")
    (start,) = [row for row in rows if row.point == "processbuilder.start"]
    assert [item.text for item in start.args[0].items] == ["true", "--now"]
