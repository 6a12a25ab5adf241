"""Several runs of one app, side by side, or as its old version and its new one."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from harness.analysis.across.compare import Comparison, compare
from harness.analysis.across.diff import Diff, check_allowed, diff
from harness.analysis.across.eyes import Side
from harness.analysis.assessment import Knowledge, prepare
from harness.analysis.model import Assessment
from harness.analysis.recording import Recording
from harness.analysis.together import assess_together
from harness.files.names import shown
from harness.jobs.assess import tool
from harness.jobs.judge import Judging
from harness.jobs.source import Request, load_lists, open_source
from harness.jobs.told import Told
from harness.persona.persona import load_persona
from harness.report.redact import redacted_assessment
from harness.report.secrets import secrets_of
from harness.rules.facts import put
from harness.values.file import load_values
from harness.values.needle import Needle, from_persona


class _Together(NamedTuple):
    """Sources that were assessed together, and the values that were looked for in all of them."""

    recordings: list[Recording]
    wanted: list[Needle]
    found: list[Assessment]


def compared(
    sources: Sequence[Path],
    told: Told,
    *,
    values: Path | None = None,
    persona: Path | None = None,
    rules: Sequence[str] = (),
) -> Comparison:
    """Assess each bundle or recording and compare them. Raises ``BundleError`` and ``RecordingError``.

    ``values`` is a file of values to look for in all of them, ``persona`` that of recordings without one, ``rules`` are
    those by which they are judged (see ``Request``).
    """
    judging = _judging(sources, rules)
    done = _assessed(sources, told, values, persona, Knowledge(), judging)
    return compare([(shown(path.name), one) for path, one in zip(sources, done.found, strict=True)])


def differences(
    before: Path,
    after: Path,
    told: Told,
    *,
    noise: Sequence[Path] = (),
    values: Path | None = None,
    persona: Path | None = None,
    trackers: Sequence[Path] = (),
    countries: Path | None = None,
    allow: Sequence[str] = (),
    rules: Sequence[str] = (),
    redact: bool = False,
    progress: Callable[[int], None] = lambda exchanges: None,
) -> Diff:
    """Assess an app's old version and its new one, and tell what differs.

    ``noise`` are further runs of the old version; what differs between these varies by itself. ``allow`` are the names
    of doubts that are accepted, ``rules`` those by which all are judged (see ``Request``). ``redact`` takes known
    values out of whatever the runs are described with; ``progress`` hears how many exchanges of one were searched.
    Raises ``BundleError``, ``RecordingError``, ``AllowError``, ``NoiseError`` and ``RuleError``.
    """
    check_allowed(allow)
    sources = [before, after, *noise]
    judging = _judging(sources, rules)
    done = _assessed(sources, told, values, persona, load_lists(trackers, countries), judging, progress)
    found = _without_values(done) if redact else done.found
    sides = [
        Side(
            name=shown(path.name),
            found=one,
            looked=_looked(recording, done.wanted),
            not_planted=recording.run.not_planted or (),
            unhooked=frozenset(hook.point for hook in recording.hooks if not hook.resolved and hook.applicable),
        )
        for path, recording, one in zip(sources, done.recordings, found, strict=True)
    ]
    return diff(sides[0], sides[1], sides[2:], allow=allow, tool=tool())


def _judging(sources: Sequence[Path], rules: Sequence[str]) -> Judging:
    return Judging.of(Request(source=sources[0], rules=list(rules)))


def _assessed(
    sources: Sequence[Path],
    told: Told,
    values: Path | None,
    persona: Path | None,
    knowledge: Knowledge,
    judging: Judging,
    progress: Callable[[int], None] = lambda exchanges: None,
) -> _Together:
    wanted = load_values(values, told.warn) if values is not None else []
    planted = msgspec.to_builtins(load_persona(persona)) if persona is not None else None
    recordings = [_with(open_source(path, told), planted) for path in sources]
    workers = os.cpu_count() or 1
    found = assess_together(recordings, wanted, tool=tool(), knowledge=knowledge, progress=progress, workers=workers)
    for recording, one in zip(recordings, found, strict=True):
        put(one, judging.beside(recording.policies, told).judge(one))
    return _Together(recordings, wanted, found)


def _with(recording: Recording, persona: dict[str, object] | None) -> Recording:
    if persona is not None and not recording.persona:
        recording.persona = persona
    return recording


def _looked(recording: Recording, wanted: Sequence[Needle]) -> frozenset[str]:
    """Return the kinds of data that were looked for: what the device could not be given is none of them."""
    missing = set(recording.run.not_planted or ())
    own = from_persona(recording.persona) if recording.persona else []
    there = [needle for needle in own if not {needle.value_id, needle.category} & missing]
    return frozenset(needle.category for needle in (*there, *wanted))


def _without_values(done: _Together) -> list[Assessment]:
    """Return the assessments without the values of any run: what one planted may stand in another's texts."""
    ready = [prepare(recording, done.wanted) for recording in done.recordings]
    secrets = [
        secrets_of(found, each.needles, each.crypto.operations) for found, each in zip(done.found, ready, strict=True)
    ]
    public = [each.package for each in ready]
    found = []
    for one in done.found:
        for secret in secrets:
            one = redacted_assessment(one, secret, public)
        found.append(one)
    return found
