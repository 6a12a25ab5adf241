"""The rectification notice (整改通知) that findings amount to: a draft for an authority to check and sign.

A fact with a VIOLATION is an item with what to change and a term. One that is SUSPECTED stands in an annex, to be
explained; so does what is for information only, and what is against drafts or our own rules alone, which bind nobody.
What is undetermined is listed by its reason and accuses nobody. Every text is bounded, visible and in one language.
It is a notice of Chinese law: without other rules asked for, those of the lens ``cn`` alone stand in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.analysis.model import Actor
from harness.analysis.model_findings import Evidence, Finding
from harness.report import spoken
from harness.report.findings import adverse, unsettled
from harness.report.judged import actors, plain, told
from harness.report.model import ReportView
from harness.report.texts import Texts, texts
from harness.report.times import utc
from harness.rules.facts import Together, facts_of

LENSES = ("cn", "own")
"""Whose rules stand in a notice where no others were asked for: Chinese law, and the user's own."""
TERM = 15
"""Working days to put things right, where nobody says how many: ours, no law's; the notice says so."""
_ITEMS, _EVIDENCE, _OPEN = 120, 40, 120
"""Items, rows of evidence of one, reasons of the undetermined; what is left out is counted."""
_CHECKED = ("verified", "ours")


@dataclass(frozen=True, slots=True)
class Clause:
    """One provision that an item is against. ``warning`` says why it may not be sent as it stands; empty else."""

    text: str
    warning: str


@dataclass(frozen=True, slots=True)
class Cited:
    """One row of the evidence: what it is, its id, and when, in which phase and to whom, as far as that is known."""

    kind: str
    id: str
    time: str
    phase: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that speaks against the app. ``also`` are further sentences on it, ``fixes`` what to change.

    ``evidence_more`` says how many rows are left out. It is empty when there are none, as is ``term`` where there is
    nothing to order.
    """

    number: int
    sentence: str
    also: tuple[str, ...]
    clauses: tuple[Clause, ...]
    facts: tuple[tuple[str, str], ...]
    evidence: tuple[Cited, ...]
    evidence_more: str
    fixes: tuple[str, ...]
    term: str


@dataclass(frozen=True, slots=True)
class Open:
    """One reason why rules are undetermined, what would settle it, and which rules."""

    text: str
    close: str
    rules: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The whole notice. ``flags`` must be read before it is sent; ``blanks`` are for the authority to fill in."""

    lang: str
    title: str
    flags: tuple[str, ...]
    blanks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    intro: str
    items: tuple[Item, ...]
    annex: tuple[Item, ...]
    open: tuple[Open, ...]
    more: Mapping[str, str]


def notice_of(
    view: ReportView,
    lang: str,
    term: int | None = None,
    *,
    redacted: bool = False,
    lenses: Sequence[str] = LENSES,
) -> Notice:
    """Return the notice in ``lang``. ``term`` is in working days; without one it is :data:`TERM`.

    Rules of ``lenses`` alone stand in it, all that were applied if that is empty.
    """
    words = texts(lang)
    findings = [row for row in view.findings if not lenses or set(lenses) & set(row.lenses)]
    facts = facts_of(findings)
    against = [fact for fact in facts if any(map(_orders, fact.findings))]
    doubtful = [fact for fact in facts if fact not in against]
    reasons = unsettled(findings)
    maker = _Items(view, words, term)
    flags = list(_flags(view, words, against[:_ITEMS] + doubtful[:_ITEMS], redacted))
    if lenses:
        flags.append(words("notice.lenses", names=plain(words("sep.list").join(lenses))))
    return Notice(
        lang=words("lang"),
        title=words("notice.title"),
        flags=tuple(flags),
        blanks=tuple(words(f"notice.blank.{name}") for name in ("number", "operator", "issuer", "date")),
        facts=tuple((words(f"notice.app.{name}"), plain(text) or words("fact.unknown")) for name, text in _app(view)),
        intro=words("notice.intro" if against else "notice.nothing"),
        items=tuple(maker.item(number, fact) for number, fact in enumerate(against[:_ITEMS], 1)),
        annex=tuple(maker.item(number, fact) for number, fact in enumerate(doubtful[:_ITEMS], 1)),
        open=tuple(
            Open(told(row.text, lang), told(row.close, lang), plain(words("sep.list").join(row.rules)))
            for row in reasons[:_OPEN]
        ),
        more={
            name: words("notice.more", n=left) if left > 0 else ""
            for name, left in (
                ("items", len(against) - _ITEMS),
                ("annex", len(doubtful) - _ITEMS),
                ("open", len(reasons) - _OPEN),
            )
        },
    )


def _orders(found: Finding) -> bool:
    """Whether something is ordered on a finding: a violation of a rule in force, not for information only."""
    return found.verdict == "VIOLATION" and _binding(found)


def _binding(found: Finding) -> bool:
    return found.severity != "info" and found.status not in ("draft", "ours")


def _app(view: ReportView) -> Iterable[tuple[str, str]]:
    app = view.app
    version = f"{app.version_name} ({app.version_code})" if app.version_code else app.version_name
    yield from (("name", app.label), ("package", app.package), ("version", version))
    yield from (("signer", app.signer), ("sha256", app.sha256))
    yield from (("tested", utc(view.run.started_us)), ("manifest", view.manifest))


