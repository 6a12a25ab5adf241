"""Assertions of one's own about a recording, for tests: each fails with the request and the path of encodings."""

import warnings
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import msgspec

from harness.config.layers import ToLookFor
from harness.files.names import shown
from harness.regress.carried import shown_of
from harness.regress.expected import Expected, LeastCoverage, Leaves, NeverLeaves, known_names, read_expected
from harness.regress.expected_findings import Finds
from harness.regress.find import expected_of
from harness.regress.judge import judge
from harness.regress.lines import sent
from harness.regress.patterns import matches
from harness.regress.present import NOTHING, Present, present
from harness.report.safe import visible


class Recipients(frozenset[str]):
    """The hosts that received values; ``<=`` takes patterns, too (``*.example.com``)."""

    now: Present | None = None

    def __le__(self, other: AbstractSet[object]) -> bool:
        """Whether each host is one of ``other``, or as one of its patterns says."""
        return not self._beyond(other)

    def harness_unlike(self, other: Iterable[object]) -> list[str]:
        """Return the lines that say which hosts are not in ``other``, and what they received."""
        beyond = self._beyond(other)
        lines = [f"recipients() <= {set(other)!r}", f"others received: {', '.join(sorted(beyond))}"]
        if self.now is not None:
            rows = shown_of([each for each in sent(self.now.found) if each.left.recipient.host in beyond])
            lines += [line for row in self.now.requests(rows) for line in row.text().split("\n")]
        return list(map(visible, lines))

    def _beyond(self, other: Iterable[object]) -> set[str]:
        allowed = [str(each) for each in other]
        return {host for host in self if not matches(host, allowed)}


class Recorded:
    """A recording that was analysed. ``assessment`` is all that was found in it."""

    def __init__(self, name: str, now: Present, allow: Sequence[str]) -> None:
        """``allow`` are the blind spots that are accepted."""
        self._name = name
        self._now = now
        self._allow = list(allow)
        self.assessment = now.found

    def leaves(self, data: str | list[str], **how: Any) -> None:
        """Assert that values leave: ``data`` a category or id, ``how`` fields of ``leaves`` (``to``, ``form``...)."""
        __tracebackhide__ = True
        line = _line(Leaves, {"data": data, **how})
        self._assert(Expected(leaves=[line], others="allowed", coverage=self._coverage()))

    def never_leaves(self, data: str | list[str], **how: Any) -> None:
        """Assert that values do not leave, and that nothing may hide it: ``before="consent"``, ``to``, ``phase``..."""
        __tracebackhide__ = True
        line = _line(NeverLeaves, {"data": data, **how})
        self._assert(Expected(never_leaves=[line], coverage=self._coverage()))

    def finding(self, rule: str | list[str], **how: Any) -> None:
        """Assert what rules find: something adverse, unless ``verdict`` says otherwise (``verdict="PASS"``). ``how``
        are fields of ``findings``: ``category``, ``actor``, ``recipient``, ``phase``..."""
        __tracebackhide__ = True
        line = _line(Finds, {"rule": rule, **how})
        self._assert(Expected(findings=[line], other_findings="allowed", coverage=self._coverage()))

    def recipients(self) -> Recipients:
        """Return the hosts that received values. Asserts that there can be no others."""
        __tracebackhide__ = True
        self._assert(Expected(recipients=["*"], coverage=self._coverage()))
        found = Recipients(each.left.recipient.host for each in sent(self._now.found))
        found.now = self._now
        return found

    def _coverage(self) -> LeastCoverage:
        return LeastCoverage(allow=self._allow)

    def _assert(self, said: Expected) -> None:
        __tracebackhide__ = True
        bad = [self._now.shown(check) for check in judge(said, self._now) if not check.good]
        if bad:
            lines = [f"{shown(self._name)}: {check.state}: {check.text()}" for check in bad]
            raise AssertionError(visible("\n".join(lines), multiline=True))


def opened(
    beside: Path,
    name: Path,
    known: dict[Any, Any],
    *,
    values: str | Path | None = None,
    persona: str | Path | None = None,
    allow: Sequence[str] | None = None,
    rules: Sequence[str] | None = None,
    otherwise: ToLookFor = NOTHING,
) -> Recorded:
    """Analyse a recording, or take it from ``known``; see ``plugin.recording``. ``otherwise`` is looked for where
    nothing else says it. Raises what ``present`` raises."""
    path = beside / name
    file = expected_of(path)
    said = read_expected(file).content if file.exists() else Expected()
    given = {"values": values, "persona": persona}
    own = {key: str((beside / each).resolve()) for key, each in given.items() if each is not None}
    said = msgspec.structs.replace(said, **own)
    accepted = list(said.coverage.allow if allow is None else allow)
    if wrong := [each for each in accepted if each not in known_names()]:
        raise ValueError(f"There is no blind spot {wrong[0]!r} that could be allowed.")
    # A test may ask for any rule: all are judged that the file does not choose from.
    judged = list(said.rules if rules is None else rules)
    said = msgspec.structs.replace(said, rules=judged, findings=[])
    key = (path.resolve(), said.values, said.persona, *judged)
    if key not in known:
        known[key] = present(path, said, path.parent, _warn, otherwise)
    return Recorded(str(name), known[key], accepted)


def _line(kind: type[Any], said: dict[str, Any]) -> Any:
    """Return a line, checked as one of a file is. Raises ``TypeError``."""
    try:
        return msgspec.convert(said, kind)
    except msgspec.ValidationError as error:
        raise TypeError(str(error)) from None


def _warn(text: str) -> None:
    warnings.warn(text, stacklevel=4)
