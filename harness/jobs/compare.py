"""Several runs of one app, side by side."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from harness.analysis.across.compare import Comparison, compare
from harness.analysis.recording import Recording
from harness.analysis.together import assess_together
from harness.files.names import shown
from harness.jobs.assess import tool
from harness.jobs.source import open_source
from harness.jobs.told import Told
from harness.persona.persona import load_persona
from harness.values.file import load_values


def compared(
    sources: Sequence[Path], told: Told, *, values: Path | None = None, persona: Path | None = None
) -> Comparison:
    """Assess each bundle or recording and compare them. Raises ``BundleError`` and ``RecordingError``.

    ``values`` is a file of values to look for in all of them, ``persona`` that of recordings without one.
    """
    wanted = load_values(values, told.warn) if values is not None else []
    planted = msgspec.to_builtins(load_persona(persona)) if persona is not None else None
    recordings = [_with(open_source(path, told), planted) for path in sources]
    found = assess_together(recordings, wanted, tool=tool())
    return compare([(shown(path.name), one) for path, one in zip(sources, found, strict=True)])


def _with(recording: Recording, persona: dict[str, object] | None) -> Recording:
    if persona is not None and not recording.persona:
        recording.persona = persona
    return recording
