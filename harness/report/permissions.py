"""The permission and consent facts of a run as sentences and table cells, for both renderers."""

from dataclasses import dataclass

from harness.analysis.model import Asked, Batch, ConsentFacts, Permissions, Repeat
from harness.catalog.app_types import app_types
from harness.catalog.permission_dialogs import permission_words
from harness.report.model import Consent, standing
from harness.report.safe import one_line
from harness.report.texts import Texts
from harness.report.who import actor_name

_ROWS = 60
_NAMES = 12
"""Names of one kind in a row."""


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One dialog: its cells as text. ``forced`` marks one whose denial the app did not accept."""

    id: str
    what: str
    consent: Consent
    when: str
    who: str
    purpose: str
    answer: str
    reaction: str
    forced: bool


@dataclass(frozen=True, slots=True)
class PermissionSummary:
    """``level`` is ``bad``, ``good`` or ``open``; ``notes`` are sentences; ``omitted`` rows are not shown."""

    level: str
    verdict: str
    notes: tuple[str, ...]
    rows: tuple[PermissionRow, ...]
    omitted: int


def group_name(group: str, words: Texts) -> str:
    """Return what a permission group is called."""
    found = next((item for item in permission_words().groups if item.id == group), None)
    return one_line(group, 40) if found is None else found.zh if words.lang.startswith("zh") else found.en


def permission_summary(
    found: Permissions | None, consent: ConsentFacts | None, words: Texts
) -> PermissionSummary | None:
    """Return what to show, ``None`` for a run that watched no screen or saw nothing worth saying."""
    if found is None or (not found.requests and consent is None):
        return None
    forced = set(found.compulsory.requests)
    verdict = words(f"perm.{found.compulsory.verdict}", reactions=_reactions(found.compulsory.reactions, words))
    level = {"compelled": "bad", "not_compelled": "good"}.get(found.compulsory.verdict, "open")
    notes = [*_consent(consent, words), *_notes(found, words)]
    rows = tuple(_row(row, row.id in forced, words) for row in found.requests[:_ROWS])
    return PermissionSummary(level, verdict, tuple(notes), rows, max(0, len(found.requests) - _ROWS))


def _groups(groups: list[str], words: Texts) -> str:
    return words("sep.list").join(group_name(group, words) for group in groups[:_NAMES]) or words("fact.unknown")


def _reactions(names: list[str], words: Texts) -> str:
    return words("sep.list").join(words.named("perm.reaction", name) for name in names[:_NAMES])


def _row(row: Asked, forced: bool, words: Texts) -> PermissionRow:
    purpose = words(f"perm.purpose.{row.purpose}")
    reaction = words.named("perm.reaction", row.reaction) if row.reaction else ""
    return PermissionRow(
        id=row.id,
        what=_groups(row.groups, words),
        consent=standing(row.consent),
        when=f"{words.named('phase', row.phase)} \u00b7 {words.named('perm.trigger', row.trigger)}",
        who=actor_name(row.actor, words) if row.actor else words("fact.unknown"),
        purpose=f"{purpose}: {one_line(row.purpose_text, 90)}" if row.purpose_text else purpose,
        answer=words.named("perm.answer", row.answer),
        reaction=f"{reaction} ({one_line(row.reaction_why, 90)})" if row.reaction_why else reaction,
        forced=forced,
    )


def _notes(found: Permissions, words: Texts) -> list[str]:
    notes = []
    known = app_types().get(found.app_type)
    if known is not None:
        name = known.zh if words.lang.startswith("zh") else known.en
        notes.append(
            words(
                "perm.type",
                name=name,
                groups=_groups(list(known.permissions), words) if known.permissions else words("perm.nothing"),
            )
        )
    elif found.compulsory.requests:
        notes.append(words("perm.no_type"))
    if found.before_consent:
        notes.append(words("perm.before_consent", n=len(found.before_consent)))
    if found.not_told:
        notes.append(words("perm.not_told", n=len(found.not_told)))
    notes += [_batch(item, words) for item in found.batches]
    notes += [_repeat(item, words) for item in found.repeats]
    notes += [
        words(
            "perm.restored", group=group_name(item.group, words), phase=words.named("phase", one_line(item.phase, 40))
        )
        for item in found.restored
    ]
    return notes


def _batch(item: Batch, words: Texts) -> str:
    key = "perm.batch_start" if item.at_start else "perm.batch"
    return words(key, groups=_groups(item.groups, words))


def _repeat(item: Repeat, words: Texts) -> str:
    return words(
        "perm.repeat", group=group_name(item.group, words), times=len(item.again), within=item.within_48h,
        user=item.user_triggered, launches=item.launches,
    )  # fmt: skip


def _consent(found: ConsentFacts | None, words: Texts) -> list[str]:
    if found is None:
        return []
    notes = []
    if not found.readable:
        notes.append(words("ask.not_readable"))
    elif found.kind == "none":
        notes.append(words("ask.none"))
    else:
        notes.append(
            words(
                "ask.dialog" if found.refusal_offered else "ask.no_refusal",
                accept=one_line(found.accept or "-", 40),
                refuse=one_line(found.refuse, 40),
            )
        )
        if found.onward:
            notes.append(words("ask.onward", n=found.onward))
    if found.pre_ticked:
        notes.append(words("ask.pre_ticked"))
    for way in found.ways:
        place = words.named("place", way.what)
        if way.taps is None:
            notes.append(words("place.not_found" if way.certain else "place.not_seen", place=place))
        else:
            steps = " \u203a ".join(one_line(step, 30) for step in way.way)
            notes.append(words("place.found", place=place, n=way.taps, way=steps))
    return notes
