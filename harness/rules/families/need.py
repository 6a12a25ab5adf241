"""Whether what is collected is what the service needs: the app's type, sensitive data, faces, other people's data."""

from collections.abc import Iterable
from typing import Literal

from harness.analysis.model import Collected, Disclosure
from harness.analysis.model_findings import Said
from harness.catalog.categories import categories
from harness.rules.case import Case, Deed, needed_by, purposes, sensitivity
from harness.rules.model import Rule
from harness.rules.result import Open, Result, hit

_UNUSED = frozenset({"P1_preconsent", "P3_consented_idle", "P5_background"})
"""Phases in which the user uses no function of the app."""


def _concerns(rule: Rule, row: Collected | Disclosure) -> bool:
    return not rule.categories or row.category in rule.categories


def beyond_need(case: Case, rule: Rule) -> Result:
    """Only what the app's type needs is collected, or what a function asked its user for (a permission's dialog that
    came as it was used and said what for).

    SUSPECTED: another function may need it. VIOLATION: the type is known, and it was collected while no function ran.
    Of an unknown type that is said only of what no type needs. Identifiers of low sensitivity are left out (ours). What
    its user typed into a field as the app was used stays open: whether that function needs it, a human sees.
    """
    found = Result()
    for deed in case.did(lambda row: _concerns(rule, row) and row.consent != "before"):
        if sensitivity(deed.category) == "low" or case.explained(deed.category):
            continue
        needed = needed_by(case.app_type, deed.category)
        if needed is None:
            found.open.append(Open("input", "app_type", (deed.category,)))
        elif not needed and _typed(case, deed):
            found.open.append(Open("unsettled", "typed", (deed.category,)))
        elif not needed:
            unused = any(case.phase_code(name) in _UNUSED for name in deed.phases)
            sure = case.app_type is not None and unused
            key = "beyond_need" if case.app_type is not None else "beyond_any_need"
            found.hits.append(hit(key, "VIOLATION" if sure else "SUSPECTED", deed, **_type(case)))
    return found


def _typed(case: Case, deed: Deed) -> bool:
    """Whether a category comes from its user's typing alone, and did while the app was used."""
    known = categories().get(deed.category)
    return bool(known and known.typed) and not any(case.phase_code(name) in _UNUSED for name in deed.phases)


def _type(case: Case) -> dict[str, Said]:
    known = case.app_type
    return {"type": Said(zh=known.zh, en=known.en)} if known else {}


def sensitive(case: Case, rule: Rule) -> Result:
    """Sensitive data is had only with a consent of its own: a dialog that said what for.

    What was had without any dialog in the run (granted before it, or typed) is open: a human, or a run that is asked,
    shows whether a screen of its own asks for it.
    """
    found = Result()
    for deed in case.did(lambda row: _concerns(rule, row)):
        asked = [row for row in case.asked_for(deed.category) if row.time <= deed.last]
        if any(row.purpose == "told" for row in asked):
            continue
        if any(row.purpose in ("not_told", "vague") for row in asked):
            found.hits.append(hit("sensitive", "VIOLATION", deed))
        else:
            found.open.append(Open("unsettled", "separate_consent", (deed.category,)))
    return found


def face(case: Case, rule: Rule) -> Result:
    """Faces are collected, sent or recognised by types of apps (``types``) alone that need it, such as finance.

    A picture of the camera is SUSPECTED: whether a face is in it, a human sees. Features of a face are a VIOLATION.
    """
    if case.app_type is not None and case.app_type.id in rule.names("types"):
        return Result()
    found = Result()
    for deed in case.did(lambda row: row.category in rule.categories):
        feature = deed.category == "face_biometric"
        known = case.app_type is not None
        found.hits.append(hit("face" if feature else "face_picture", _grave(feature and known), deed))
    faces = [deed for deed in case.did(lambda row: True) if "face" in purposes(deed.actor)]
    for deed in faces:
        if deed.category not in rule.categories:
            found.hits.append(hit("face_sdk", "SUSPECTED", deed))
    return found


def _grave(sure: bool) -> Literal["VIOLATION", "SUSPECTED"]:
    return "VIOLATION" if sure else "SUSPECTED"


def contacts(case: Case, rule: Rule) -> Result:
    """An address book is read when the user asks for it, and no large part of it is sent (``share`` of its entries)."""
    found = Result()
    for deed in case.did(lambda row: row.category in rule.categories):
        idle = any(case.phase_code(name) in _UNUSED for name in deed.phases)
        total = len(_entries(case.found.values))
        gone = len(_entries(value for row in deed.left for value in row.value_ids))
        if total and gone / total > rule.number("share"):
            found.hits.append(hit("contacts_bulk", "VIOLATION", deed, gone=gone, total=total))
        elif idle:
            found.hits.append(hit("contacts_unasked", "VIOLATION", deed))
        elif not case.explained(deed.category):
            found.hits.append(hit("contacts_unasked", "SUSPECTED", deed))
    return found


def _entries(names: Iterable[str]) -> set[str]:
    """The entries of an address book (``contact.1``) of which there are values (``contact.1.phone``)."""
    return {".".join(name.split(".")[:2]) for name in names if name.startswith("contact.")}


def others_data(case: Case, rule: Rule) -> Result:
    """Data of other people is not collected, except by types of apps (``types``) that are for it."""
    if case.app_type is not None and case.app_type.id in rule.names("types"):
        return Result()
    deeds = case.did(lambda row: row.category in rule.categories)
    return Result(hits=[hit("others_data", "SUSPECTED", deed) for deed in deeds])


EVALUATORS = {
    "beyond_need": beyond_need,
    "sensitive": sensitive,
    "face": face,
    "contacts": contacts,
    "others_data": others_data,
}
