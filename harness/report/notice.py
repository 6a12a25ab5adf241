"""The rectification notice (整改通知) that findings amount to: a draft for an authority to check and sign.

VIOLATION is an item with what to change and a term. SUSPECTED stands in an annex, to be explained; so does what is
for information only, and what is against drafts or our own rules alone, which bind nobody. What is
undetermined is listed by its reason and accuses nobody. Every text is bounded, visible and in one language.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.analysis.model import Actor
from harness.analysis.model_findings import Evidence, Finding
from harness.report import spoken
from harness.report.findings import Adverse, adverse, unsettled
from harness.report.judged import actors, plain, told
from harness.report.model import ReportView
from harness.report.texts import Texts, texts
from harness.report.times import utc

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
    """One thing that speaks against the app. ``evidence_more`` says how many rows are left out.

    It is empty when there are none, as are ``fix`` and ``term`` where there is nothing to order.
    """

    number: int
    sentence: str
    clauses: tuple[Clause, ...]
    facts: tuple[tuple[str, str], ...]
    evidence: tuple[Cited, ...]
    evidence_more: str
    fix: str
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


def notice_of(view: ReportView, lang: str, term: int | None = None, *, redacted: bool = False) -> Notice:
    """Return the notice in ``lang``. ``term`` is in working days; without one it is :data:`TERM`."""
    words = texts(lang)
    rows = adverse(view.findings)
    against = [row for row in rows if row.verdict == "VIOLATION" and _binding(row)]
    doubtful = [row for row in rows if row not in against]
    reasons = unsettled(view.findings)
    maker = _Items(view, words, term)
    return Notice(
        lang=words("lang"),
        title=words("notice.title"),
        flags=tuple(_flags(view, words, against[:_ITEMS] + doubtful[:_ITEMS], redacted)),
        blanks=tuple(words(f"notice.blank.{name}") for name in ("number", "operator", "issuer", "date")),
        facts=tuple((words(f"notice.app.{name}"), plain(text) or words("fact.unknown")) for name, text in _app(view)),
        intro=words("notice.intro" if against else "notice.nothing"),
        items=tuple(maker.item(number, row) for number, row in enumerate(against[:_ITEMS], 1)),
        annex=tuple(maker.item(number, row) for number, row in enumerate(doubtful[:_ITEMS], 1)),
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


def _binding(row: Adverse) -> bool:
    """Whether a rule in force says it that is not for information only."""
    return any(found.severity != "info" and found.status not in ("draft", "ours") for found in row.findings)


def _app(view: ReportView) -> Iterable[tuple[str, str]]:
    app = view.app
    version = f"{app.version_name} ({app.version_code})" if app.version_code else app.version_name
    yield from (("name", app.label), ("package", app.package), ("version", version))
    yield from (("signer", app.signer), ("sha256", app.sha256))
    yield from (("tested", utc(view.run.started_us)), ("manifest", view.manifest))


def _flags(view: ReportView, words: Texts, shown: Sequence[Adverse], redacted: bool) -> Iterable[str]:
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

    def item(self, number: int, row: Adverse) -> Item:
        """Return one thing against the app as an item. Only a violation has a term."""
        ordered = row.verdict == "VIOLATION" and _binding(row)
        cited = list(dict.fromkeys(ref for found in row.findings for ref in _refs(found.evidence)))
        left = len(cited) - _EVIDENCE
        return Item(
            number=number,
            sentence=told(row.text, self._words.lang),
            clauses=tuple(map(self._clause, row.findings)),
            facts=tuple((self._words(f"xlsx.{name}"), text) for name, text in self._facts(row) if text),
            evidence=tuple(self._cited(*ref) for ref in cited[:_EVIDENCE]),
            evidence_more=self._words("notice.more", n=left) if left > 0 else "",
            fix=told(row.fix, self._words.lang),
            term=self._term if ordered else "",
        )

    def _facts(self, row: Adverse) -> Iterable[tuple[str, str]]:
        first, words = row.findings[0], self._words
        verdict = f"{words(f'finding.{row.verdict}')} {first.strength}".strip()
        yield "verdict", verdict + ("" if _binding(row) else words("notice.not_binding"))
        yield "category", spoken.category(self._view, words, first.category)
        yield "actor", spoken.actor_called(first.actor, self._actors, words) if first.actor else ""
        yield "phase", spoken.phases(first.phases, words)
        yield "count", f"{first.count:,}" if first.count else ""
        yield "recipient", plain(first.recipient)
        yield "first", utc(first.first)
        limits = {name: limit for found in row.findings for name, limit in found.ours.items()}
        said = (words("findings.ours", name=plain(name), limit=f"{limit:g}") for name, limit in limits.items())
        yield "limits", words("sep.list").join(said)

    def _clause(self, found: Finding) -> Clause:
        words = self._words
        text = (
            f"{plain(found.source)} {plain(found.clause)} \u00b7 {told(found.title, words.lang)} [{plain(found.rule)}]"
        )
        if found.status == "verified":
            return Clause(text, "")
        if found.status == "ours":
            return Clause(text, words("notice.rule_ours"))
        return Clause(text, words("notice.rule_unchecked", how=words.named("status", found.status)))

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
