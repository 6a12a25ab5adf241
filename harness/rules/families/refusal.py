"""After the user refused: the policy, or a permission."""

from harness.analysis.model import Asked, Collected, Disclosure
from harness.analysis.model_findings import Evidence
from harness.rules.case import GATES, Case
from harness.rules.model import Rule
from harness.rules.result import Hit, Open, Result, hit
from harness.rules.texts import group_names


def after_refusal(case: Case, rule: Rule) -> Result:
    """Nothing is read or sent after the policy was refused; nor of what a denied permission guards, which is not asked
    for again and again either (``without: [permissions]`` leaves both away).
    """
    found = Result()
    deeds = case.did(lambda row: row.consent == "refused" and _about(rule, row))
    found.hits += [hit("after_refusal", "VIOLATION", deed) for deed in deeds]
    if "permissions" not in rule.names("without"):
        found.hits += denied_data(case, rule).hits
        found.hits += asked_again(case, rule).hits
    return found


def denied_data(case: Case, rule: Rule) -> Result:
    """What a permission guards is not had, by whatever way, between its denial and its being granted."""
    denials = [(row, _until(case, row)) for row in case.asked if row.answer.startswith("denied")]

    def obtained(row: Collected | Disclosure) -> bool:
        return _about(rule, row) and any(
            row.category in GATES.get(group, ()) and denied.time < row.first < until
            for denied, until in denials
            for group in denied.groups
        )

    return Result(hits=[hit("denied_data", "VIOLATION", deed) for deed in case.did(obtained)])


def _until(case: Case, denied: Asked) -> int:
    """When a later dialog granted what was denied."""
    later = (row.time for row in case.asked if row.answer == "granted" and set(row.groups) & set(denied.groups))
    return min((time for time in later if time > denied.time), default=1 << 62)


def _about(rule: Rule, row: Collected | Disclosure) -> bool:
    return not rule.categories or row.category in rule.categories


def asked_again(case: Case, rule: Rule) -> Result:
    """A denied permission is not asked for again within 48 hours more often than ``most`` times, unless the user used
    the function that needs it."""
    most = rule.number("most")
    found = Result()
    rows = case.found.permissions.repeats if case.found.permissions else []
    for row in rows:
        unasked = row.within_48h - row.user_triggered
        if unasked <= 0:
            continue
        found.hits.append(
            Hit(
                key="asked_again",
                verdict="VIOLATION" if unasked > most or row.launches > most else "SUSPECTED",
                strength="E",
                detail=row.group,
                phases=_phases(case, row.again),
                count=unasked,
                first=_time(case, row.again[:1]),
                last=_time(case, row.again[-1:]),
                evidence=Evidence(requests=[row.denied, *row.again][:40]),
                values={"groups": group_names([row.group])},
            )
        )
    if not rows and not any(row.answer.startswith("denied") for row in case.asked):
        found.open.append(Open("unsettled", "nothing_denied"))
    return found


def _phases(case: Case, ids: list[str]) -> list[str]:
    return list(dict.fromkeys(row.phase for row in case.asked if row.id in ids))


def _time(case: Case, ids: list[str]) -> int:
    return next((row.time for row in case.asked if row.id in ids), 0)


EVALUATORS = {"after_refusal": after_refusal, "denied_data": denied_data, "asked_again": asked_again}
