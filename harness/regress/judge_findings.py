"""Expectations about findings, held against those of the recording, and written from them.

An undetermined rule is neither found nor passed: where an expectation rests on it, it is undetermined too, unless the
file allows the blind spots that are to blame, or says that it may be undetermined.
"""

from collections.abc import Callable, Sequence

from msgspec import UNSET, UnsetType

from harness.analysis.facts.blind_spots import KINDS
from harness.analysis.model_findings import Finding
from harness.regress.carried import shown_of
from harness.regress.expected import Expected
from harness.regress.expected_findings import Finds
from harness.regress.lines import sent
from harness.regress.outcome import Check, State
from harness.regress.patterns import escaped, matches, patterns
from harness.regress.present import Present
from harness.report.safe import one_line

_OTHERS = "nothing else is found against the app"
_MOST_TOLD = 5
_WIDEST = 300


def finding_plan(said: Expected) -> list[tuple[str, str]]:
    """Return the path and the words of each expectation about findings."""
    rows = [(f"$.findings[{number}]", row.words()) for number, row in enumerate(said.finds())]
    return [*rows, ("$.findings", _OTHERS)] if _whole(said) else rows


def finding_checks(said: Expected, present: Present, line: Callable[[str], int]) -> list[Check]:
    """Return what came of each, in the order of :func:`finding_plan`."""
    judged = _Judged(said, present, line)
    rows = [judged.line(number, row) for number, row in enumerate(said.finds())]
    return [*rows, judged.others()] if _whole(said) else rows


def updated_findings(before: Expected, now: Present) -> "list[str | Finds] | UnsetType":
    """Return lines that the present findings fulfil, where the file has ``findings`` or ``rules``.

    Lines that still hold stay as they are. That a rule is to say ``PASS`` alone is a person's word: it stays, though
    it be broken now.
    """
    if before.findings is UNSET and not before.rules:
        return UNSET
    found = now.found.findings
    given = [] if isinstance(before.findings, UnsetType) else before.findings
    kept = [(short, row) for short, row in zip(given, before.finds(), strict=True) if _holds(row, found)]
    left = [row for row in found if not any(line.speaks_of(row) for _, line in kept)]
    added: list[str | Finds] = list(dict.fromkeys(_line(row) for row in left if _counts(row)))
    if before.other_findings == "allowed":
        return [short for short, _ in kept]
    open_ = [escaped(row.rule) for row in left if row.verdict == "UNDETERMINED" and _unallowed(row, before)]
    if open_:
        added.append(Finds(rule=list(dict.fromkeys(open_)), verdict=["PASS", "UNDETERMINED"]))
    return [*(short for short, _ in kept), *added]


def _whole(said: Expected) -> bool:
    return said.findings is not UNSET and said.other_findings == "differ"


def _holds(row: Finds, found: Sequence[Finding]) -> bool:
    if row.optional or row.verdicts == ["PASS"]:
        return True
    if row.quiet:
        return all(each.verdict in row.verdicts for each in found if row.about(each))
    return any(row.speaks_of(each) for each in found)


def _line(row: Finding) -> Finds:
    """Return the line that speaks of a finding: not of its phases, which are its rule's matter."""
    return Finds(
        rule=escaped(row.rule),
        verdict=row.verdict,
        category=escaped(row.category) if row.category else UNSET,
        actor=escaped(row.actor) if row.actor else UNSET,
        recipient=escaped(row.recipient) if row.recipient else UNSET,
    )


def _counts(row: Finding) -> bool:
    """Whether it is against the app, and for more than information, as ``--fail-on`` has it."""
    return row.adverse and row.severity != "info"


def _unallowed(row: Finding, said: Expected) -> list[str]:
    """Return the reasons for which a rule is undetermined and that the file does not allow by their names."""
    allowed = set(said.coverage.allow)
    return list(dict.fromkeys(reason.key for reason in row.because if not _names(reason.key) & allowed))


def _names(key: str) -> set[str]:
    """Return the names by which a file may allow a blind spot: its own, and its word in a summary."""
    return {key, KINDS[key].reason or key} if key in KINDS else {key}


