"""What a user would see if it were done openly: camera, microphone, clipboard, the place in the background."""

from harness.rules.case import Case
from harness.rules.families.frequency import BACKGROUND
from harness.rules.model import Rule
from harness.rules.result import Hit, Open, Result, hit
from harness.rules.texts import say

_UNSEEN = frozenset({"P1_preconsent", "P2_decline", "P3_consented_idle", "P5_background"})
"""Phases in which nobody takes a picture, records, or pastes."""


def capture(case: Case, rule: Rule) -> Result:
    """Camera and microphone are used while the user does something with them, in the foreground."""
    deeds = case.did(lambda row: row.category in rule.categories and case.phase_code(row.phase) in _UNSEEN)
    return Result(hits=[hit("capture", "VIOLATION", deed) for deed in deeds])


def clipboard(case: Case, rule: Rule) -> Result:
    """The clipboard is read when the user pastes: read otherwise it is SUSPECTED, sent it is VIOLATION."""
    deeds = case.did(
        lambda row: (
            row.category in rule.categories and (case.phase_code(row.phase) in _UNSEEN or hasattr(row, "sightings"))
        )
    )
    return Result(hits=[hit("clipboard", "VIOLATION" if deed.left else "SUSPECTED", deed) for deed in deeds])


def background_location(case: Case, rule: Rule) -> Result:
    """The place is not asked for or read in the background, except by types of apps (``types``) that are for it."""
    if case.app_type is not None and case.app_type.id in rule.names("types"):
        return Result()
    deeds = case.did(lambda row: row.category in rule.categories and case.phase_code(row.phase) == BACKGROUND)
    found = Result(hits=[hit("background", "VIOLATION", deed) for deed in deeds])
    if case.declared is None:
        found.open.append(Open("input", "manifest"))
    elif "ACCESS_BACKGROUND_LOCATION" in case.declared:
        found.hits.append(
            Hit(
                key="background_permission",
                verdict="SUSPECTED",
                strength="E",
                detail="ACCESS_BACKGROUND_LOCATION",
                count=1,
                values={"groups": say("background_location")},
            )
        )
    return found


def storage(case: Case, rule: Rule) -> Result:
    """An app that lets its user pick files needs no permission for all of them (``permissions``)."""
    if case.declared is None:
        return Result(open=[Open("input", "manifest")])
    names = [name for name in case.declared if name in rule.names("permissions")]
    return Result(
        hits=[
            Hit(
                key="storage", verdict="SUSPECTED", strength="E", detail=name, count=1,
                values={"names": name},
            )
            for name in names
        ]
    )  # fmt: skip


EVALUATORS = {
    "capture": capture,
    "clipboard": clipboard,
    "background_location": background_location,
    "storage": storage,
}
