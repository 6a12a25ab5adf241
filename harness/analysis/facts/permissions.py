"""What an app did with permissions: why it asked, in batches, again after a denial, and what it did when denied.

Facts, with their evidence; what a regulation says of them is for the rules.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import msgspec

from harness.analysis.join.actors import Actors
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.model import Asked, Batch, Compelled, Compulsory, Permissions, Purpose, Repeat, Restored
from harness.catalog.app_types import app_types
from harness.catalog.consent import normal
from harness.catalog.permission_dialogs import permission_words
from harness.evidence.rows import ConsentScreen, Observation, PermissionRequest, Phase

WINDOW_US = 10_000_000
"""How long before a dialog a purpose may have been shown, or the user have acted, to count (an engineering default)."""
BATCH_GAP_US = 3_000_000
"""How close dialogs follow each other in one batch (an engineering default)."""
WITHIN_US = 48 * 3600 * 1_000_000
"""TC260-PG-20202A 3.3, TC260-PG-20204A 3.2 f): not again within 48 hours of a denial."""
_JOIN_US = 5_000_000
REQUEST = "control.permission_request"


class _Call(msgspec.Struct):
    time: int
    id: str
    permissions: list[str]
    row: Observation


def permissions(
    rows: Sequence[PermissionRequest],
    phases: Sequence[Phase],
    decisions: Sequence[ConsentScreen],
    observations: Iterable[Observation],
    actors: Actors,
    timeline: PhaseTimes,
    app_type: str,
) -> Permissions:
    """Return the facts about a run's permission dialogs."""
    ordered = sorted(rows, key=lambda row: (row.time_us, row.id))
    calls = _calls(observations) if ordered else []
    known = app_types().get(app_type)
    needed = None if known is None else frozenset(known.permissions)
    decided = [row.time_us for row in decisions if row.act in ("accept", "refuse")]
    asked = [_asked(row, calls, actors, timeline, needed, decided) for row in ordered]
    return Permissions(
        app_type=app_type,
        requests=asked,
        not_told=[row.id for row in asked if row.purpose in ("not_told", "vague")],
        before_consent=[row.id for row in asked if row.consent == "before"],
        batches=_batches(ordered, asked, decided),
        repeats=_repeats(ordered, asked),
        restored=_restored(ordered, asked, phases),
        compulsory=_compulsory(asked, known is not None),
        beforehand=_beforehand(ordered, phases),
    )


def _calls(observations: Iterable[Observation]) -> list[_Call]:
    calls = []
    for row in observations:
        if row.category == REQUEST:
            names = [item.text or "" for arg in row.args for item in arg.items]
            wanted = [name for name in names if permission_words().group_of(name)]
            if wanted:
                calls.append(_Call(row.time_us, f"{row.pid}:{row.seq}", wanted, row))
    return sorted(calls, key=lambda call: (call.time, call.id))


def _call_of(row: PermissionRequest, calls: list[_Call]) -> _Call | None:
    """The last call before a dialog that asked for its group; later dialogs of one call come long after it."""
    words = permission_words()
    at = bisect_left([call.time for call in calls], row.time_us + 1)
    for call in reversed(calls[:at]):
        groups = {words.group_of(name) for name in call.permissions}
        if set(row.groups) & groups and (len(groups) > 1 or row.time_us - call.time <= 2 * _JOIN_US):
            return call
    return None


def _asked(
    row: PermissionRequest, calls: list[_Call], actors: Actors, timeline: PhaseTimes, needed: frozenset[str] | None,
    decided: list[int],
) -> Asked:  # fmt: skip
    call, words = _call_of(row, calls), permission_words()
    purpose, text = _purpose(row)
    files = (
        row.screenshot, row.ui_dump, row.before_screenshot, row.before_ui_dump, row.reaction_screenshot,
        row.reaction_ui_dump,
    )  # fmt: skip
    moment = timeline.at(row.time_us)
    return Asked(
        id=f"p{row.id:03d}",
        groups=list(row.groups),
        permissions=[name for name in call.permissions if words.group_of(name) in row.groups] if call else [],
        phase=row.phase or moment.phase,
        consent=timeline.named(row.phase, row.time_us).consent,
        time=row.time_us,
        clock=row.clock_us,
        launch=row.launch,
        trigger="user" if _by_user(row, decided) else "auto",
        purpose=purpose,
        purpose_text=text,
        necessary=None if needed is None or not row.groups else set(row.groups) <= needed,
        answer=row.answer,
        in_a_row=row.in_a_row,
        reaction=row.reaction,
        reaction_why=row.reaction_why,
        actor=actors.of(call.row.stack) if call else None,
        observations=[call.id] if call else [],
        evidence=[name for name in files if name],
    )


