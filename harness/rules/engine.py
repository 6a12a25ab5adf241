"""From an assessment and rules to findings. Pure: the same input gives the same findings, in the same order."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from harness.analysis.model_findings import Because, Evidence, Finding, Said, Verdict
from harness.rules import sight
from harness.rules.case import Case, held
from harness.rules.facts import fact_of, fact_of_rest, joined
from harness.rules.families import EVALUATORS
from harness.rules.fingerprint import fingerprint
from harness.rules.model import Rule
from harness.rules.result import Hit, Result, Words
from harness.rules.texts import actor_name, category_name, frame_name, has, recipient_name, say, times

ORDER: dict[str, int] = {"VIOLATION": 0, "SUSPECTED": 1, "UNDETERMINED": 2, "PASS": 3}
MOST_FINDINGS = 200
"""Adverse findings of one rule; of more only the number is told."""
REST = "more"
"""The detail of the finding that tells it."""
SEVERITIES: dict[str, int] = {"critical": 0, "high": 1, "medium": 2, "low": 3, "info": 4}


def judge(case: Case, rules: Sequence[Rule], known: Iterable[Rule] = ()) -> list[Finding]:
    """Return what each of ``rules`` finds: adverse findings first, the gravest first.

    ``known`` are the rules that others may refer to, besides these.
    """
    bench = _Bench(case, {rule.id: rule for rule in (*known, *rules)})
    found = [finding for rule in rules for finding in bench.of(rule.id)]
    at = {rule.id: number for number, rule in enumerate(rules)}
    return sorted(
        found,
        key=lambda row: (
            ORDER[row.verdict], SEVERITIES[row.severity], at[row.rule], row.strength or "F", row.first, row.id,
        ),
    )  # fmt: skip


class _Bench:
    """Judges each rule once; a rule that is made of others asks for theirs."""

    def __init__(self, case: Case, rules: dict[str, Rule]) -> None:
        self._case = case
        self._rules = rules
        self._done: dict[str, list[Finding]] = {}
        self._why: dict[str, list[Because]] = {}
        """Why a rule could not say PASS, whatever else it says."""

    def of(self, name: str) -> list[Finding]:
        if name not in self._done:
            rule = self._rules[name]
            self._done[name] = self._any_of(rule) if rule.evaluator == "any_of" else self._judged(rule)
        return self._done[name]

    def _judged(self, rule: Rule) -> list[Finding]:
        case = self._case
        result = EVALUATORS[rule.evaluator](case, rule)
        if rule.decidable == "no":
            result = Result()
        fallen = sight.of_spots(sight.fallen(case, rule))
        because = [*fallen, *sight.of_open(result.open), *self._own(rule)]
        self._why[rule.id] = _once(because)
        if not result.hits or fallen:
            return [_quiet(case, rule, self._why[rule.id])]
        groups: dict[str, list[Hit]] = {}
        for hit in sorted(result.hits, key=_gravity):
            groups.setdefault(_id(rule, hit), []).append(hit)
        rows = [_adverse(case, rule, hits) for hits in list(groups.values())[:MOST_FINDINGS]]
        return _with_rest(rule, rows, len(groups) - len(rows))

    def _own(self, rule: Rule) -> list[Because]:
        """What takes a PASS from a rule itself."""
        case = self._case
        return [
            *sight.never_ran(case, rule),
            *sight.of_spots(sight.blinding(case, rule)),
            *sight.of_human(rule.human),
        ]

    def _any_of(self, rule: Rule) -> list[Finding]:
        """What is against any of these rules is against this one; what takes a PASS from one takes it from this."""
        wanted, actors = set(rule.names("phases")), set(rule.names("actors"))
        adverse: list[Finding] = []
        because: list[Because] = []
        rest = 0
        for name in rule.names("rules"):
            rows = self.of(name)
            mine = [row for row in rows if row.adverse and self._concerns(row, wanted, actors)]
            adverse += [row for row in mine if row.detail != REST]
            rest += sum(row.count for row in mine if row.detail == REST)
            because += self._why[name]
        self._why[rule.id] = _once([*because, *self._own(rule)])
        if not adverse:
            return [_quiet(self._case, rule, self._why[rule.id])]
        rows = _distinct(_taken_over(rule, row) for row in adverse)
        return _with_rest(rule, rows[:MOST_FINDINGS], rest + max(0, len(rows) - MOST_FINDINGS))

    def _concerns(self, row: Finding, phases: set[str], actors: set[str]) -> bool:
        if phases and not {self._case.phase_code(name) for name in row.phases} & phases:
            return False
        return not actors or row.actor.partition(":")[0] in actors


def _gravity(hit: Hit) -> tuple[int, str, int, str, str]:
    actor = hit.actor.id if hit.actor else ""
    return ORDER[hit.verdict], hit.strength or "F", hit.first, hit.category, actor


def _id(rule: Rule, hit: Hit) -> str:
    actor = hit.actor.id if hit.actor else ""
    return fingerprint(rule.id, hit.category, actor, hit.recipient.host if hit.recipient else "", hit.detail)


def _with_rest(rule: Rule, rows: list[Finding], more: int) -> list[Finding]:
    """Findings of a rule, and one that says how many there are besides: an app that makes up hosts fills no report."""
    if more <= 0:
        return rows
    last = rows[-1]
    rest = _finding(rule, last.verdict, say("said.more", {"n": more}))
    rest.id, rest.count, rest.strength = fingerprint(rule.id, detail=REST), more, last.strength
    rest.detail, rest.fix, rest.fact = REST, last.fix, fact_of_rest(rule.id)
    return [*rows, rest]


def _finding(rule: Rule, verdict: Verdict, text: Said) -> Finding:
    """A finding of a rule, with what all of its findings have in common."""
    return Finding(
        id=fingerprint(rule.id),
        rule=rule.id,
        source=rule.source,
        clause=rule.clause,
        lenses=list(rule.lenses),
        status=rule.status,
        title=Said(zh=rule.zh, en=rule.en),
        verdict="SUSPECTED" if rule.severity == "info" and verdict == "VIOLATION" else verdict,
        severity=rule.severity,
        text=text,
        ours=dict(rule.ours),
    )


def _adverse(case: Case, rule: Rule, hits: Sequence[Hit]) -> Finding:
    """The finding of hits that are of one thing, the gravest first."""
    hit = hits[0]
    values: Words = {
        "category": category_name(hit.category),
        "actor": actor_name(hit.actor),
        "recipient": recipient_name(hit.recipient),
        "phase": sight.phase_names(case, hit.phases),
        "times": times(max(1, hit.count)),
        "n": hit.count,
        **hit.values,
    }
    found = _finding(rule, hit.verdict, say(f"said.{hit.key}", values))
    found.id, found.fact = _id(rule, hit), fact_of(hit)
    found.strength = hit.strength
    found.category = hit.category
    found.actor = hit.actor.id if hit.actor else ""
    found.recipient = hit.recipient.host if hit.recipient else ""
    found.detail = hit.detail
    found.phases = hit.phases
    found.phase = next(iter(hit.phases), "")
    found.count, found.first, found.last = hit.count, hit.first, hit.last
    found.fix = _fix(case, hit, values)
    found.evidence = hit.evidence
    for more in hits[1:]:
        found.evidence = joined((found.evidence, more.evidence))
        found.phases = held([*found.phases, *more.phases])
    return found


def _fix(case: Case, hit: Hit, values: Words) -> Said | None:
    """What to change: with the line that did it and how long before the decision, where both are known."""
    caller = case.caller(hit.actor, hit.last) if hit.actor else ""
    line = caller or (hit.actor.frame if hit.actor else "")
    if line:
        values["frame"] = frame_name(line)
        values["where"] = say("where.caller" if caller else "where.own", {"frame": frame_name(line)})
    keys = [f"fix.{hit.key}.frame", f"fix.{hit.key}"] if line else [f"fix.{hit.key}"]
    if line and "lead_s" in values:
        keys.insert(0, f"fix.{hit.key}.timed")
    if hit.actor is not None and hit.actor.kind == "sdk":
        keys = [f"{key}.sdk" for key in keys] + keys
    key = next((key for key in keys if has(key)), "")
    return say(key, values) if key else None


def _distinct(rows: Iterable[Finding]) -> list[Finding]:
    """One finding for each id: the gravest, which takes the others' evidence as its own."""
    best: dict[str, Finding] = {}
    for row in sorted(rows, key=lambda row: (ORDER[row.verdict], row.strength or "F", row.first, row.id)):
        kept = best.setdefault(row.id, row)
        if kept is not row:
            kept.evidence = joined((kept.evidence, row.evidence))
            kept.phases = held([*kept.phases, *row.phases])
    return list(best.values())


