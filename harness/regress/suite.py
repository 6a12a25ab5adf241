"""All recordings of a directory, each held against its expectations, by several processes at once."""

import gc
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import TypeVar

from harness.config.layers import ToLookFor
from harness.errors import BAD_INPUT, DONE, FOUND, INCOMPLETE, HarnessError
from harness.files.names import shown
from harness.files.places import PlaceError
from harness.files.unexpected import sentence
from harness.regress.expected import read_expected
from harness.regress.find import recording_of
from harness.regress.judge import judge
from harness.regress.outcome import Outcome, State, worst
from harness.regress.present import NOTHING, present

R = TypeVar("R")
KILLED = "a process that analysed recordings was killed (out of memory?); try --jobs 1."
CODES: dict[State, int] = {
    "as_expected": DONE, "differs": FOUND, "bad_input": BAD_INPUT, "undetermined": INCOMPLETE, "incomplete": INCOMPLETE,
}  # fmt: skip
"""Exit codes. An expectation that is undetermined was not judged to its end."""


def outcome(expected: Path, otherwise: ToLookFor = NOTHING) -> Outcome:
    """Hold one recording against its file of expectations; ``otherwise`` is looked for where that names nothing.

    Raises nothing: what goes wrong is part of the outcome.
    """
    begun = time.monotonic()
    name = shown(expected)
    warnings: list[str] = []
    recording = ""
    try:
        placed = read_expected(expected)
        source = recording_of(expected)
        recording = shown(source)
        now = present(source, placed.content, expected.parent, warnings.append, otherwise)
        checks = list(map(now.shown, judge(placed.content, now, lambda path: placed.at(path).line)))
    except Exception as error:  # noqa: BLE001 - one bad recording does not cost the others
        return _failed(error, recording, name, warnings, time.monotonic() - begun)
    return Outcome(
        recording=recording,
        expected=name,
        state=worst([check.state for check in checks]),
        checks=checks,
        warnings=warnings,
        seconds=round(time.monotonic() - begun, 3),
    )


def _failed(error: Exception, recording: str, expected: str, warnings: list[str], seconds: float) -> Outcome:
    bad = isinstance(error, HarnessError) and error.exit_code == BAD_INPUT
    return Outcome(
        recording=recording,
        expected=expected,
        state="bad_input" if bad else "incomplete",
        problem=str(error) if isinstance(error, HarnessError) else sentence(error),
        line=error.line if isinstance(error, PlaceError) else 0,
        warnings=warnings,
        seconds=round(seconds, 3),
    )


def outcomes(expected: Sequence[Path], jobs: int, otherwise: ToLookFor = NOTHING) -> Iterator[Outcome]:
    """Yield the outcome of each file of expectations, in their order. ``jobs`` processes share the work;
    ``otherwise`` is looked for where a file names nothing.

    Processes stay warm: what is compiled of one recording's values is there for the next.
    """
    for path, done in zip(expected, shared(partial(outcome, otherwise=otherwise), expected, jobs), strict=True):
        yield done or Outcome(recording="", expected=shown(path), state="incomplete", problem=KILLED)


def shared(do: Callable[[Path], R], paths: Sequence[Path], jobs: int) -> Iterator[R | None]:
    """Yield what ``do`` makes of each path, in their order, made by ``jobs`` processes; ``None`` where one was killed.

    What ``do`` raises is raised here.
    """
    jobs = min(jobs, len(paths))
    if jobs < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(do, paths)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"), initializer=gc.freeze) as pool:
        try:
            for each in [pool.submit(do, path) for path in paths]:
                try:
                    yield each.result()
                except BrokenProcessPool:
                    yield None
        finally:
            pool.shutdown(cancel_futures=True)


def code(found: Sequence[Outcome]) -> int:
    """Return the exit code of a whole suite."""
    return CODES[worst([each.state for each in found])]
