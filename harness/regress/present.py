"""A recording as it is now: assessed in this process, with what its expectations say is to be looked for."""

from collections.abc import Callable, Sequence
from pathlib import Path

from harness.analysis.assessment import assess_prepared, prepare
from harness.analysis.recording import Recording
from harness.evidence.seal import Verification
from harness.files.names import shown
from harness.jobs.assess import tool
from harness.jobs.source import Request
from harness.regress.expected import Expected
from harness.regress.judge import Present
from harness.values.needle import Needle


class Heard:
    """Keeps what a job says that a user should read: see ``harness.jobs.told.Told``."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        """Hand every sentence on to ``warn``."""
        self.warn = warn

    def progress(self, text: str) -> None:
        """See ``Told.progress``."""

    def broken(self, bundle: Path, found: Verification) -> None:
        """Hear of a bundle that is not as it was sealed; its assessment says what falls with it."""
        self.warn(f"{shown(bundle)} is not as it was sealed ({found.state}).")


def present(recording: Path, said: Expected, beside: Path, warn: Callable[[str], None]) -> Present:
    """Assess a recording; files that ``said`` names are relative to the directory ``beside``.

    Raises what opening and analysing it raise: ``HarnessError`` of all kinds.
    """
    request = Request(
        source=recording,
        values=beside / said.values if said.values else None,
        persona=beside / said.persona if said.persona else None,
    )
    told = Heard(warn)
    wanted = request.wanted(told)
    opened = request.open(told)
    ready = prepare(opened, wanted)
    found = assess_prepared(opened, ready, tool=tool())
    return Present.of(found, looked_for(ready.needles, opened), opened.run.not_planted or ())


def looked_for(needles: Sequence[Needle], recording: Recording) -> dict[str, str]:
    """Return the categories of the values that were looked for, by their ids.

    A persona's value that the device could not be given is none: the app had another one.
    """
    missing = set(recording.run.not_planted or ())
    return {
        needle.value_id: needle.category
        for needle in needles
        if not (needle.origin == "persona" and {needle.value_id, needle.category} & missing)
    }
