"""To whom: third parties, SDKs, other apps, other countries."""

from harness.analysis.model import Disclosure
from harness.analysis.model_findings import Evidence
from harness.rules.case import Case, purposes, sensitivity
from harness.rules.model import Rule
from harness.rules.result import Hit, Open, Result, hit
from harness.rules.texts import both, category_name, listed


def third_party(case: Case, rule: Rule) -> Result:
    """Nothing goes to a third party without consent, and with it only what the policy names.

    A digest of an identifier is no anonymisation. Without a policy, what went after consent stays open.
    """
    found = Result()
    for deed in case.did(_to_others, read=False):
        if any(row.consent in ("before", "refused") for row in deed.left):
            found.hits.append(hit("third_party.unasked", "VIOLATION", deed))
            continue
        stands = [row for row in case.differences("shared") if row.category == deed.category]
        stands = [row for row in stands if deed.recipient is not None and row.recipient == deed.recipient.host]
        if not stands:
            found.open.append(Open("input", "policy", (deed.category,)))
        for row in stands:
            if row.standing == "not_declared" and not case.understood:
                found.open.append(Open("input", "policy_unread"))
            elif row.standing in ("not_declared", "contradicted"):
                verdict = "VIOLATION" if row.standing == "contradicted" else case.silent
                found.hits.append(hit("third_party.undeclared", verdict, deed))
            elif row.standing in ("vague", "suspected"):
                found.hits.append(hit("third_party.vague", "SUSPECTED", deed))
            elif row.standing == "undetermined":
                found.open.append(Open("input", "policy_unread", tuple(row.gaps)))
    return found


def _to_others(row: object) -> bool:
    return isinstance(row, Disclosure) and row.recipient.party != "first"


def cross_border(case: Case, rule: Rule) -> Result:
    """What leaves the countries of ``home`` is named in the policy, with where to; SUSPECTED as long as none is given.

    Where no country of a recipient is known, that stays open.
    """
    found = Result()
    home = set(rule.names("home"))
    for deed in case.did(lambda row: isinstance(row, Disclosure), read=False):
        if deed.recipient is None or not deed.recipient.country:
            found.open.append(Open("input", "countries", (deed.recipient.host if deed.recipient else "",)))
        elif deed.recipient.country not in home:
            stands = [row for row in case.differences("abroad") if row.recipient == deed.recipient.host]
            said = {row.standing for row in stands}
            if said and said <= {"declared"}:
                continue
            grave = "contradicted" in said or ("not_declared" in said and case.silent == "VIOLATION")
            found.hits.append(
                hit("cross_border", "VIOLATION" if grave else "SUSPECTED", deed, country=deed.recipient.country)
            )
    return found


def sdk_data(case: Case, rule: Rule) -> Result:
    """SDKs do not handle personal data: each that does is shown, for a human to see whether it is meant to."""
    deeds = case.did(lambda row: row.actor.kind == "sdk" and row.consent != "before")
    return Result(hits=[hit("sdk_data", "SUSPECTED", deed) for deed in deeds if sensitivity(deed.category) != "low"])


def handed(case: Case, rule: Rule) -> Result:
    """Nothing is handed to another app on the device (intents, providers, shared storage, the clipboard)."""
    found = Result()
    for way in case.found.channels:
        if way.key not in rule.names("kinds"):
            continue
        categories = sorted({row.category for row in way.handed})
        for category in categories:
            rows = [row for row in way.handed if row.category == category]
            found.hits.append(
                Hit(
                    key="handed",
                    verdict="SUSPECTED",
                    strength="A",
                    category=category,
                    detail=way.key,
                    count=len(rows),
                    evidence=Evidence(
                        channels=[way.key], observations=list(dict.fromkeys(row.observation for row in rows))[:40]
                    ),
                    values={"way": both("way", way.key), "names": ", ".join(way.names[:5])},
                )
            )
    return found


def after_withdrawal(case: Case, rule: Rule) -> Result:
    """After consent was withdrawn or an opt-out chosen, nothing goes on to SDKs of these ``purposes``."""
    wanted = set(rule.names("purposes"))
    found = Result()
    for deed in case.did(lambda row: case.phase_code(row.phase) == "P9_withdraw", read=False):
        known = purposes(deed.actor)
        third = deed.recipient is not None and deed.recipient.party != "first"
        if known & wanted or (third and deed.recipient is not None and deed.recipient.tracker):
            found.hits.append(hit("after_withdrawal", "SUSPECTED", deed))
    return found


def targeting(case: Case, rule: Rule) -> Result:
    """Whoever sends data to SDKs of these ``purposes`` offers a way to switch personalisation off.

    The policy is what is looked at: without one, and without such an SDK, that stays open.
    """
    wanted = set(rule.names("purposes"))
    deeds = case.did(lambda row: row.consent != "before", read=False)
    deeds = [deed for deed in deeds if purposes(deed.actor) & wanted]
    policy = case.policy
    if policy is None:
        return Result(open=[Open("input", "policy")])
    if not deeds or policy.of("personalisation_off"):
        return Result()
    if policy.blinding:
        return Result(open=[Open("input", "policy_unread", tuple(gap.key for gap in policy.blinding))])
    names = listed(category_name(deed.category) for deed in deeds[:5])
    return Result(hits=[hit("targeting", "SUSPECTED", deed, categories=names) for deed in deeds])


EVALUATORS = {
    "third_party": third_party,
    "cross_border": cross_border,
    "sdk_data": sdk_data,
    "handed": handed,
    "after_withdrawal": after_withdrawal,
    "targeting": targeting,
}
