"""One claim of a policy down to its sentence, and what rests on it, for whoever wants to check it by hand."""

from collections.abc import Iterator

import msgspec

from harness.analysis.model import Assessment
from harness.analysis.show.explain import plain, printable
from harness.files.as_json import to_bytes
from harness.policy.differences import Difference
from harness.policy.model import Claim, PolicyDocument, Sentence
from harness.policy.stated import Held, held

_LEADS = 4
"""Sentences that introduce each other, at most."""


class Resting(msgspec.Struct, kw_only=True, frozen=True):
    """A finding that names the claim."""

    id: str
    rule: str
    verdict: str


class ClaimExplained(msgspec.Struct, kw_only=True, frozen=True):
    """A claim, the sentence that it rests on (``leads`` introduce it), its document, and what was made of it."""

    claim: Claim
    sentence: Sentence | None
    leads: list[Sentence]
    document: PolicyDocument | None
    differences: list[Difference]
    findings: list[Resting]

    def json(self) -> bytes:
        """Return it as JSON with sorted keys."""
        return to_bytes(self, indent=1, ordered=True) + b"\n"

    def text(self) -> str:
        """Return it as lines of text without any control character of the document's."""
        return "\n".join(map(printable, self._lines())) + "\n"

    def _lines(self) -> Iterator[str]:
        row = self.claim
        about = ", ".join(filter(None, (row.category, row.sdk, row.detail)))
        yield f"{row.id}: {row.kind}{f' ({plain(about)})' if about else ''}, from {row.origin}"
        yield f"words     {plain(', '.join(row.words))}"
        if self.document is not None:
            yield f"document  {plain(self.document.source)}, {self.document.size} bytes, sha256 {self.document.sha256}"
        for lead in self.leads:
            yield f"led by    {plain(lead.text)}"
        if self.sentence is not None:
            said = self.sentence
            page = f"page {said.page}, " if said.page else ""
            yield f"sentence  {plain(said.text)}"
            place = f"{page}characters {said.start} to {said.end} of its text"
            yield f"          {place}; under: {plain(said.section) or '-'}"
        facts = [*row.purposes, *row.recipients, *row.countries, *row.terms]
        if facts:
            yield f"names     {plain(', '.join(facts))}"
        if row.except_for or row.conditional:
            yield f"limits    {plain(row.except_for) or 'in cases that it names'}"
        for item in self.differences:
            seen = ", ".join(filter(None, (item.category, item.actor, item.recipient)))
            yield f"held to   {item.kind} {plain(seen)}: {item.standing}{f' ({item.why})' if item.why else ''}"
        for finding in self.findings:
            yield f"finding   {finding.id}: {finding.verdict} of {plain(finding.rule)}"


def explain_claim(found: Assessment, name: str) -> ClaimExplained:
    """Return one claim of an assessment's policy. Raises ``LookupError`` with one sentence where it has none."""
    if found.policy is None:
        raise LookupError(f"There is no claim {plain(name)!r}: no policy was given, with --policy.")
    policy = held(found.policy)
    claim = next((row for row in policy.claims if row.id == name), None)
    if claim is None:
        raise LookupError(f"There is no claim {plain(name)!r} in {len(policy.claims)} claims.")
    rows = {row.id: row for row in policy.sentences}
    sentence = rows.get(claim.sentence)
    leads: list[Sentence] = []
    lead = rows.get(sentence.lead) if sentence is not None else None
    while lead is not None and len(leads) < _LEADS:
        leads.insert(0, lead)
        lead = rows.get(lead.lead)
    return ClaimExplained(
        claim=claim,
        sentence=sentence,
        leads=leads,
        document=_document(policy, name, found.policy),
        differences=[row for row in policy.differences if name in row.claims],
        findings=[
            Resting(id=row.id, rule=row.rule, verdict=row.verdict)
            for row in found.findings
            if name in row.evidence.claims
        ],
    )


def _document(policy: Held, name: str, raw: dict[str, object]) -> PolicyDocument | None:
    """Return the document that a claim stands in: its id says which, where there are several."""
    if not policy.documents:
        return msgspec.convert(raw, PolicyDocument)
    number = name.partition(".")[0] if "." in name else "1"
    at = int(number) - 1 if number.isdecimal() else len(policy.documents)
    return policy.documents[at] if at < len(policy.documents) else None