def _by_user(row: PermissionRequest, decided: list[int]) -> bool:
    """Whether the user had just used the app. Deciding about the policy is no use of a function."""
    if not row.user_act_us or row.time_us - row.user_act_us > WINDOW_US:
        return False
    return not any(abs(row.user_act_us - moment) <= 1_500_000 for moment in decided)


def _purpose(row: PermissionRequest) -> tuple[Purpose, str]:
    """What the screen before the dialog says of its purpose."""
    if not row.before_texts or not row.groups or row.time_us - row.before_us > WINDOW_US:
        return "unknown", ""
    words = permission_words()
    vague = ""
    for text in row.before_texts:
        said = normal(text)
        if any(words.purposes[group].search(said) for group in row.groups if group in words.purposes):
            return "told", text[:200]
        vague = vague or (text[:200] if words.vague.search(said) else "")
    return ("vague", vague) if vague else ("not_told", "")


def _batches(rows: list[PermissionRequest], asked: list[Asked], decided: list[int]) -> list[Batch]:
    batches: list[Batch] = []
    run: list[int] = []
    for at, row in enumerate(rows):
        if run and _follows(rows[run[-1]], row):
            run.append(at)
            continue
        batches += _batch(run, rows, asked, decided)
        run = [at]
    return batches + _batch(run, rows, asked, decided)


def _follows(before: PermissionRequest, row: PermissionRequest) -> bool:
    gap = row.time_us - max(before.answered_us, before.time_us)
    return row.launch == before.launch and row.user_act_us == before.user_act_us and gap <= BATCH_GAP_US


def _batch(run: list[int], rows: list[PermissionRequest], asked: list[Asked], decided: list[int]) -> list[Batch]:
    groups = list(dict.fromkeys(group for at in run for group in rows[at].groups))
    if len(groups) < 2:
        return []
    calls = {call for at in run for call in asked[at].observations}
    first = rows[run[0]]
    return [
        Batch(
            requests=[asked[at].id for at in run],
            groups=groups,
            one_call=len(calls) == 1 and all(asked[at].observations for at in run),
            at_start=not first.user_act_us or any(abs(first.user_act_us - moment) <= 1_500_000 for moment in decided),
            phase=asked[run[0]].phase,
        )
    ]


def _repeats(rows: list[PermissionRequest], asked: list[Asked]) -> list[Repeat]:
    found = []
    for group in dict.fromkeys(group for row in rows for group in row.groups):
        mine = [at for at, row in enumerate(rows) if group in row.groups]
        denied = next((at for at in mine if rows[at].answer.startswith("denied")), None)
        if denied is None:
            continue
        again = [at for at in mine if at > denied]
        if not again:
            continue
        passed = [rows[at].clock_us - rows[denied].clock_us for at in again]
        found.append(
            Repeat(
                group=group,
                denied=asked[denied].id,
                again=[asked[at].id for at in again],
                hours=[round(each / 3_600_000_000, 2) for each in passed],
                within_48h=sum(each <= WITHIN_US for each in passed),
                user_triggered=sum(asked[at].trigger == "user" for at in again),
                launches=len({rows[at].launch for at in again} - {rows[denied].launch}),
            )
        )
    return found


def _restored(rows: list[PermissionRequest], asked: list[Asked], phases: Sequence[Phase]) -> list[Restored]:
    """Groups that a phase's end finds granted although the last answer to their dialog was a denial."""
    words = permission_words()
    found: dict[str, Restored] = {}
    for phase in phases:
        for name in phase.granted:
            group = words.group_of(name)
            last = [at for at, row in enumerate(rows) if group in row.groups and row.time_us <= phase.end_us]
            if last and rows[last[-1]].answer.startswith("denied"):
                row = found.setdefault(
                    group, Restored(group=group, denied=asked[last[-1]].id, phase=phase.name, permissions=[])
                )
                if row.phase == phase.name:
                    row.permissions.append(name)
    return list(found.values())


def _beforehand(rows: list[PermissionRequest], phases: Sequence[Phase]) -> list[str]:
    """Groups that the app held without a dialog of this run having granted them: it never needs to ask for them."""
    words = permission_words()
    held = dict.fromkeys((words.group_of(name), phase.end_us) for phase in phases for name in phase.granted)
    return sorted(
        {
            group
            for group, end in held
            if group and not any(row.answer == "granted" and group in row.groups and row.time_us <= end for row in rows)
        }
    )


def _compulsory(asked: list[Asked], type_known: bool) -> Compulsory:
    denied = [row for row in asked if row.answer.startswith("denied")]
    forced = [row for row in denied if row.reaction in ("exits", "loops", "blocks") and not row.necessary]
    verdict: Compelled = "not_compelled"
    if not denied:
        verdict = "not_tested"
    elif forced:
        verdict = "compelled"
    elif any(not row.reaction for row in denied):
        verdict = "undetermined"
    return Compulsory(
        verdict=verdict,
        requests=[row.id for row in forced],
        reactions=sorted({row.reaction for row in forced}),
        type_known=type_known,
    )
