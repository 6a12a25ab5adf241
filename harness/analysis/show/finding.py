"""One finding down to the rows that it rests on, for whoever wants to check it by hand."""

from collections.abc import Iterator

import msgspec

from harness.analysis.model import Asked, Assessment, Disclosure, Sighting
from harness.analysis.model_findings import Finding
from harness.analysis.recording import Recording
from harness.analysis.show.explain import ExplainedRow, explained_rows, plain, printable
from harness.evidence.exchange import Exchange
from harness.files.as_json import to_bytes

_MOST = 40


class Sent(msgspec.Struct, kw_only=True, frozen=True):
    """One sighting with the request that carried it."""

    sighting: Sighting
    request: str


class FindingExplained(msgspec.Struct, kw_only=True, frozen=True):
    """A finding, and its evidence as it stands in the bundle: requests, calls with their stacks, dialogs, files."""

    finding: Finding
    disclosures: list[Disclosure]
    sightings: list[Sent]
    calls: list[ExplainedRow]
    dialogs: list[Asked]

    def json(self) -> bytes:
        """Return it as JSON with sorted keys."""
        return to_bytes(self, indent=1, ordered=True) + b"\n"

    def text(self) -> str:
        """Return it as lines of text without any control character of the app's."""
        return "\n".join(map(printable, self._lines())) + "\n"

    def _lines(self) -> Iterator[str]:
        row = self.finding
        strength = f", strength {row.strength}" if row.strength else ""
        yield f"{row.id}: {row.verdict} of {plain(row.rule)} ({row.severity}{strength})"
        yield f"rule      {plain(row.title.en)}"
        yield f"          {plain(row.title.zh)}"
        yield f"source    {plain(row.source)}, {plain(row.clause)}; text: {row.status}"
        for number, said in enumerate((row.text.en, row.text.zh)):
            yield f"{'' if number else 'finding':<9} {plain(said)}"
        if row.fix is not None:
            yield f"fix       {plain(row.fix.en)}"
            yield f"          {plain(row.fix.zh)}"
        for name, limit in sorted(row.ours.items()):
            yield f"limit     {plain(name)} = {limit:g} (ours, no law's)"
        for reason in row.because:
            names = f": {plain(', '.join(reason.names))}" if reason.names else ""
            yield f"because   {plain(reason.text.en)}{names}"
            yield f"          to settle it: {plain(reason.close.en)}"
        yield from self._evidence()

    def _evidence(self) -> Iterator[str]:
        for item in self.disclosures:
            yield f"disclosure {item.id}: {plain(item.actor.id)} -> {plain(item.recipient.host)}, {plain(item.phase)}"
        for sent in self.sightings:
            row = sent.sighting
            path = plain(" > ".join(row.path)) or "(plain)"
            yield f"sighting  {row.id} in exchange {row.index} of flows.mitm: {plain(sent.request)}"
            yield f"          {plain(row.where)}: {path}, {plain(row.form)}; time {row.time} us"
            yield f"          byte by byte: harness analyze BUNDLE --explain {row.id}"
        for call in self.calls:
            when = f"{plain(call.phase)}; time {call.time} us"
            yield f"call      {call.id} in observations.jsonl: {plain(call.point)}, {when}"
            yield f"          ({plain(', '.join(call.args))}) -> {plain(call.result)}"
            for line in call.stack[:6]:
                yield f"          at {plain(line)}"
        for dialog in self.dialogs:
            answer = f"{plain(dialog.answer)}, then {plain(dialog.reaction) or 'unknown'}"
            yield f"dialog    {dialog.id} in permissions.jsonl: {plain(', '.join(dialog.groups))}; {answer}"
            yield from (f"          {plain(name)}" for name in dialog.evidence)
        for kind in ("screens", "channels", "collected", "claims", "gaps"):
            names = getattr(self.finding.evidence, kind)
            if names:
                yield f"{kind:<9} {plain(', '.join(names))}"


def explain_finding(recording: Recording, found: Assessment, finding: str) -> FindingExplained:
    """Return one finding of an assessment with its evidence from ``recording``.

    Raises ``LookupError`` with one sentence when there is no such finding.
    """
    row = next((row for row in found.findings if row.id == finding), None)
    if row is None:
        raise LookupError(f"There is no finding {plain(finding)!r} in {len(found.findings)} findings.")
    evidence = row.evidence
    dialogs = found.permissions.requests if found.permissions else []
    ids = set(evidence.sightings[:_MOST])
    sightings = [item for item in found.sightings if item.id in ids]
    indexes = {item.index for item in sightings}
    carriers = {each.index: each for each in recording.exchanges if each.index in indexes} if indexes else {}
    return FindingExplained(
        finding=row,
        disclosures=[item for item in found.disclosures if item.id in evidence.disclosures],
        sightings=[Sent(sighting=item, request=_request(carriers.get(item.index))) for item in sightings],
        calls=explained_rows(recording.observations, evidence.observations[:_MOST]),
        dialogs=[item for item in dialogs if item.id in evidence.requests],
    )


def _request(exchange: Exchange | None) -> str:
    return "" if exchange is None else f"{exchange.method} {exchange.url}".strip() or exchange.kind
