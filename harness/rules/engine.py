"""From an assessment and rules to findings. Pure: the same input gives the same findings, in the same order."""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from harness.analysis.model_findings import Because, Evidence, Finding, Said, Verdict
from harness.rules import sight
from harness.rules.case import Case, held
from harness.rules.families import EVALUATORS
from harness.rules.model import Rule
from harness.rules.result import Hit, Result, Words
from harness.rules.texts import actor_name, category_name, frame_name, has, recipient_name, say, times

ORDER: dict[str, int] = {"VIOLATION": 0, "SUSPECTED": 1, "UNDETERMINED": 2, "PASS": 3}
SEVERITIES: dict[str, int] = {"critical": 0, "high": 1, "medium": 2, "low": 3, "info": 4}


def judge(case: Case, rules: Sequence[Rule], known: Iterable[Rule] = ()) -> list[Finding]:
    """Return what each of ``rules`` finds: adverse findings first, the gravest first.

    ``known`` are the rules that others may refer to, besides these.
    """
    bench = _Bench(case, {rule.id: rule for rule in (*known, *rules)})
    found = [finding for rule in rules for finding in bench.of(rule.id)]
    at = {rule.id: number for number, rule in enumerate(rules)}
    return sorted(
        found, key=lambda row: (ORDER[row.verdict], SEVERITIES[row.severity], at[row.rule], row.first, row.id)
    )


class _Bench:
    """Judges each rule once; a rule that is made of others asks for theirs."""

    def __init__(self, case: Case, rules: dict[str, Rule]) -> None:
        self._case = case
        self._rules = rules
        self._done: dict[str, list[Finding]] = {}

    def of(self, name: str) -> list[Finding]:
        if name not in self._done:
            rule = self._rules[name]
            self._done[name] = self._judged(rule)
        return self._done[name]

    def _judged(self, rule: Rule) -> list[Finding]:
        case = self._case
        if rule.evaluator == "any_of":
            return self._any_of(rule)
        result = EVALUATORS[rule.evaluator](case, rule)
        if rule.decidable == "no":
            result = Result(because=result.because)
        return self._findings(rule, result)

    def _findings(self, rule: Rule, result: Result) -> list[Finding]:
        case = self._case
        fallen = sight.of_spots(sight.fallen(case, rule))
        if result.hits and not fallen:
            return _distinct(_adverse(case, rule, hit) for hit in result.hits)
        because = [*fallen, *result.because, *sight.of_open(result.open), *sight.never_ran(case, rule)]
        because += sight.of_spots(sight.blinding(case, rule))
        because += sight.of_human(rule.human)
        return [_quiet(case, rule, _once(because))]

    def _any_of(self, rule: Rule) -> list[Finding]:
        """What is against any of these rules is against this one."""
        wanted, actors = set(rule.names("phases")), set(rule.names("actors"))
        adverse: list[Finding] = []
        because: list[Because] = []
        for name in rule.names("rules"):
            rows = self.of(name)
            mine = [row for row in rows if row.adverse and self._concerns(row, wanted, actors)]
            adverse += [_taken_over(rule, row) for row in mine]
            because += [reason for row in rows for reason in row.because]
        if adverse:
            return _distinct(adverse)
        case = self._case
        because += sight.never_ran(case, rule)
        because += sight.of_spots(sight.blinding(case, rule))
        because += sight.of_human(rule.human)
        return [_quiet(case, rule, _once(because))]

    def _concerns(self, row: Finding, phases: set[str], actors: set[str]) -> bool:
        if phases and not {self._case.phase_code(name) for name in row.phases} & phases:
            return False
        return not actors or row.actor.partition(":")[0] in actors


def fingerprint(rule: str, category: str = "", actor: str = "", recipient: str = "", detail: str = "") -> str:
    """Return a finding's id: the same for the same thing in every run, whatever the values and times were."""
    said = "\0".join((rule, category, actor, recipient, detail)).encode("utf-8", "surrogatepass")
    return f"f{hashlib.sha256(said).hexdigest()[:12]}"