def _flags(view: ReportView, words: Texts, shown: Sequence[Together], redacted: bool) -> Iterable[str]:
    yield words("notice.draft")
    if unchecked := {found.rule for row in shown for found in row.findings if found.status not in _CHECKED}:
        names = plain(words("sep.list").join(sorted(unchecked)))
        yield words("notice.unchecked", n=len(unchecked), names=names)
    if not view.findings:
        yield words("notice.unjudged")
    if view.seal_broken:
        yield words("verdict.seal")
    if not view.run.complete:
        yield words("incomplete.text", reason=plain(view.run.reason) or words("incomplete.unknown_reason"))
    if view.device.sandbox:
        yield words("fact.sandbox_note")
    if redacted:
        yield words("redacted.text")


class _Items:
    """Makes items, with the rows that their evidence names."""

    def __init__(self, view: ReportView, words: Texts, term: int | None) -> None:
        self._view, self._words = view, words
        self._actors: dict[str, Actor] = actors(view)
        self._known = dict(self._rows())
        self._term = words("notice.term", n=TERM if term is None else term)
        if term is None:
            self._term += words("notice.term_ours")

    def item(self, number: int, fact: Together) -> Item:
        """Return one thing against the app as an item: what is ordered, and the rules for it, before all else."""
        rows = sorted(fact.findings, key=lambda found: not _orders(found))
        ordered, lang = _orders(rows[0]), self._words.lang
        sentence, *also = (said.text for said in adverse(rows))
        fixes = dict.fromkeys(told(found.fix, lang) for found in rows if _orders(found) or not ordered)
        cited = list(dict.fromkeys(_refs(fact.evidence)))
        left = len(cited) - _EVIDENCE
        return Item(
            number=number,
            sentence=told(sentence, lang),
            also=tuple(told(text, lang) for text in also),
            clauses=tuple(self._clause(found, ordered) for found in rows),
            facts=tuple((self._words(f"xlsx.{name}"), text) for name, text in self._facts(rows) if text),
            evidence=tuple(self._cited(*ref) for ref in cited[:_EVIDENCE]),
            evidence_more=self._words("notice.more", n=left) if left > 0 else "",
            fixes=tuple(filter(None, fixes)),
            term=self._term if ordered else "",
        )

    def _facts(self, rows: Sequence[Finding]) -> Iterable[tuple[str, str]]:
        first, words = rows[0], self._words
        verdict = f"{words(f'finding.{first.verdict}')} {first.strength}".strip()
        yield "verdict", verdict + ("" if any(map(_binding, rows)) else words("notice.not_binding"))
        yield "category", spoken.category(self._view, words, first.category)
        yield "actor", spoken.actor_called(first.actor, self._actors, words) if first.actor else ""
        yield "phase", spoken.phases(list(dict.fromkeys(name for found in rows for name in found.phases)), words)
        yield "count", f"{first.count:,}" if first.count else ""
        yield "recipient", plain(first.recipient)
        yield "first", utc(first.first)
        limits = {name: limit for found in rows for name, limit in found.ours.items()}
        said = (words("findings.ours", name=plain(name), limit=f"{limit:g}") for name, limit in limits.items())
        yield "limits", words("sep.list").join(said)
        yield "fact", plain(first.fact)  # by which ``--explain`` leads to the rows of the bundle

    def _clause(self, found: Finding, ordered: bool) -> Clause:
        """Return a rule of an item; ``ordered`` says that the item is an order, which one that is suspected is not."""
        words = self._words
        text = (
            f"{plain(found.source)} {plain(found.clause)} \u00b7 {told(found.title, words.lang)} [{plain(found.rule)}]"
        )
        warnings = [words("notice.clause_suspected")] if ordered and found.verdict == "SUSPECTED" else []
        if found.status == "ours":
            warnings.append(words("notice.rule_ours"))
        elif found.status != "verified":
            warnings.append(words("notice.rule_unchecked", how=words.named("status", found.status)))
        return Clause(text, " ".join(warnings))

    def _cited(self, kind: str, name: str) -> Cited:
        time_us, phase, recipient = self._known.get((kind, name), (0, "", ""))
        return Cited(
            kind=self._words(f"notice.kind.{kind}"),
            id=plain(name),
            time=utc(time_us),
            phase=spoken.phases([phase or self._phase_at(time_us)], self._words),
            recipient=plain(recipient),
        )

    def _phase_at(self, time_us: int) -> str:
        return next((row.name for row in self._view.phases if time_us and row.start_us <= time_us < row.end_us), "")

    def _rows(self) -> Iterable[tuple[tuple[str, str], tuple[int, str, str]]]:
        """Yield when, in which phase and to whom each row of the evidence was, by kind and id."""
        for asked in self._view.permissions.requests if self._view.permissions else ():
            yield ("requests", asked.id), (asked.time, asked.phase, "")
        for row in self._view.collected:
            yield ("collected", row.key), (row.first, row.phase, "")
            for name in row.observations:
                yield ("observations", name), (row.first if row.count == 1 else 0, row.phase, "")
        for item in (item for row in self._view.rows for item in row.disclosures):
            host = item.recipient.host
            yield ("disclosures", item.id), (item.first_us, item.phase, host)
            for read in item.reads:
                yield ("observations", read.id), (read.time_us, read.phase, "")
            for sighting in item.sightings:
                yield ("sightings", sighting.id), (sighting.time_us, "", host)


def _refs(evidence: Evidence) -> Iterable[tuple[str, str]]:
    return ((kind, name) for kind in Evidence.__struct_fields__ for name in getattr(evidence, kind))
