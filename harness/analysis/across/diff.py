"""An app's old version and its new one: what it newly sends, what it does not any more, and what nobody can say."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal

import msgspec

from harness.analysis.across import seen, verdicts
from harness.analysis.across.change import KINDS, Change, changed
from harness.analysis.across.compare import Run, head
from harness.analysis.across.eyes import OWN, Doubt, Eyes, Side, doubt
from harness.analysis.across.seen import Key, Seen, Table
from harness.analysis.facts.blind_spots import KINDS as KINDS_OF_BLINDNESS
from harness.analysis.model import Assessment
from harness.errors import BadInputError
from harness.files.names import or_meant

Conclusion = Literal["new", "nothing_new", "undetermined"]
Warning_ = Literal["other_app", "same_file", "other_scenario", "other_branch", "other_network"]
_POINTS_OWN = ("hooks_failed",)
"""Blind spots that a point is judged for by itself."""


class Sight(msgspec.Struct, kw_only=True):
    """A blind spot of one of the two runs: how much of it there is in each, and what it takes away."""

    key: str
    before: int
    after: int
    names_before: list[str]
    names_after: list[str]
    blinds: list[str]


class Diff(msgspec.Struct, kw_only=True):
    """Two runs as two versions. ``noise`` are further runs of the old one.

    ``conclusion`` is about what leaves: ``new``; ``nothing_new``, which needs that the newer run could see everything;
    else ``undetermined``, for ``reasons``. ``allowed`` are the doubts that were accepted; ``warnings`` say in what the
    runs are not alike besides. ``judgement`` and ``open`` are the same about violations.
    """

    schema: int = 1
    tool: dict[str, Any]
    before: Run
    after: Run
    noise: list[Run]
    allowed: list[str]
    conclusion: Conclusion
    reasons: list[Doubt]
    warnings: list[Warning_]
    judgement: Conclusion
    open: list[Doubt]
    disclosures: list[Change]
    findings: list[Change]
    recipients: list[Change]
    actors: list[Change]
    points: list[Change]
    permissions: list[Change]
    coverage: list[Sight]

    @property
    def sections(self) -> dict[str, list[Change]]:
        """The rows by what they are about."""
        return {
            "disclosures": self.disclosures, "findings": self.findings, "recipients": self.recipients,
            "actors": self.actors, "points": self.points, "permissions": self.permissions,
        }  # fmt: skip

    @property
    def disclosing(self) -> list[Change]:
        """What newly leaves, or leaves without the consent that it had."""
        return [row for row in self.disclosures if row.discloses]

    @property
    def violating(self) -> list[Change]:
        """What rules newly find to be a violation."""
        return [row for row in self.findings if row.violates]

    @property
    def differing(self) -> list[Change]:
        """What is not known to be alike."""
        return [row for rows in self.sections.values() for row in rows if row.differs]


class AllowError(BadInputError, ValueError):
    """There is no doubt of such a name. The message is one sentence."""


class NoiseError(BadInputError, ValueError):
    """A run cannot tell what varies by itself. The message is one sentence."""


def check_allowed(allow: Sequence[str]) -> None:
    """Raise :class:`AllowError` for a name that no doubt has."""
    known = {*KINDS_OF_BLINDNESS, *(kind.word for kind in KINDS_OF_BLINDNESS.values() if kind.word), *OWN}
    for name in allow:
        if name not in known:
            raise AllowError(f"There is no blind spot {name[:60]!r} that could be allowed{or_meant(name, known, '.')}")


def diff(
    before: Side,
    after: Side,
    noise: Sequence[Side] = (),
    *,
    allow: Collection[str] = (),
    tool: Mapping[str, Any] | None = None,
) -> Diff:
    """Compare two runs; ``noise`` are further runs of the old version, which tell what varies by itself.

    ``allow`` are names of doubts that are accepted: nothing is undetermined for them. Raises :class:`NoiseError` for a
    further run of another version, which would take for noise what the versions differ in.
    """
    for each in noise:
        if _unlike(_apk(before.found, "sha256"), _apk(each.found, "sha256")):
            raise NoiseError(
                f"{each.name} is not of the same app file as {before.name}: it cannot tell what varies by itself."
            )
    both = _Both(Eyes(before), Eyes(after), [Eyes(each) for each in noise], frozenset(allow))
    rows = both.rows(seen.disclosures, both.of_sent)
    reasons = both.nothing_new()
    fresh = any(row.discloses for row in rows)
    findings, open_ = both.rows(verdicts.findings, both.of_finding), both.no_new_violation()
    return Diff(
        tool=dict(tool or {}),
        before=head(before),
        after=head(after),
        noise=[head(each) for each in noise],
        allowed=sorted(set(allow)),
        conclusion="new" if fresh else "undetermined" if reasons else "nothing_new",
        reasons=reasons,
        warnings=_warnings(before.found, after.found),
        judgement="new" if any(row.violates for row in findings) else "undetermined" if open_ else "nothing_new",
        open=open_,
        disclosures=rows,
        findings=findings,
        recipients=both.rows(seen.recipients, both.of_recipient),
        actors=both.rows(seen.actors, both.of_actor),
        points=both.rows(seen.points, both.of_point),
        permissions=both.rows(seen.permissions, both.of_permission),
        coverage=both.sights(),
    )


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of what ``harness diff --json`` prints."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Two versions of an app compared (harness diff --json)",
        **msgspec.json.schema(Diff),
    }


def _said(found: Assessment, name: str) -> str:
    return str(found.bundle.get(name) or "")


def _apk(found: Assessment, name: str) -> str:
    apk = found.bundle.get("apk")
    return str(apk.get(name) or "") if isinstance(apk, dict) else ""


def _unlike(one: str, two: str) -> bool:
    return bool(one and two and one != two)


def _warnings(before: Assessment, after: Assessment) -> list[Warning_]:
    apps = [_apk(each, "package") or _said(each, "package") for each in (before, after)]
    files = [_apk(each, "sha256") for each in (before, after)]
    told: dict[Warning_, bool] = {
        "other_app": _unlike(*apps),
        "same_file": bool(files[0]) and files[0] == files[1],
        "other_scenario": _unlike(_said(before, "scenario"), _said(after, "scenario")),
        "other_branch": _unlike(_said(before, "branch"), _said(after, "branch")),
        "other_network": _unlike(_said(before, "network"), _said(after, "network")),
    }
    return [name for name, true in told.items() if true]


Doubts = Callable[[Eyes, Eyes, Key, Seen | None], list[Doubt]]
"""Why one run (the first) may have missed a row that the other one shows."""


class _Both:
    """The two runs and what each could see."""

    def __init__(self, before: Eyes, after: Eyes, noise: Sequence[Eyes], allow: frozenset[str]) -> None:
        self.before = before
        self.after = after
        self.noise = noise
        self._allow = allow

    def _kept(self, doubts: Sequence[Doubt]) -> list[Doubt]:
        """Return the doubts that are not accepted, be it by the name of the blind spot or by its word in a summary."""
        return [each for each in doubts if not {each.key, _word(each.key)} & self._allow]

    def rows(self, table_of: Callable[[Assessment], Table], doubts: Doubts) -> list[Change]:
        """Return the rows of one section, differences first."""
        old = [_table(each, table_of) for each in (self.before, *self.noise)]
        new = _table(self.after, table_of)
        found = []
        for key in sorted({key for table in (*old, new) for key in table}):
            was, now = [table.get(key) for table in old], new.get(key)
            missed = self._kept(doubts(self.before, self.after, key, now))
            unseen = self._kept(doubts(self.after, self.before, key, next(filter(None, was), None)))
            states = (
                self.before.state(shown=was[0] is not None, unseen=bool(missed)),
                self.after.state(shown=now is not None, unseen=bool(unseen)),
            )
            row = changed(was, now, states, missed, unseen)
            row.how = key[0] if row.permission else ""
            found.append(row)
        return sorted(found, key=lambda row: KINDS.index(row.kind))

    def of_sent(self, run: Eyes, other: Eyes, key: Key, shown: Seen | None) -> list[Doubt]:
        """Why something may have left unseen."""
        return [*run.why("none_seen", key[0]), *self._looked(run, other, key[0]), *self._same(run, other, shown)]

    def of_recipient(self, run: Eyes, other: Eyes, _key: Key, shown: Seen | None) -> list[Doubt]:
        """Why a recipient may have received something unseen: some of its data may have left unseen."""
        kinds = sorted(shown.aspects.get("data", ())) if shown else []
        looked = [each for kind in kinds for each in self._looked(run, other, kind)]
        return [*run.why("none_seen"), *_merged(looked), *self._same(run, other, None)]

    def of_actor(self, run: Eyes, other: Eyes, _key: Key, _shown: Seen | None) -> list[Doubt]:
        """Why somebody may have read or sent unseen."""
        both = {each.key: each for each in (*run.why("none_seen"), *run.why("reads", without=_POINTS_OWN))}
        return [*both.values(), *self._same(run, other, None)]

    def of_point(self, run: Eyes, other: Eyes, key: Key, shown: Seen | None) -> list[Doubt]:
        """Why a call of an access point may have been missed."""
        why = run.why("reads", key[0], without=_POINTS_OWN)
        hooks = run.side.found.coverage.hooks
        known = run.side.unhooked
        failed = {row.point for row in hooks.failures} if known is None else known
        # Where not all that failed are named, this one may be among them.
        if key[1] in failed or (known is None and hooks.failed > len(failed)):
            why.append(Doubt(key="point_not_hooked", count=1, names=[key[1]]))
        return [*why, *self._same(run, other, shown)]

    def of_permission(self, run: Eyes, other: Eyes, key: Key, shown: Seen | None) -> list[Doubt]:
        """Why a permission may have been asked for unseen; what a manifest declares is certain."""
        found = run.side.found
        if key[0] == "declared":
            return [] if seen.declared(found) is not None else [Doubt(key="no_apk")]
        why = run.why("permissions") + [each for each in run.why("none_seen") if each.key == "incomplete"]
        if found.permissions is None:
            why.append(Doubt(key="no_screen"))
        return [*why, *self._same(run, other, shown)]

    def of_finding(self, run: Eyes, other: Eyes, key: Key, shown: Seen | None) -> list[Doubt]:
        """Why a rule may not have found something that is so."""
        return [*verdicts.why_silent(run, key[0]), *self._same(run, other, shown)]

    def _looked(self, run: Eyes, other: Eyes, category: str) -> list[Doubt]:
        """Whether one run did not look for what the other one looked for."""
        mine, theirs = run.side.looked, other.side.looked
        if mine is None or category in mine or category not in (theirs or ()):
            return []
        return [Doubt(key="not_looked_for", count=1, names=[category])]

    def _same(self, run: Eyes, other: Eyes, shown: Seen | None) -> list[Doubt]:
        """Whether one run did not go through what the other one went through."""
        found, its = run.side.found, other.side.found
        why = []
        if _unlike(_said(found, "scenario"), _said(its, "scenario")):
            why.append(Doubt(key="scenario_differs", names=[_said(found, "scenario"), _said(its, "scenario")]))
        if _unlike(_said(found, "network"), _said(its, "network")):
            why.append(Doubt(key="network_differs", names=[_said(found, "network"), _said(its, "network")]))
        left_out = _left_out(found)
        named = left_out & shown.aspects.get("phase", set()) if shown else left_out - _left_out(its)
        if named:
            why.append(Doubt(key="phase_missing", count=len(named), names=sorted(named)))
        mine, theirs = found.coverage.screens, its.coverage.screens
        if theirs and (not mine or mine.reached < theirs.reached or mine.tried < theirs.tried):
            why.append(Doubt(key="explored_less", count=mine.tried if mine else 0, names=[str(theirs.tried)]))
        return why

    def nothing_new(self) -> list[Doubt]:
        """Return why it cannot be said that the new version discloses nothing new."""
        run, other = self.after, self.before
        looked = [each for kind in sorted(other.side.looked or ()) for each in self._looked(run, other, kind)]
        # A random value that was sent once makes its own kind doubtful, and there may be new ones of it.
        spots = [doubt(spot) for spot in run.spots if "none_seen" in spot.blinds]
        return self._kept([*spots, *_merged(looked), *self._same(run, other, None)])

    def no_new_violation(self) -> list[Doubt]:
        """Return why it cannot be said that the new version violates nothing new."""
        run, other = self.after, self.before
        looked = [each for kind in sorted(other.side.looked or ()) for each in self._looked(run, other, kind)]
        why = [*verdicts.blinding(run), *_merged(looked), *self._same(run, other, None), *verdicts.reopened(run, other)]
        return self._kept(why)

    def sights(self) -> list[Sight]:
        """Return the blind spots of both, those that the other one has not first."""
        mine, theirs = ({spot.key: spot for spot in each.spots} for each in (self.before, self.after))
        rows = []
        for key in dict.fromkeys((*theirs, *mine)):
            was, now = mine.get(key), theirs.get(key)
            spot = now or was
            if spot is None:
                continue
            rows.append(
                Sight(
                    key=key,
                    before=max(1, was.count) if was else 0,
                    after=max(1, now.count) if now else 0,
                    names_before=doubt(was).names if was else [],
                    names_after=doubt(now).names if now else [],
                    blinds=list(spot.blinds),
                )
            )
        return sorted(rows, key=lambda row: (not row.blinds, bool(row.before and row.after)))


def _left_out(found: Assessment) -> set[str]:
    """The phases that a run was to go through and did not, or not to their end."""
    phases = found.coverage.phases
    return {row.name for row in (*phases.failed, *phases.not_begun, *phases.not_exercised)}


def _word(key: str) -> str:
    kind = KINDS_OF_BLINDNESS.get(key)
    return kind.word if kind and kind.word else key


def _table(eyes: Eyes, table_of: Callable[[Assessment], Table]) -> Table:
    """What a run shows; where its seal is void that is nothing."""
    return {} if eyes.void else table_of(eyes.side.found)


def _merged(doubts: Sequence[Doubt]) -> list[Doubt]:
    """Put doubts of one kind together."""
    found: dict[str, Doubt] = {}
    for each in doubts:
        was = found.get(each.key)
        names = list(dict.fromkeys([*(was.names if was else []), *each.names]))
        found[each.key] = Doubt(key=each.key, count=len(names), names=names)
    return list(found.values())
