"""Expectations against an assessment. Pure: the same assessment, the same outcome.

That something does *not* leave is said only where nothing hides it: every blind spot that takes that conclusion away,
and that the file does not allow by its name, makes the expectation undetermined.
"""

from collections.abc import Callable, Sequence

from msgspec import UNSET, UnsetType

from harness.analysis.facts.blind_spots import Conclusion
from harness.regress.carried import shown_of
from harness.regress.expected import NOT_LOOKED_FOR, Expected, Leaves, Line, NeverLeaves
from harness.regress.judge_findings import finding_checks, finding_plan
from harness.regress.lines import Sent, how, leaves_of, never_of, same_data, sent, words
from harness.regress.outcome import Check, State
from harness.regress.patterns import matches, patterns
from harness.regress.present import Present


def judge(said: Expected, present: Present, line: Callable[[str], int] = lambda path: 0) -> list[Check]:
    """Return what came of each expectation, in the order of :func:`plan`. ``line`` says where a part of the file is."""
    judged = _Judge(said, present, line)
    checks = [judged.exchanges()] if said.coverage.exchanges else []
    if not isinstance(said.verdict, UnsetType):
        checks.append(judged.verdict([said.verdict] if isinstance(said.verdict, str) else said.verdict))
    checks += [judged.leaves(number, row) for number, row in enumerate(leaves_of(said))]
    checks += [judged.never(number, row) for number, row in enumerate(never_of(said))]
    if not isinstance(said.recipients, UnsetType):
        checks.append(judged.recipients(said.recipients))
    if not isinstance(said.leaves, UnsetType) and said.others == "differ":
        checks.append(judged.nothing_else(checks))
    return checks + finding_checks(said, present, line)


def plan(said: Expected) -> list[tuple[str, str]]:
    """Return the path and the words of each expectation of a file."""
    rows = [("$.coverage.exchanges", _exchanges_words(said))] if said.coverage.exchanges else []
    if not isinstance(said.verdict, UnsetType):
        rows.append(("$.verdict", _verdict_words(said)))
    rows += [(f"$.leaves[{number}]", words(row)) for number, row in enumerate(leaves_of(said))]
    rows += [(f"$.never_leaves[{number}]", words(row)) for number, row in enumerate(never_of(said))]
    if not isinstance(said.recipients, UnsetType):
        rows.append(("$.recipients", _RECIPIENTS))
    if not isinstance(said.leaves, UnsetType) and said.others == "differ":
        rows.append(("$.leaves", _NOTHING_ELSE))
    return rows + finding_plan(said)


_RECIPIENTS = "nobody but the recipients receives anything"
_NOTHING_ELSE = "nothing else leaves"


def _exchanges_words(said: Expected) -> str:
    return f"at least {said.coverage.exchanges} exchanges"


def _verdict_words(said: Expected) -> str:
    return f"verdict {'|'.join([said.verdict] if isinstance(said.verdict, str) else said.verdict or [])}"