_TAKEN_OVER = (
    "fact", "strength", "category", "actor", "recipient", "detail", "phase", "count", "first", "last", "fix",
)  # fmt: skip


def _taken_over(rule: Rule, row: Finding) -> Finding:
    """Another rule's finding, as this rule's."""
    found = _finding(rule, row.verdict, row.text)
    for name in _TAKEN_OVER:
        setattr(found, name, getattr(row, name))
    found.id = fingerprint(rule.id, row.category, row.actor, row.recipient, row.detail)
    found.phases = list(row.phases)
    found.evidence = msgspec.structs.replace(row.evidence)
    found.ours = {**row.ours, **rule.ours}
    return found


def _once(rows: Iterable[Because]) -> list[Because]:
    return list({(row.cause, row.key, row.close.en, *row.names): row for row in rows}.values())


def _quiet(case: Case, rule: Rule, because: list[Because]) -> Finding:
    """PASS, or UNDETERMINED with the reasons."""
    said = "said.undetermined" if because else "said.pass"
    wanted = sorted({span.name for span in case.spans if span.code in rule.phases}, key=_position(case))
    values: Words = {"phase": sight.phase_names(case, wanted), "reads": len(case.read), "left": len(case.left)}
    found = _finding(rule, "UNDETERMINED" if because else "PASS", say(said, {**values, "why": _why(because)}))
    found.phases, found.phase = wanted, next(iter(wanted), "")
    found.because = because
    found.evidence = Evidence(gaps=[row.key for row in because if row.cause == "blind_spot"])
    return found


def _position(case: Case) -> Callable[[str], int]:
    names = [span.name for span in case.spans]
    return names.index


def _why(because: Sequence[Because]) -> Said:
    """The first reason, and how many more there are."""
    if not because:
        return Said(zh="", en="")
    first, more = because[0], len(because) - 1
    if not more:
        return first.text
    return say("why.more", {"first": first.text, "n": more})
