"""What the app's screens say and offer: the policy, the choice, the ways out."""

from typing import Literal

from harness.analysis.model import ConsentFacts, WayTo
from harness.analysis.model_findings import Evidence
from harness.rules.case import Case
from harness.rules.model import Rule
from harness.rules.result import Hit, Open, Result, Words
from harness.rules.texts import both


def _hit(key: str, verdict: Literal["VIOLATION", "SUSPECTED"], screens: list[str], **values: str | int) -> Hit:
    said: Words = dict(values)
    return Hit(key=key, verdict=verdict, strength="E", count=1, evidence=Evidence(screens=screens[:40]), values=said)


def _looked(case: Case) -> ConsentFacts | Open:
    """The facts of the screens, or why there are none that count."""
    facts = case.found.consent
    if facts is None:
        return Open("unsettled", "no_screens")
    return facts if facts.readable else Open("unsettled", "screen_unreadable")


def prompted(case: Case, rule: Rule) -> Result:
    """The first run shows the policy: a screen before anything else asks, and links it."""
    facts = _looked(case)
    if isinstance(facts, Open):
        return Result(open=[facts])
    if facts.policy_taps is not None:
        return Result()
    if facts.kind in ("dialog", "box"):
        key = "prompted.no_link" if facts.policy_in_text else "prompted.no_policy"
        return Result(hits=[_hit(key, "SUSPECTED" if facts.policy_in_text else "VIOLATION", facts.evidence)])
    return Result(hits=[_hit("prompted.nothing", "VIOLATION", facts.evidence)])


def explicit(case: Case, rule: Rule) -> Result:
    """Consent is given by an act of its own: no box is ticked beforehand, and there is a way to say no."""
    facts = _looked(case)
    if isinstance(facts, Open):
        return Result(open=[facts])
    if facts.kind not in ("dialog", "box"):
        return Result(open=[Open("unsettled", "nothing_asked")])
    found = Result()
    if facts.pre_ticked:
        one = _hit("explicit.ticked", "VIOLATION", facts.evidence)
        one.detail = "pre_ticked"
        found.hits.append(one)
    if not facts.refusal_offered and facts.kind == "dialog":
        one = _hit("explicit.no_refusal", "VIOLATION", facts.evidence, label=facts.accept)
        one.detail = "no_refusal"
        found.hits.append(one)
    return found


def _way(case: Case, what: str) -> WayTo | None:
    rows = case.found.consent.ways if case.found.consent else []
    mine = [row for row in rows if row.what == what]
    found = [row for row in mine if row.taps is not None]
    return min(found, key=lambda row: row.taps or 0) if found else next(iter(mine), None)


def policy_there(case: Case, rule: Rule) -> Result:
    """There is a policy, with at least ``characters``, that says what is collected."""
    facts = case.found.consent
    way = _way(case, "policy")
    policy = case.policy
    if policy is not None and any(gap.key == "no_collection_rules" for gap in policy.gaps):
        return Result(hits=[_hit("policy_there.no_rules", "SUSPECTED", [])])
    if way is None:
        return Result(open=[Open("unsettled", "not_searched", ("policy",))])
    if way.taps is None:
        linked = facts is not None and facts.policy_taps is not None
        if linked or not way.certain:
            return Result(open=[Open("unsettled", "search_uncertain", ("policy",))])
        return Result(hits=[_hit("policy_there.none", "VIOLATION", way.evidence)])
    if way.length < rule.number("characters"):
        return Result(hits=[_hit("policy_there.short", "SUSPECTED", way.evidence, length=way.length)])
    return Result()


def policy_near(case: Case, rule: Rule) -> Result:
    """From the main screen the policy is at most ``taps`` away."""
    way = _way(case, "policy")
    if way is None:
        return Result(open=[Open("unsettled", "not_searched", ("policy",))])
    if way.taps is None:
        return Result(open=[Open("unsettled", "search_uncertain", ("policy",))])
    if way.taps <= rule.number("taps"):
        return Result()
    verdict: Literal["VIOLATION", "SUSPECTED"] = "VIOLATION" if way.certain else "SUSPECTED"
    return Result(hits=[_hit("policy_near", verdict, way.evidence, taps=way.taps, way=" > ".join(way.way))])


def policy_readable(case: Case, rule: Rule) -> Result:
    """The policy is in simplified Chinese, at least to ``share``; the size and colour of its letters a human sees.

    Of a file of claims SUSPECTED at most: whoever wrote it may have translated. One without a word stays open.
    """
    policy = case.policy
    if policy is None or not policy.languages:
        return Result(open=[Open("input", "policy")])
    share = policy.languages.get("zh-Hans", 0.0)
    if share < rule.number("share"):
        verdict: Literal["VIOLATION", "SUSPECTED"] = "SUSPECTED" if policy.format == "claims" else "VIOLATION"
        return Result(hits=[_hit("policy_readable", verdict, [], percent=round(share * 100))])
    return Result()


def way_there(case: Case, rule: Rule) -> Result:
    """There is a way to do it (``kinds``: a place that a scenario looks for, then the policy's claim of it).

    VIOLATION where neither the app, searched to the end, nor its policy has one; SUSPECTED where one alone was looked
    at.
    """
    what, claim = rule.names("kinds")
    way = _way(case, what)
    if way is not None and way.taps is not None:
        return Result()
    policy = case.policy
    told = policy is not None and any(row.kind == claim for row in policy.claims)
    if way is None:
        return Result(open=[Open("unsettled", "not_searched", (what,))])
    if not way.certain:
        return Result(open=[Open("unsettled", "search_uncertain", (what,))])
    unread = policy is None or bool(policy.blinding) or case.silent == "SUSPECTED"
    verdict: Literal["VIOLATION", "SUSPECTED"] = "SUSPECTED" if told or unread else "VIOLATION"
    key = "way_there.policy_only" if told else "way_there.none"
    one = _hit(key, verdict, way.evidence)
    one.values["what"] = both("place", what)
    return Result(hits=[one])


EVALUATORS = {
    "prompted": prompted,
    "explicit": explicit,
    "policy_there": policy_there,
    "policy_near": policy_near,
    "policy_readable": policy_readable,
    "way_there": way_there,
}
