"""Expectations written from what a recording holds now, for a person to read and to make wider or narrower."""

import difflib
import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec
import yaml
from msgspec import UNSET

from harness.analysis.facts.blind_spots import KINDS, REASONS
from harness.config.layers import ToLookFor
from harness.errors import HarnessError
from harness.files.names import shown
from harness.files.read import ReadError, read_text
from harness.files.write import write_whole
from harness.regress.expected import MOST_BYTES, Expected, LeastCoverage, Leaves, read_expected
from harness.regress.find import recording_of
from harness.regress.judge_findings import hidden_by, updated_findings
from harness.regress.lines import Sent, how, leaves_of, sent
from harness.regress.patterns import escaped, matches
from harness.regress.present import NOTHING, Heard, Present, present
from harness.regress.suite import KILLED, shared

_HEADER = "# What is expected of the recording beside this file (harness regress). Read it before you keep it.\n"
_A_PERSONS = frozenset({"no_values", "no_coverage", "no_exchanges", "seal_broken"})
"""Blind spots with which a recording shows nothing at all: no machine allows them."""


def update(expected: Path, look: ToLookFor, told: Heard, *, named: bool = True) -> str:
    """Write a recording's expectations from what it holds now; return the difference, empty where there is none.

    ``look`` says what is looked for where no file says it yet; ``named``: a new file is to name that. Raises what
    reading, analysing and writing raise.
    """
    recording = recording_of(expected)
    old = read_text(expected, "the expectations", MOST_BYTES) if expected.exists() else ""
    before = read_expected(expected).content if old else _new(look if named else NOTHING, expected.parent)
    now = present(recording, before, expected.parent, told.warn, look)
    if not now.planted:
        raise ReadError(f"Nothing was looked for in {shown(recording)}: name the values (--values FILE).")
    after = updated(before, now)
    if old and after == before:
        return ""
    new = text(after, _comment(old) or _HEADER)
    write_whole(expected, new.encode())
    name = shown(expected)
    return "".join(difflib.unified_diff(old.splitlines(True), new.splitlines(True), name, name))


class Updated(msgspec.Struct, frozen=True):
    """What became of one file: the difference, what was told meanwhile, and the problem where it was not written."""

    changed: str = ""
    warnings: list[str] = []
    problem: str = ""


def updates(expected: Sequence[Path], look: ToLookFor, jobs: int, *, named: bool = True) -> Iterator[Updated]:
    """Update files of expectations, by ``jobs`` processes at once; see :func:`update`. Yields in their order."""
    for path, done in zip(expected, shared(partial(_tried, look=look, named=named), expected, jobs), strict=True):
        yield done or Updated(problem=f"{shown(path)}: {KILLED}")


def _tried(expected: Path, look: ToLookFor, *, named: bool) -> Updated:
    warnings: list[str] = []
    try:
        return Updated(update(expected, look, Heard(warnings.append), named=named), warnings)
    except HarnessError as error:  # the others are written; the outcome has this one, too
        return Updated(warnings=warnings, problem=str(error))


def updated(before: Expected, now: Present) -> Expected:
    """Return expectations that the present result fulfils, as far as a machine may write them.

    Lines of ``leaves`` that still speak of something stay as they are; what none of them speaks of is added, what is
    gone is taken out. What must never leave is a person's word: it stays, though it be broken now.
    """
    left = sent(now.found)
    given = [] if before.leaves is UNSET else before.leaves
    kept = [
        (short, row)
        for short, row in zip(given, leaves_of(before), strict=True)
        if row.optional or any(how(row, each) == "yes" for each in left)
    ]
    more = [each for each in left if not any(how(row, each) == "yes" for _, row in kept)]
    added = list(dict.fromkeys(map(_line, more)))
    summary, coverage = now.found.summary, now.found.coverage
    verdicts = [before.verdict] if isinstance(before.verdict, str) else before.verdict
    recipients = before.recipients
    if recipients is not UNSET:
        hosts = sorted({each.left.recipient.host for each in left})
        recipients = [*recipients, *(host for host in hosts if not matches(host, recipients))]
    known = frozenset((*KINDS, *REASONS))
    reasons = [name for name in summary.reasons if name not in _A_PERSONS]
    findings = updated_findings(before, now)
    if findings is not UNSET:
        reasons += [name for name in hidden_by(before, now) if name not in {*reasons, *_A_PERSONS}]
    own = [name for name in before.coverage.allow if name not in known or name in _A_PERSONS]
    return msgspec.structs.replace(
        before,
        verdict=before.verdict if verdicts is not UNSET and summary.verdict in verdicts else summary.verdict,
        leaves=[*(short for short, _ in kept), *([] if before.others == "allowed" else added)],
        recipients=recipients,
        coverage=LeastCoverage(
            exchanges=min(before.coverage.exchanges or coverage.exchanges, coverage.exchanges),
            allow=_as_before(before.coverage.allow, [*own, *reasons]),
        ),
        findings=findings,
    )


def text(said: Expected, comment: str = _HEADER) -> str:
    """Return expectations as the YAML that a person reads: a line an expectation."""
    whole = {"schema": 1, **msgspec.to_builtins(said)}
    return comment + yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, default_flow_style=None, width=10_000)


def _line(each: Sent) -> Leaves:
    """Return the line that speaks of a sighting: not of its path, which changes with every release of a server."""
    left = each.left
    return Leaves(
        data=escaped(left.category),
        to=escaped(left.recipient.host) or "*",
        phase=escaped(left.phase) if left.phase else UNSET,
        actor=escaped(left.actor.id) if left.actor.kind != "unknown" else UNSET,
        form=escaped(each.row.form),
    )


def _as_before(before: list[str], after: list[str]) -> list[str]:
    """Return names in the order in which they stood, new ones last, so that nothing seems to have changed."""
    return sorted(dict.fromkeys(after), key=lambda name: before.index(name) if name in before else len(before))


def _new(look: ToLookFor, beside: Path) -> Expected:
    return Expected(values=_relative(look.values, beside), persona=_relative(look.persona, beside))


def _relative(path: Path | None, beside: Path) -> str:
    return os.path.relpath(path, beside) if path is not None else ""


def _comment(old: str) -> str:
    """Return the comment with which a file begins; any other is lost when it is written anew."""
    lines = old.splitlines(True)
    end = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:end])
