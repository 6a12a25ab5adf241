"""A fact as the page shows it: what each lens calls it, the rules that say so, and where its evidence stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.analysis.model import Actor, Collected
from harness.analysis.model_findings import Finding
from harness.report import spoken
from harness.report.judged import actors, plain, told
from harness.report.lenses import ALL, lenses_of, under
from harness.report.model import Picture, Read, ReportView
from harness.report.safe import one_line
from harness.report.screens import begun, shown_with
from harness.report.texts import Texts
from harness.rules.facts import Together

_GROUPS, _RULES, _IDS, _READINGS = 12, 60, 24, 12
_SENTENCE = 600
_SOON_US = 50_000
"""Below this a screenshot counts as taken at the moment itself."""


@dataclass(frozen=True, slots=True)
class Face:
    """What a fact is called under some lenses (``classes``: ``of-cn``)."""

    classes: str
    verdict: str
    strength: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that say the same of a fact, in one sentence, and what is to be changed for them."""

    classes: str
    verdict: str
    sentence: str
    fix: str
    limits: tuple[str, ...]
    rules: tuple[Finding, ...]
    omitted: int


@dataclass(frozen=True, slots=True)
class Screen:
    """A picture beside a fact, and how long before or after it was taken."""

    picture: Picture
    when: str


@dataclass(frozen=True, slots=True)
class Card:
    """A fact. ``about`` are its particulars as (name, text); ``ids`` the bundle's rows that it names."""

    fact: Together
    lenses: tuple[str, ...]
    classes: str
    faces: tuple[Face, ...]
    groups: tuple[Group, ...]
    groups_omitted: int
    about: tuple[tuple[str, str], ...]
    disclosures: tuple[str, ...]
    readings: tuple[Collected, ...]
    observed: tuple[Read, ...]
    screens: tuple[Screen, ...]
    ids: tuple[str, ...]
    ids_omitted: int


class Cards:
    """Makes cards of one report."""

    def __init__(self, view: ReportView, words: Texts) -> None:
        """Look up once what all of them quote."""
        self._view, self._words = view, words
        self._actors: dict[str, Actor] = actors(view)
        self._collected = {row.key: row for row in view.collected}
        self._observed = {row.id: row for row in view.observed}

    def card(self, fact: Together) -> Card:
        """Return a fact as it is shown."""
        groups, evidence = self._groups(fact), fact.evidence
        named = [name for kind in ("disclosures", "sightings", "observations", "requests", "claims", "channels")
                 for name in getattr(evidence, kind)]  # fmt: skip
        return Card(
            fact=fact,
            lenses=(lenses := lenses_of(fact)),
            classes=_in(lenses),
            faces=tuple(self._faces(fact)),
            groups=tuple(groups[:_GROUPS]),
            groups_omitted=max(0, len(groups) - _GROUPS),
            about=tuple((name, text) for name, text in self._about(fact) if text),
            disclosures=tuple(evidence.disclosures),
            readings=tuple(self._collected[key] for key in evidence.collected if key in self._collected)[:_READINGS],
            observed=tuple(self._observed[key] for key in evidence.observations if key in self._observed),
            screens=tuple(self._screens(fact)),
            ids=tuple(named[:_IDS]),
            ids_omitted=max(0, len(named) - _IDS),
        )

    def _faces(self, fact: Together) -> Iterable[Face]:
        """What each lens calls it; lenses that call it the same share a face."""
        faces: dict[tuple[str, str, str], list[str]] = {}
        for lens in (ALL, *lenses_of(fact)):
            mine = fact if lens == ALL else under(fact, lens)
            if mine is not None:
                first = mine.first
                called = (first.verdict, first.strength, self._said(first))
                faces.setdefault(called, []).append(lens)
        for (verdict, strength, sentence), lenses in faces.items():
            yield Face(" ".join(f"of-{lens}" for lens in lenses), verdict, strength, sentence)

    def _said(self, found: Finding) -> str:
        return one_line(told(found.text, self._words.lang), _SENTENCE)

    def _groups(self, fact: Together) -> list[Group]:
        rows: dict[tuple[str, str], list[Finding]] = {}
        for row in fact.findings:
            rows.setdefault((row.verdict, row.text.en), []).append(row)
        return [self._group(group) for group in rows.values()]

    def _group(self, rows: Sequence[Finding]) -> Group:
        limits = {name: limit for row in rows for name, limit in row.ours.items()}
        return Group(
            classes=_in(lens for row in rows for lens in row.lenses),
            verdict=rows[0].verdict,
            sentence=self._said(rows[0]),
            fix=next((one_line(told(row.fix, self._words.lang), _SENTENCE) for row in rows if row.fix), ""),
            limits=tuple(self._words("findings.ours", name=plain(name), limit=f"{n:g}") for name, n in limits.items()),
            rules=tuple(rows[:_RULES]),
            omitted=max(0, len(rows) - _RULES),
        )

    def _about(self, fact: Together) -> Iterable[tuple[str, str]]:
        words, first = self._words, fact.first
        yield words("left.what"), spoken.category(self._view, words, first.category)
        yield words("found.who"), spoken.actor_called(first.actor, self._actors, words) if first.actor else ""
        yield words("left.whom"), one_line(first.recipient, 120)
        phases = [name for row in fact.findings for name in row.phases]
        yield words("left.when"), spoken.phases(phases[:40], words)

    def _screens(self, fact: Together) -> Iterable[Screen]:
        at = begun(fact)
        for row in shown_with(fact, self._view.pictures):
            yield Screen(row, self._when(row.time_us - at if at and row.time_us else None))

    def _when(self, after_us: int | None) -> str:
        if after_us is None:
            return ""
        if abs(after_us) < _SOON_US:
            return self._words("found.screen.then")
        key = "found.screen.after" if after_us > 0 else "found.screen.before"
        return self._words(key, n=f"{abs(after_us) / 1e6:,.1f}")


def _in(lenses: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(f"in-{lens}" for lens in lenses))
