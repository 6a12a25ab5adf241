"""Several runs of one app assessed for being compared: each knows what the others made and carried."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from harness.analysis.assessment import Knowledge, assess
from harness.analysis.model import Assessment
from harness.analysis.recording import Recording
from harness.values.needle import Needle, natural


def assess_together(
    recordings: Sequence[Recording],
    wanted: Sequence[Needle] = (),
    *,
    tool: Mapping[str, Any] | None = None,
    knowledge: Knowledge | None = None,
    progress: Callable[[int], None] = lambda exchanges: None,
    workers: int = 1,
) -> list[Assessment]:
    """Return one assessment a recording, in their order. ``wanted`` are values to look for besides the personas',
    ``knowledge`` holds trackers and countries. ``progress`` and ``workers`` are those of ``assess``.

    A random value is an identifier where two of the runs carry it; and an identifier that one run saw being made is
    looked for in the others, too, for they may have read it from where it was stored. Raises ``RecordingError``.
    """
    base = knowledge or Knowledge()

    def knows(recording: Recording) -> Knowledge:
        return dataclasses.replace(base, others=[other for other in recordings if other is not recording])

    def assessed(recording: Recording, values: Sequence[Needle]) -> Assessment:
        return assess(recording, values, tool=tool, knowledge=knows(recording), progress=progress, workers=workers)

    found = [assessed(row, wanted) for row in recordings]
    made = {text: category for one in found for text, category in _made(one).items()}
    for at, recording in enumerate(recordings):
        own = {str(value).lower() for value in found[at].values.values()}
        new = [text for text in sorted(made) if text.lower() not in own]
        if new:
            extra = [
                Needle(value_id=f"run.{made[text]}.{number}", category=made[text], text=text, origin="file")
                for number, text in enumerate(new, 1)
            ]
            again = assessed(recording, [*wanted, *extra])
            found[at] = again if any(_sent(again, needle) for needle in extra) else found[at]
    return found


def _made(found: Assessment) -> dict[str, str]:
    """Identifiers that the app or an SDK made at run time and that left: their texts and categories."""
    return {
        str(found.values[key]): row.category
        for row in found.disclosures
        for key in sorted(row.value_ids, key=natural)
        if key.startswith("seen.app_instance_id.")
    }


def _sent(found: Assessment, needle: Needle) -> bool:
    return any(needle.value_id in row.value_ids for row in found.disclosures)
