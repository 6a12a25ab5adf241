"""How an app asks for permissions: all at once, without a reason, unprompted, or else it does not go on."""

from collections.abc import Iterable
from typing import Literal

from harness.analysis.model import Asked, Batch
from harness.analysis.model_findings import Evidence, Said
from harness.catalog.app_types import app_types
from harness.catalog.permission_dialogs import permission_words
from harness.rules.case import GATES, Case
from harness.rules.model import Rule
from harness.rules.result import Hit, Open, Result
from harness.rules.texts import both, group_names, listed, say


def _hit(key: str, verdict: Literal["VIOLATION", "SUSPECTED"], rows: list[Asked]) -> Hit:
    """What dialogs show; ``rows`` has at least one."""
    groups = list(dict.fromkeys(group for row in rows for group in row.groups))
    return Hit(
        key=key,
        verdict=verdict,
        strength="E",
        actor=next((row.actor for row in rows if row.actor), None),
        detail="+".join(sorted(groups)),
        phases=list(dict.fromkeys(row.phase for row in rows)),
        count=len(rows),
        first=min(row.time for row in rows),
        last=max(row.time for row in rows),
        evidence=Evidence(
            requests=[row.id for row in rows][:40],
            observations=list(dict.fromkeys(name for row in rows for name in row.observations))[:40],
            screens=list(dict.fromkeys(name for row in rows for name in row.evidence))[:40],
        ),
        values={"groups": group_names(groups), "reason": next((row.purpose_text for row in rows), "")},
    )


def _of(case: Case, ids: Iterable[str]) -> list[Asked]:
    wanted = set(ids)
    return [row for row in case.asked if row.id in wanted]


def _unasked(case: Case) -> list[Open]:
    """What the run granted as it installed the app, the app need not ask for: how it would is open."""
    groups = case.found.permissions.beforehand if case.found.permissions else []
    return [Open("unsettled", "granted_beforehand", tuple(groups))] if groups else []


def compelled(case: Case, rule: Rule) -> Result:
    """Denying what the app's type does not need keeps nobody from using the app; nor does refusing the policy
    (``kinds``) of one whose type needs no personal data.
    """
    found = Result(hits=_left_at_refusal(case) if "policy" in rule.names("kinds") else [])
    facts = case.found.permissions
    if facts is None or facts.compulsory.verdict == "not_tested":
        found.open.append(Open("unsettled", "nothing_denied"))
        return found
    forced = facts.compulsory
    if forced.verdict == "undetermined":
        found.open.append(Open("unsettled", "reaction_unseen"))
        return found
    rows = _of(case, forced.requests)
    if not rows:
        return found
    # Of an app whose type is not known, a denied permission might be one that its basic function needs.
    sure = [row for row in rows if any(_needed(case, group) is False for group in row.groups)]
    one = _hit("compelled", "VIOLATION" if sure else "SUSPECTED", sure or rows)
    one.values["reaction"] = listed(both("reaction", name) for name in forced.reactions)
    found.hits.append(one)
    return found


def _left_at_refusal(case: Case) -> list[Hit]:
    """Of a type that needs no personal data at all, the app ended as its policy was refused."""
    spans = [span for span in case.spans if span.consent == "refused" and span.app_ended]
    if not spans or case.app_type is None or case.app_type.needs:
        return []
    kind = Said(zh=case.app_type.zh, en=case.app_type.en)
    return [
        Hit(
            key="compelled_policy",
            verdict="VIOLATION",
            strength="E",
            detail="policy",
            phases=[span.name for span in spans],
            count=len(spans),
            first=spans[0].start,
            last=spans[-1].end,
            values={"type": kind},
        )
    ]


def batch(case: Case, rule: Rule) -> Result:
    """Several permissions are not asked for at once, at the start, with no way on but to grant them."""
    facts = case.found.permissions
    found = Result()
    target, least = case.target_sdk, rule.number("target_sdk")
    if target is not None and target < least:
        found.hits.append(_static("batch.target", "VIOLATION", {"target": target, "least": int(least)}))
    if facts is None:
        return found
    found.open += _unasked(case)
    forced = set(facts.compulsory.requests)
    for each in facts.batches:
        if not (each.one_call or each.at_start):
            continue
        blocked = bool(forced & set(each.requests))
        found.hits.append(_batch(case, each, blocked))
    return found


def _batch(case: Case, row: Batch, blocked: bool) -> Hit:
    found = _hit(
        "batch.blocked" if blocked else "batch.open",
        "VIOLATION" if blocked else "SUSPECTED",
        _of(case, row.requests),
    )
    found.count = len(row.groups)
    return found


def purpose(case: Case, rule: Rule) -> Result:
    """Each dialog comes with what it is for, on the screen before it."""
    found = Result(open=_unasked(case))
    for groups, rows in _by_groups(case.asked).items():
        silent = [row for row in rows if row.purpose == "not_told"]
        vague = [row for row in rows if row.purpose == "vague"]
        if silent or vague:
            found.hits.append(_hit("purpose.silent" if silent else "purpose.vague", "VIOLATION", silent or vague))
        elif any(row.purpose == "unknown" for row in rows):
            found.open.append(Open("unsettled", "screen_unread", groups))
    return found


