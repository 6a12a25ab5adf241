"""How often, and when nobody looks: idle, in the background, started by itself."""

from harness.analysis.model import Actor, Collected
from harness.analysis.model_findings import Evidence
from harness.catalog.categories import categories
from harness.rules.case import Case, Deed, held, sensitivity
from harness.rules.model import Rule
from harness.rules.result import Hit, Open, Result, hit

IDLE = "P3_consented_idle"
BACKGROUND = "P5_background"
_KEPT = frozenset({"android_id", "installed_apps"})
"""What changes so seldom that reading it once is enough, besides identifiers that cannot be changed."""


def frequency(case: Case, rule: Rule) -> Result:
    """Nothing is read over and over while no function of the app is used.

    At least ``calls`` readings through one access point, spread over ``spread_s`` or more (a burst is one reading), are
    VIOLATION in the background, and in the idle foreground above ``per_minute``. An identifier that does not change is
    read once by each process: ``unchanging_suspected`` and ``unchanging_violation`` (within five minutes) readings of
    one. Limits are ours.
    """
    found = Result()
    calls, spread, most = rule.number("calls"), rule.number("spread_s"), rule.number("per_minute")
    continuous = case.app_type is not None and case.app_type.id in rule.names("types")
    for row in case.read:
        if rule.categories and row.category not in rule.categories:
            continue
        if sensitivity(row.category) == "low" or (continuous and row.category.startswith("location")):
            continue
        span = (row.last - row.first) / 1e6
        periodic = row.obtained >= calls and span >= spread
        code = case.phase_code(row.phase)
        a_minute = row.obtained / max(span / 60, 1.0)
        values = {"span_s": span, "a_minute": a_minute}
        if code == BACKGROUND and periodic:
            found.hits.append(_often("frequency.background", row, values))
        elif code == IDLE and periodic and a_minute > most:
            found.hits.append(_often("frequency.idle", row, values))
        elif _unchanging(row) and (again := _of_one_process(row)) >= rule.number("unchanging_suspected"):
            within = again / max(span / 300, 1.0)
            one = _often("frequency.unchanging", row, values)
            one.verdict = "VIOLATION" if within >= rule.number("unchanging_violation") else "SUSPECTED"
            found.hits.append(one)
    found.open += _long_enough(case, rule)
    return found


def _unchanging(row: Collected) -> bool:
    known = categories().get(row.category)
    return row.category in _KEPT or bool(known and known.unresettable)


def _of_one_process(row: Collected) -> int:
    """Return how often it was read, without the first reading of each process but one: a start begins anew."""
    starts = len({key.partition(":")[0] for key in row.observations})
    return row.obtained - max(0, starts - 1)


def _often(key: str, row: Collected, values: dict[str, float]) -> Hit:
    found = hit("", "VIOLATION", Deed(row.category, row.actor, rows=[row]), **values)
    found.key = key
    return found


def _long_enough(case: Case, rule: Rule) -> list[Open]:
    """A phase that lasted no time says nothing of what is done every so often."""
    short = [code for code in rule.phases if code in case.gone_through and case.seconds(code) < rule.number("least_s")]
    return [Open("unsettled", "too_short", (code,)) for code in short]


def background(case: Case, rule: Rule) -> Result:
    """In the background nothing is read or sent, except by types of apps (``types``) that go on working there."""
    found = Result(open=_long_enough(case, rule))
    if case.app_type is not None and case.app_type.id in rule.names("types"):
        return found
    for deed in case.did(lambda row: case.phase_code(row.phase) == BACKGROUND and _about(rule, row.category)):
        if sensitivity(deed.category) != "low":
            found.hits.append(hit("background", "VIOLATION", deed))
    return found


def _about(rule: Rule, category: str) -> bool:
    return not rule.categories or category in rule.categories


def self_start(case: Case, rule: Rule) -> Result:
    """In the background nothing of an app starts by itself: ``an_hour`` times or more is VIOLATION, less SUSPECTED."""
    spans = [span for span in case.spans if span.code == BACKGROUND and span.started]
    count = sum(span.started for span in spans)
    found = Result(open=_long_enough(case, rule))
    if not count:
        return found
    hours = max(sum(span.end - span.start for span in spans) / 3.6e9, 1.0)
    grave = count / hours >= rule.number("an_hour")
    actor = Actor(id="app", kind="app", name="")
    found.hits.append(
        Hit(
            key="self_start",
            verdict="VIOLATION" if grave else "SUSPECTED",
            strength="E",
            actor=actor,
            phases=held([span.name for span in spans]),
            count=count,
            first=spans[0].start,
            last=spans[-1].end,
            evidence=Evidence(),
        )
    )
    return found


EVALUATORS = {"frequency": frequency, "background": background, "self_start": self_start}