class _Judge:
    def __init__(self, said: Expected, present: Present, line: Callable[[str], int]) -> None:
        self._said = said
        self._present = present
        self._line = line
        self._sent = sent(present.found)
        self._allowed = frozenset(said.coverage.allow)
        self._told: dict[str, set[str]] = {}

    def exchanges(self) -> Check:
        least, there = self._said.coverage.exchanges, self._present.found.coverage.exchanges
        state: State = "as_expected" if there >= least else "undetermined"
        return self._check("$.coverage.exchanges", _exchanges_words(self._said), state, f"there are {there}")

    def verdict(self, among: Sequence[str]) -> Check:
        summary = self._present.found.summary
        why = f" ({', '.join(summary.reasons)})" if summary.verdict == "undetermined" else ""
        state: State = "as_expected" if summary.verdict in among else "differs"
        if state == "differs" and summary.verdict == "undetermined":
            state = "undetermined"
        return self._check("$.verdict", _verdict_words(self._said), state, f"it is {summary.verdict}{why}")

    def leaves(self, number: int, row: Leaves) -> Check:
        at, said = f"$.leaves[{number}]", words(row)
        there = [each for each in self._sent if how(row, each) == "yes"]
        if there:
            return self._sure(at, said, self._open(row, _needs(row)), f"seen {len(there)} times")
        if row.optional:
            return self._check(at, said, "as_expected", "not seen, as it may be")
        names = self._open(row, _needs(row, "none_seen"))
        if names:
            return self._check(at, said, "undetermined", f"not seen, but {_may(names)}", names)
        near = [each for each in self._sent if same_data(row, each)]
        hint = " as expected; this did" if near else ""
        return self._check(at, said, "differs", f"it did not leave{hint}", carried=near)

    def never(self, number: int, row: NeverLeaves) -> Check:
        at, said = f"$.never_leaves[{number}]", words(row)
        answers = [(each, how(row, each)) for each in self._sent]
        if there := [each for each, answer in answers if answer == "yes"]:
            return self._check(at, said, "differs", "it left", carried=there)
        doubtful = [(each, answer) for each, answer in answers if answer not in ("yes", "no", *self._allowed)]
        if doubtful:
            names = list(dict.fromkeys(answer for _, answer in doubtful))
            says = f"it left, but this is not known: {', '.join(names)}"
            return self._check(at, said, "undetermined", says, names, [each for each, _ in doubtful])
        names = [*self._unlooked(row), *self._open(row, _needs(row, "none_seen"))]
        return self._sure(at, said, names, "not seen")

    def recipients(self, allowed: Sequence[str]) -> Check:
        wrong = [each for each in self._sent if not matches(each.left.recipient.host, allowed)]
        if wrong:
            hosts = ", ".join(sorted({each.left.recipient.host for each in wrong}))
            return self._check("$.recipients", _RECIPIENTS, "differs", f"others did: {hosts}", carried=wrong)
        return self._sure("$.recipients", _RECIPIENTS, self._all_open(), "nobody else was seen")

    def nothing_else(self, others: Sequence[Check]) -> Check:
        told = {name for check in others if check.state == "differs" for name in self._told[check.at]}
        lines = leaves_of(self._said)
        more = [
            each for each in self._sent if each.row.id not in told and not any(how(row, each) == "yes" for row in lines)
        ]
        if more:
            return self._check("$.leaves", _NOTHING_ELSE, "differs", "this left, too", carried=more)
        return self._sure("$.leaves", _NOTHING_ELSE, self._all_open(), "nothing else was seen")

    def _all_open(self) -> list[str]:
        names = self._open(Line(), {"none_seen", "disclosures"})
        return names if self._present.planted or NOT_LOOKED_FOR in self._allowed else [NOT_LOOKED_FOR, *names]

    def _unlooked(self, row: Line) -> list[str]:
        """Whether some of what must not leave was not looked for at all."""
        if NOT_LOOKED_FOR in self._allowed:
            return []
        for pattern in patterns(row.data):
            if not any(
                matches(id_, [pattern]) or matches(kind, [pattern]) for id_, kind in self._present.looked.items()
            ):
                return [NOT_LOOKED_FOR]
        return []

    def _open(self, row: Line, needs: set[Conclusion]) -> list[str]:
        """Return the names of blind spots that take away what is needed, and that are not allowed."""
        wanted = patterns(row.data)
        kinds = {kind for id_, kind in self._present.looked.items() if matches(id_, wanted) or matches(kind, wanted)}
        names = [
            spot.reason or spot.key
            for spot in self._present.spots
            if needs & set(spot.blinds)
            and not {spot.key, spot.reason} & self._allowed
            and (not spot.categories or kinds & set(spot.categories))
        ]
        return list(dict.fromkeys(names))

    def _sure(self, at: str, said: str, names: list[str], says: str) -> Check:
        if names:
            return self._check(at, said, "undetermined", f"{says}, but {_may(names)}", names)
        return self._check(at, said, "as_expected", says)

    def _check(
        self, at: str, said: str, state: State, says: str, names: Sequence[str] = (), carried: Sequence[Sent] = ()
    ) -> Check:
        self._told[at] = {each.row.id for each in carried}
        return Check(
            at=at, expectation=said, state=state, says=says, line=self._line(at), names=list(names),
            carried=shown_of(carried),
        )  # fmt: skip


def _may(names: Sequence[str]) -> str:
    return f"that may be hidden: {', '.join(names)}"


def _needs(row: Line, *more: Conclusion) -> set[Conclusion]:
    """Return the conclusions on which an expectation rests."""
    needs: set[Conclusion] = {"disclosures", *more}
    if row.phase is not UNSET or row.consent is not UNSET or getattr(row, "before", UNSET) is not UNSET:
        needs.add("phases")
    return needs | ({"actors"} if row.actor is not UNSET else set())