def _adverse(case: Case, rule: Rule, hit: Hit) -> Finding:
    actor = hit.actor.id if hit.actor else ""
    host = hit.recipient.host if hit.recipient else ""
    values: Words = {
        "category": category_name(hit.category),
        "actor": actor_name(hit.actor),
        "recipient": recipient_name(hit.recipient),
        "phase": sight.phase_names(case, hit.phases),
        "times": times(max(1, hit.count)),
        "n": hit.count,
        **hit.values,
    }
    verdict = "SUSPECTED" if rule.severity == "info" else hit.verdict
    return Finding(
        id=fingerprint(rule.id, hit.category, actor, host, hit.detail),
        rule=rule.id,
        source=rule.source,
        clause=rule.clause,
        lenses=list(rule.lenses),
        status=rule.status,
        title=Said(zh=rule.zh, en=rule.en),
        verdict=verdict,
        strength=hit.strength,
        severity=rule.severity,
        category=hit.category,
        actor=actor,
        recipient=host,
        detail=hit.detail,
        phase=next(iter(hit.phases), ""),
        phases=hit.phases,
        count=hit.count,
        first=hit.first,
        last=hit.last,
        text=say(f"said.{hit.key}", values),
        fix=_fix(case, hit, values),
        evidence=hit.evidence,
        ours=dict(rule.ours),
    )


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
            _join(kept.evidence, row.evidence)
            kept.phases = held([*kept.phases, *row.phases])
    return list(best.values())


def _join(kept: Evidence, more: Evidence) -> None:
    for name in Evidence.__struct_fields__:
        setattr(kept, name, held([*getattr(kept, name), *getattr(more, name)]))


def _taken_over(rule: Rule, row: Finding) -> Finding:
    """Another rule's finding, as this rule's."""
    verdict: Verdict = "SUSPECTED" if rule.severity == "info" else row.verdict
    return Finding(
        id=fingerprint(rule.id, row.category, row.actor, row.recipient, row.detail),
        rule=rule.id,
        source=rule.source,
        clause=rule.clause,
        lenses=list(rule.lenses),
        status=rule.status,
        title=Said(zh=rule.zh, en=rule.en),
        verdict=verdict,
        strength=row.strength,
        severity=rule.severity,
        category=row.category,
        actor=row.actor,
        recipient=row.recipient,
        detail=row.detail,
        phase=row.phase,
        phases=list(row.phases),
        count=row.count,
        first=row.first,
        last=row.last,
        text=row.text,
        fix=row.fix,
        evidence=_copy(row.evidence),
        ours={**row.ours, **rule.ours},
    )


def _copy(evidence: Evidence) -> Evidence:
    return Evidence(**{name: list(getattr(evidence, name)) for name in Evidence.__struct_fields__})


def _once(rows: Iterable[Because]) -> list[Because]:
    return list({(row.cause, row.key, row.close.en, *row.names): row for row in rows}.values())


def _quiet(case: Case, rule: Rule, because: list[Because]) -> Finding:
    """PASS, or UNDETERMINED with the reasons."""
    said = "said.undetermined" if because else "said.pass"
    wanted = sorted({span.name for span in case.spans if span.code in rule.phases}, key=_position(case))
    values: Words = {"phase": sight.phase_names(case, wanted), "reads": len(case.read), "left": len(case.left)}
    return Finding(
        id=fingerprint(rule.id),
        rule=rule.id,
        source=rule.source,
        clause=rule.clause,
        lenses=list(rule.lenses),
        status=rule.status,
        title=Said(zh=rule.zh, en=rule.en),
        verdict="UNDETERMINED" if because else "PASS",
        severity=rule.severity,
        phases=wanted,
        phase=next(iter(wanted), ""),
        text=say(said, {**values, "why": _why(because)}),
        because=because,
        evidence=Evidence(gaps=[row.key for row in because if row.cause == "blind_spot"]),
        ours=dict(rule.ours),
    )


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
