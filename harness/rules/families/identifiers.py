"""Identifiers of the device: those that nobody can change, and those that are tied to others."""

from harness.analysis.model import Sighting
from harness.analysis.model_findings import Evidence
from harness.catalog.categories import categories
from harness.rules.case import MOST, Case, purposes
from harness.rules.model import Rule
from harness.rules.result import Hit, Result, hit
from harness.rules.texts import category_name


def unchangeable(case: Case, rule: Rule) -> Result:
    """Identifiers of the device that cannot be changed are not used, but for security and risk control alone.

    Reading one is SUSPECTED; one that left through an SDK of these ``purposes`` (ads, analytics...) is VIOLATION.
    """
    wanted = set(rule.names("purposes"))
    found = Result()
    for deed in case.did(lambda row: row.category in _unchangeable()):
        known = purposes(deed.actor)
        if known & {"risk", "security"} and not known & wanted:
            continue
        grave = bool(deed.left and known & wanted)
        found.hits.append(hit("unchangeable", "VIOLATION" if grave else "SUSPECTED", deed))
    return found


def _unchangeable() -> frozenset[str]:
    """Those of the device; of a person, such as an identity card's number, other rules speak."""
    rows = categories().values()
    return frozenset(row.id for row in rows if row.unresettable and not row.typed and row.id != "face_biometric")


_CHANGEABLE = frozenset({"oaid", "gaid", "app_set_id", "vendor_device_id"})
_PERSON = frozenset({"phone_number", "id_card_number", "email_address", "name"})


def linked(case: Case, rule: Rule) -> Result:
    """An identifier for advertising does not travel with one that cannot be changed, or with who the user is."""
    tied = _unchangeable() | _PERSON | {"android_id"}
    requests: dict[int, list[Sighting]] = {}
    for row in case.found.sightings:
        if row.direction == "request" and not row.weak:
            requests.setdefault(row.index, []).append(row)
    hits: dict[tuple[str, str, str], Hit] = {}
    for rows in requests.values():
        free = {row.category for row in rows} & _CHANGEABLE
        bound = {row.category for row in rows} & tied
        for one in sorted(free):
            for other in sorted(bound):
                mine = [row for row in rows if row.category in (one, other)]
                known = hits.setdefault((one, other, rows[0].host), _linked(case, one, other, mine))
                known.count += 1
                known.evidence.sightings = list(dict.fromkeys((*known.evidence.sightings, *(row.id for row in mine))))[
                    :MOST
                ]
                known.last = max(row.time for row in mine)
    return Result(hits=list(hits.values()))


def _linked(case: Case, one: str, other: str, rows: list[Sighting]) -> Hit:
    ids = {row.id for row in rows}
    left = next((row for row in case.found.disclosures if ids & set(row.sightings)), None)
    return Hit(
        key="linked",
        verdict="VIOLATION",
        strength="B" if any(row.form.startswith("digest:") or row.form == "differential" for row in rows) else "A",
        category=one,
        actor=left.actor if left else None,
        recipient=left.recipient if left else None,
        detail=f"{other}@{rows[0].host}",
        phases=[rows[0].phase],
        first=min(row.time for row in rows),
        last=max(row.time for row in rows),
        evidence=Evidence(disclosures=[left.id] if left else []),
        values={"other": category_name(other), "host": rows[0].host},
    )


EVALUATORS = {"unchangeable": unchangeable, "linked": linked}
