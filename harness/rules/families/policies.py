"""What the policy says, held against what was seen. How the two stand is decided in ``harness.policy``."""

from typing import Literal

from harness.analysis.model import Actor, Recipient
from harness.analysis.model_findings import Evidence
from harness.policy.differences import Difference
from harness.policy.model import Claim, Policy
from harness.rules.case import MOST, NO_DATA, Case, Stated
from harness.rules.model import Rule
from harness.rules.result import Hit, Open, Result
from harness.rules.texts import both, listed

_QUOTED = 300
_LIMITED = ("other_actor", "company_only")
"""Why the policy covers something in part only, where a sentence of its own says so."""
_DOUBTED = {"other_actor": "other_actor", "exception": "excepted", "conditional": "excepted"}
"""Why a sentence may not deny what was seen, and the finding's sentence that says so."""


def _open(stated: Stated | None) -> list[Open]:
    """Why the policy says nothing for certain: there is none, or not all of it could be read."""
    if stated is None:
        return [Open("input", "policy")]
    gaps = tuple(gap.key for gap in stated.policy.blinding)
    return [Open("input", "policy_unread", gaps)] if gaps else []


def undeclared(case: Case, rule: Rule) -> Result:
    """Everything that is collected, shared, or done by an SDK is named in the policy (``kinds`` of differences).

    What prose was not found to say is SUSPECTED: its words may be others than those that are looked for. Of a file of
    claims it is VIOLATION.
    """
    return _against(case, case.stated, rule, "undeclared")


def data_safety(case: Case, rule: Rule) -> Result:
    """What Play's Data safety form says is what was seen."""
    if case.form is None:
        return Result(open=[Open("input", "data_safety")])
    return _against(case, case.form, rule, "data_safety")


def contradicted(case: Case, rule: Rule) -> Result:
    """What the policy says is not done is not done."""
    if case.stated is None:
        return Result(open=[Open("input", "policy")])
    found = Result()
    for row in case.stated.differences:
        if row.standing in ("contradicted", "suspected") and row.kind != "overbroad_licence":
            verdict: Literal["VIOLATION", "SUSPECTED"] = "VIOLATION" if row.standing == "contradicted" else "SUSPECTED"
            doubt = _DOUBTED.get(row.why)
            key = f"contradicted.{doubt}" if doubt else "contradicted"
            found.hits.append(_hit(case, case.stated.policy, row, key, verdict))
    return found


def _against(case: Case, stated: Stated | None, rule: Rule, key: str) -> Result:
    if stated is None:
        return Result(open=_open(stated))
    found = Result()
    kinds = set(rule.names("kinds"))
    for row in stated.differences:
        if row.kind not in kinds or (rule.categories and row.category and row.category not in rule.categories):
            continue
        if row.category in NO_DATA:
            continue
        if row.standing == "not_declared" and not stated.understood:
            found.open.append(Open("input", "policy_unread", ("no sentence on collecting was recognised",)))
        elif row.standing in ("not_declared", "contradicted"):
            verdict = "VIOLATION" if row.standing == "contradicted" else stated.silent
            found.hits.append(_hit(case, stated.policy, row, f"{key}.{row.kind}", verdict))
        elif row.standing in ("vague", "suspected"):
            said = row.why if key == "undeclared" and row.why in _LIMITED else "vague"
            found.hits.append(_hit(case, stated.policy, row, f"{key}.{said}", "SUSPECTED"))
        elif row.standing == "undetermined":
            found.open.append(Open("input", "policy_unread", tuple(row.gaps)))
    return found


def _hit(case: Case, policy: Policy, row: Difference, key: str, verdict: Literal["VIOLATION", "SUSPECTED"]) -> Hit:
    claims = [claim for claim in policy.claims if claim.id in row.claims]
    left = [each for each in case.found.disclosures if each.id in row.evidence]
    read = [each for each in case.found.collected if set(each.observations) & set(row.evidence)]
    times = [each.first for each in left] + [each.first for each in read]
    lasts = [each.last for each in left] + [each.last for each in read]
    return Hit(
        key=key,
        verdict=verdict,
        strength=min((each.strength for each in left), default="C" if read else "E"),
        category=row.category,
        actor=_actor(case, row.actor),
        recipient=_recipient(case, row.recipient),
        detail=row.kind,
        phases=list(row.phases),
        count=row.count,
        first=min(times, default=0),
        last=max(lasts, default=0),
        evidence=Evidence(
            disclosures=[each.id for each in left][:MOST],
            sightings=[name for each in left for name in each.sightings][:MOST],
            collected=[each.key for each in read][:MOST],
            observations=[name for name in row.evidence if ":" in name][:MOST],
            claims=list(row.claims)[:MOST],
        ),
        values={"sentence": _quoted(policy, claims), "country": row.country},
    )