def hidden_by(said: Expected, now: Present) -> list[str]:
    """Return the blind spots that may hide more of what a rule found already, and that are not allowed: such a rule
    says VIOLATION, and not what it could not see besides."""
    found = {conclusion for row in now.found.findings if row.adverse for conclusion in now.needs.get(row.rule, ())}
    allowed = set(said.coverage.allow)
    spots = [spot for spot in now.spots if found & {*spot.blinds, *spot.rules} and not _names(spot.key) & allowed]
    return list(dict.fromkeys(spot.reason or spot.key for spot in spots))


class _Judged:
    def __init__(self, said: Expected, present: Present, line: Callable[[str], int]) -> None:
        self._said = said
        self._present = present
        self._found = present.found.findings
        self._place = line
        self._sent = sent(present.found)

    def line(self, number: int, row: Finds) -> Check:
        at, words = f"$.findings[{number}]", row.words()
        about = [each for each in self._found if row.about(each)]
        if not any(matches(each.rule, patterns(row.rule)) for each in self._found):
            return self._check(at, words, "differs", "no rule of that name was judged")
        good = [each for each in about if row.speaks_of(each)]
        bad = [each for each in about if not row.speaks_of(each)]
        open_ = [each for each in bad if each.verdict == "UNDETERMINED" and _unallowed(each, self._said)]
        if row.quiet:
            return self._quiet(at, row, bad, open_)
        if good:
            return self._check(at, words, "as_expected", f"seen {len(good)} times")
        if row.optional:
            return self._check(at, words, "as_expected", "not found, as it may be")
        if open_:
            return self._undetermined(at, words, open_)
        return self._check(at, words, "differs", f"it was not found{_instead(bad)}", bad)

    def _quiet(self, at: str, row: Finds, bad: list[Finding], open_: list[Finding]) -> Check:
        """What came of a line by which rules find nothing: it is about each of them."""
        words = row.words()
        if adverse := [each for each in bad if each.adverse]:
            return self._check(at, words, "differs", _told(adverse), adverse)
        if open_:
            return self._undetermined(at, words, open_)
        # A rule that found something else says nothing of what it did not find.
        silent = [each for each in self._found if each.adverse and matches(each.rule, patterns(row.rule))]
        if silent and "UNDETERMINED" not in row.verdicts:
            return self._undetermined(at, words, silent)
        passed = [each for each in bad if each.verdict == "PASS"]
        if passed and not row.optional:
            return self._check(at, words, "differs", _told(passed))
        return self._check(at, words, "as_expected", "so it is")

    def others(self) -> Check:
        lines = self._said.finds()
        more = [each for each in self._found if not any(row.speaks_of(each) for row in lines)]
        if adverse := [each for each in more if _counts(each)]:
            return self._check("$.findings", _OTHERS, "differs", f"there is more: {_told(adverse)}", adverse)
        open_ = [each for each in more if each.verdict == "UNDETERMINED" and _unallowed(each, self._said)]
        if open_:
            return self._undetermined("$.findings", _OTHERS, open_)
        if names := hidden_by(self._said, self._present):
            says = f"nothing else was found, but more may be hidden: {', '.join(names)}"
            return self._check("$.findings", _OTHERS, "undetermined", says, names=names)
        return self._check("$.findings", _OTHERS, "as_expected", "nothing else was found")

    def _undetermined(self, at: str, words: str, rows: Sequence[Finding]) -> Check:
        names = list(dict.fromkeys(name for row in rows for name in _unallowed(row, self._said)))
        return self._check(at, words, "undetermined", f"not decided: {_told(rows)}", names=names)

    def _check(
        self,
        at: str,
        words: str,
        state: State,
        says: str,
        rows: Sequence[Finding] = (),
        names: Sequence[str] = (),
    ) -> Check:
        wanted = {name for row in rows for name in row.evidence.sightings}
        carried = shown_of([each for each in self._sent if each.row.id in wanted])
        return Check(
            at=at, expectation=words, state=state, says=says, line=self._place(at), names=list(names), carried=carried
        )


def _instead(rows: Sequence[Finding]) -> str:
    return f"; this was: {_told(rows)}" if rows else ""


def _told(rows: Sequence[Finding]) -> str:
    """Return findings with their sentences, the first of them."""
    said = [one_line(f"{row.verdict} {row.rule} ({row.id}): {row.text.en}", _WIDEST) for row in rows[:_MOST_TOLD]]
    more = [f"{len(rows) - _MOST_TOLD} more"] if len(rows) > _MOST_TOLD else []
    return "; ".join([*said, *more])
