"""What keeps a rule from saying PASS: blind spots of what it rests on, and phases that the run never went through.

Which blind spot takes away what is decided in ``blind_spots.TABLE`` alone.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

from harness.analysis.facts.blind_spots import BlindSpot, Named
from harness.analysis.model_coverage import Cause as NamedCause
from harness.analysis.model_coverage import Missing, Peer, ProcessRow, Stretch
from harness.analysis.model_findings import Because, Said
from harness.catalog.categories import categories
from harness.files.read import parse_yaml
from harness.rules.case import Case
from harness.rules.model import Conclusion, Rule
from harness.rules.result import Open
from harness.rules.texts import both, category_name, has, listed, say

_SEAL = "seal_"
_NAMES = 5
_UNIVERSAL = "other"


@cache
def closings() -> dict[str, str]:
    """Return for each blind spot the key of the sentence that says what would close it (``close.gap.KEY``)."""
    text = resources.files("harness.rules.texts").joinpath("closing.yaml").read_text("utf-8")
    groups = parse_yaml(text, "closing.yaml")
    return {str(key): str(group) for group, keys in groups.items() for key in keys}


def blinding(case: Case, rule: Rule) -> list[BlindSpot]:
    """Return the blind spots that take a PASS from a rule, in the table's order."""
    return [spot for spot in case.spots if _blinds(spot, rule, case)]


def _blinds(spot: BlindSpot, rule: Rule, case: Case) -> bool:
    taken = {*spot.blinds, *spot.rules} & set(rule.needs)
    if not taken:
        return False
    if spot.key in ("phases_failed", "phases_not_begun") and rule.phases:
        return bool({_code(case, name) for name in spot.names} & {*rule.phases, ""})
    if spot.key == "not_planted" and not rule.categories:
        # What a user types and did not type in this run, the app never had.
        return any(name not in _typed() for name in spot.categories or ("",))
    if not spot.categories or not rule.categories:
        return True
    return bool(set(spot.categories) & set(rule.categories))


@cache
def _typed() -> frozenset[str]:
    return frozenset(row.id for row in categories().values() if row.typed)


def _code(case: Case, name: Named) -> str:
    """The code of the phase that a blind spot names; empty where that is not known."""
    return case.phase_code(name.name) if isinstance(name, NamedCause) else ""


def fallen(case: Case, rule: Rule) -> list[BlindSpot]:
    """Return what takes even an adverse finding away: the files that it rests on are not as they were sealed."""
    rests: set[Conclusion] = {"disclosures" if need == "none_seen" else need for need in rule.needs}
    keys = {"seal_void", *(f"{_SEAL}{name}" for name in rests)} if rests else set()
    return [spot for spot in case.spots if spot.key in keys]


def never_ran(case: Case, rule: Rule) -> list[Because]:
    """Return a reason for each phase of a rule that the run never went through, with the command that would."""
    return [
        Because(
            cause="phase",
            key=code,
            text=say("because.phase", {"phase": both("phase", code)}),
            close=say(f"close.phase.{code}"),
        )
        for code in rule.phases
        if code not in case.gone_through
    ]


def of_spots(spots: Iterable[BlindSpot]) -> list[Because]:
    """Return the reasons that blind spots are."""
    return [
        Because(
            cause="blind_spot",
            key=spot.key,
            names=[_name(name) for name in spot.names[:_NAMES]],
            text=say("because.blind_spot", {"gap": _gap(spot)}),
            close=say(f"close.gap.{closings().get(spot.key, _UNIVERSAL)}"),
        )
        for spot in spots
    ]


def _gap(spot: BlindSpot) -> Said:
    """Return a blind spot in words; one that nobody has words for, such as a later version's, by its key."""
    key, n = f"because.gap.{spot.key}", max(1, spot.count)
    if not has(key):
        return Said(zh=f"{spot.key}: {n}", en=f"{spot.key}: {n}")
    names = listed(category_name(name) for name in spot.categories[:_NAMES])
    return say(key, {"n": n, "names": names})


def _name(name: Named) -> str:
    match name:
        case str():
            return name
        case Missing():
            return name.point
        case Peer():
            return name.host
        case ProcessRow() | Stretch() | NamedCause():
            return name.name
        case _:
            return str(getattr(name, "name", "") or getattr(name, "host", "") or getattr(name, "screen", ""))


def of_open(rows: Sequence[Open]) -> list[Because]:
    """Return the reasons that an evaluator gave."""
    return [
        Because(
            cause=row.cause,
            key=row.key,
            names=list(row.names),
            text=say(f"because.{row.cause}.{row.key}", {"names": ", ".join(row.names)}),
            close=say(f"close.{row.cause}.{row.key}", {"names": ", ".join(row.names)}),
        )
        for row in rows
    ]


def of_human(human: Said | None) -> list[Because]:
    """Return the reason that a human has to look."""
    if human is None:
        return []
    return [Because(cause="human", key="human", text=say("because.human"), close=human)]


def phase_names(case: Case, names: Sequence[str]) -> Said:
    """Return phases in words, as the practice calls them; one that it does not know by its own name."""
    rows = [_phase(case, name) for name in names if name]
    return listed(dict.fromkeys(rows)) if rows else say("phase.none")


def _phase(case: Case, name: str) -> Said:
    code = case.phase_code(name)
    return both("phase", code) if has(f"phase.{code}") else Said(zh=name, en=name)