def _actor(case: Case, name: str) -> Actor | None:
    actors = [row.actor for row in case.found.disclosures] + [row.actor for row in case.found.collected]
    known = next((actor for actor in actors if actor.id == name), None)
    if known is None and name.startswith("sdk:"):
        return Actor(id=name, kind="sdk", name=name.partition(":")[2])
    return known


def _recipient(case: Case, host: str) -> Recipient | None:
    return next((row.recipient for row in case.found.disclosures if row.recipient.host == host), None)


def _quoted(policy: Policy, claims: list[Claim]) -> str:
    return " / ".join(dict.fromkeys(policy.quoted(claim) for claim in claims))[:_QUOTED]


def overbroad(case: Case, rule: Rule) -> Result:
    """The terms do not take more rights in content or faces than a service needs. SUSPECTED: a lawyer decides."""
    if case.stated is None:
        return Result(open=[Open("input", "policy")])
    policy = case.stated.policy
    found = Result()
    for claim in policy.of("overbroad_licence"):
        found.hits.append(
            Hit(
                key="overbroad",
                verdict="SUSPECTED",
                strength="E",
                detail="+".join(sorted(claim.terms)),
                count=1,
                evidence=Evidence(claims=[claim.id]),
                values={"sentence": _quoted(policy, [claim]), "terms": ", ".join(claim.terms)},
            )
        )
    if not found.hits:
        found.open += _open(case.stated)
    return found


def elements(case: Case, rule: Rule) -> Result:
    """The policy has each of these elements (``kinds`` of claims; ``a|b``: either); of prose SUSPECTED."""
    stated = case.stated
    if (opened := _open(stated)) or stated is None:
        return Result(open=opened)
    found = Result()
    for element in rule.names("kinds"):
        if any(claim.kind in element.split("|") for claim in stated.policy.claims):
            continue
        if element == "collects" and not stated.understood:
            found.open.append(Open("input", "policy_unread", ("no sentence on collecting was recognised",)))
            continue
        found.hits.append(
            Hit(
                key="elements",
                verdict=stated.silent,
                strength="E",
                detail=element,
                count=1,
                values={"element": listed(both("element", name) for name in element.split("|"))},
            )
        )
    return found


def reply_limit(case: Case, rule: Rule) -> Result:
    """Whoever promises an answer promises it within ``days`` working days."""
    stated = case.stated
    if stated is None:
        return Result(open=_open(stated))
    late = [claim for claim in stated.policy.of("reply_limit") if (claim.days or 0) > rule.number("days")]
    return Result(
        hits=[
            Hit(
                key="reply_limit",
                verdict=stated.silent,
                strength="E",
                detail=str(claim.days),
                count=1,
                evidence=Evidence(claims=[claim.id]),
                values={"days": claim.days or 0, "sentence": _quoted(stated.policy, [claim])},
            )
            for claim in late
        ]
    )


def channel(case: Case, rule: Rule) -> Result:
    """A channel for complaints is named."""
    stated = case.stated
    if (opened := _open(stated)) or stated is None:
        return Result(open=opened)
    if stated.policy.of("complaint", "contact"):
        return Result()
    return Result(hits=[Hit(key="channel", verdict="SUSPECTED", strength="E", count=1)])


def idle_purposes(case: Case, rule: Rule) -> Result:
    """Nobody is made to agree for the service's own good alone: improvement, research, advertising (``purposes``)."""
    stated = case.stated
    if stated is None:
        return Result(open=_open(stated))
    facts = case.found.permissions
    if facts is None or facts.compulsory.verdict != "compelled":
        return Result()
    found = Result()
    for claim in stated.policy.of("collects"):
        if claim.purposes and all(any(word in said for word in rule.names("purposes")) for said in claim.purposes):
            found.hits.append(
                Hit(
                    key="idle_purposes",
                    verdict="SUSPECTED",
                    strength="E",
                    category=claim.category,
                    count=1,
                    evidence=Evidence(claims=[claim.id], requests=list(facts.compulsory.requests)),
                    values={"sentence": _quoted(stated.policy, [claim])},
                )
            )
    return found


EVALUATORS = {
    "undeclared": undeclared,
    "data_safety": data_safety,
    "contradicted": contradicted,
    "overbroad": overbroad,
    "elements": elements,
    "reply_limit": reply_limit,
    "channel": channel,
    "idle_purposes": idle_purposes,
}
