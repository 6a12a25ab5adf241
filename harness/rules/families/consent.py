"""Before the user agreed: reading, sending, asking for permissions; and how consent was asked for."""

from harness.analysis.model_findings import Evidence
from harness.rules.case import Case, sensitivity
from harness.rules.model import Rule
from harness.rules.result import Hit, Open, Result, hit
from harness.rules.texts import group_names


def before_consent(case: Case, rule: Rule) -> Result:
    """Nothing is read or sent, and no permission asked for, before the user agreed.

    Categories of low sensitivity alone are SUSPECTED (our own line: the text knows no such difference).
    """
    deeds = case.did(lambda row: row.consent == "before" and (not rule.categories or row.category in rule.categories))
    found = Result()
    for deed in deeds:
        low = sensitivity(deed.category) == "low"
        found.hits.append(hit("before_consent", "SUSPECTED" if low else "VIOLATION", deed, **_lead(case, deed.first)))
    for row in case.asked if "asked" not in rule.names("without") else ():
        if row.consent == "before":
            found.hits.append(
                Hit(
                    key="before_consent.asked",
                    verdict="VIOLATION",
                    strength="E",
                    actor=row.actor,
                    detail="+".join(row.groups),
                    phases=[row.phase],
                    count=1,
                    first=row.time,
                    last=row.time,
                    evidence=Evidence(requests=[row.id], screens=row.evidence, observations=row.observations),
                    values={"groups": group_names(row.groups)},
                )
            )
    if not any(span.consent != "unknown" for span in case.spans):
        found.open.append(Open("unsettled", "standing"))
    return found


def _lead(case: Case, first: int) -> dict[str, float]:
    """How long before the user's decision it was."""
    return {"lead_s": (case.decided - first) / 1e6} if case.decided > first > 0 else {}


EVALUATORS = {"before_consent": before_consent}