def unprompted(case: Case, rule: Rule) -> Result:
    """A permission is asked for when the user uses what needs it."""
    found = Result(open=_unasked(case))
    for rows in _by_groups(case.asked).values():
        alone = [row for row in rows if row.trigger == "auto" and row.necessary is not True]
        if alone:
            found.hits.append(_hit("unprompted", "SUSPECTED", alone))
    return found


def _by_groups(rows: Iterable[Asked]) -> dict[tuple[str, ...], list[Asked]]:
    found: dict[tuple[str, ...], list[Asked]] = {}
    for row in rows:
        found.setdefault(tuple(sorted(row.groups)), []).append(row)
    return found


def restored(case: Case, rule: Rule) -> Result:
    """What the user denied stays denied."""
    facts = case.found.permissions
    if facts is None:
        return Result()
    return Result(
        hits=[
            Hit(
                key="restored",
                verdict="VIOLATION",
                strength="E",
                detail=row.group,
                phases=[row.phase],
                count=len(row.permissions),
                evidence=Evidence(requests=[row.denied]),
                values={"groups": group_names([row.group])},
            )
            for row in facts.restored
        ]
    )


def _static(key: str, verdict: Literal["VIOLATION", "SUSPECTED"], values: dict[str, int], detail: str = "") -> Hit:
    return Hit(key=key, verdict=verdict, strength="E", detail=detail, count=1, values=dict(values))


def target_sdk(case: Case, rule: Rule) -> Result:
    """The app's targetSdkVersion is not below ``least``; below ``advised`` is SUSPECTED where that is given."""
    target = case.target_sdk
    if target is None:
        return Result(open=[Open("input", "manifest")])
    least = int(rule.number("least"))
    if target < least:
        return Result(hits=[_static("target_sdk", "VIOLATION", {"target": target, "least": least})])
    return Result()


def restricted(case: Case, rule: Rule) -> Result:
    """Permissions that only few kinds of apps may have (``permissions``, without their prefix) are not declared.

    Whether the app is one of these a human sees: VIOLATION only where it also asked for them.
    """
    if case.declared is None:
        return Result(open=[Open("input", "manifest")])
    if case.app_type is not None and case.app_type.id in rule.names("types"):
        return Result()
    names = [name for name in case.declared if name in rule.names("permissions")]
    groups = [name for name in case.declared_groups if set(_permissions(name)) & set(names)]
    found = Result()
    for group in groups:
        rows = [row for row in case.asked if group in row.groups]
        one = _hit("restricted.asked", "VIOLATION", rows) if rows else _static("restricted.declared", "SUSPECTED", {})
        one.detail = group
        one.values["groups"] = group_names([group])
        one.values["names"] = ", ".join(sorted(set(_permissions(group)) & set(names)))
        found.hits.append(one)
    return found


def _permissions(group: str) -> tuple[str, ...]:
    return next((each.permissions for each in permission_words().groups if each.id == group), ())


def unneeded(case: Case, rule: Rule) -> Result:
    """The app neither declares nor asks for permission groups that its type's basic function does without.

    Declared alone is SUSPECTED: another of its functions may need it. Asked for unprompted is VIOLATION, if the app's
    type is known. A group that the user was asked for as a function was used, with its purpose, is that function's.
    """
    if case.declared is None:
        return Result(open=[Open("input", "manifest")])
    asked = "asked" in rule.names("kinds")
    found = Result(open=_unasked(case) if asked else [])
    for group in case.declared_groups:
        if group == "NOTIFICATIONS" or group not in GATES:
            continue
        rows = [row for row in case.asked if group in row.groups]
        if asked and not rows:
            continue
        needed = _needed(case, group)
        if needed:
            continue
        if rows and all(row.trigger == "user" and row.purpose == "told" for row in rows):
            continue
        if needed is None:
            found.open.append(Open("input", "app_type", (group,)))
            continue
        if rows:
            grave = case.app_type is not None and any(row.trigger == "auto" for row in rows)
            one = _hit("unneeded.asked", "VIOLATION" if grave else "SUSPECTED", rows)
        else:
            one = _static("unneeded.declared", "SUSPECTED", {})
        one.detail = group
        one.values["groups"], one.values["of"] = group_names([group]), _types(case)
        found.hits.append(one)
    return found


def _types(case: Case) -> Said:
    """Return of which type of app it is said that it does not need a thing: the app's, or any."""
    if case.app_type is None:
        return say("type.any")
    return say("type.of", {"type": Said(zh=case.app_type.zh, en=case.app_type.en)})


def _needed(case: Case, group: str) -> bool | None:
    """Whether the app's type needs a group; ``None`` when the type is not known and some type needs it."""
    if case.app_type is not None:
        return group in case.app_type.permissions
    return None if any(group in each.permissions for each in app_types().values()) else False


EVALUATORS = {
    "compelled": compelled,
    "batch": batch,
    "purpose": purpose,
    "unprompted": unprompted,
    "restored": restored,
    "target_sdk": target_sdk,
    "restricted": restricted,
    "unneeded": unneeded,
}
