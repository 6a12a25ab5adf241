"""From an assessment and its bundle to the view both renderers show."""

import gc
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from harness.analysis.calls.operations import recorded
from harness.analysis.facts.blind_spots import of_assessment
from harness.analysis.join.actors import NOBODY, Recipients
from harness.analysis.join.frames import frame
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.model import Actor, Assessment, Collected, Disclosure, Sighting
from harness.analysis.search.disguise import chain
from harness.analysis.show.trace import tracer_of
from harness.catalog.categories import categories
from harness.catalog.sdks import sdk_for
from harness.evidence.bundle import FLOWS, Bundle, safe_join
from harness.evidence.exchange import Exchange, RecordingError, header
from harness.evidence.flows import FlowsFile
from harness.evidence.rows import Connection, Observation, Phase
from harness.report.about import app_of, device_of, run_of
from harness.report.channels import ways_of
from harness.report.coverage import coverage_of, reads_of
from harness.report.hosts import Hosts
from harness.report.model import (
    BundleLike,
    CategoryName,
    Consent,
    DisclosureView,
    Frame,
    Kept,
    PhaseView,
    Random,
    Read,
    ReportView,
    Request,
    RowView,
    ShownLayer,
    SightingView,
    Tried,
    standing,
)
from harness.report.screens import pictures_of
from harness.report.secrets import secrets_of
from harness.report.stated import stated_of
from harness.report.steps import MAX_WIRE, shown
from harness.rules.facts import Together, facts_of
from harness.values.needle import Needle

_READS = 6
_OBSERVED, _FACTS = 2, 200
_CRYPTO = 4
_CALLS = 4096
_SIGHTINGS = 6
_MARKS = 40
_ARGS, _FRAMES, _HEADERS = 8, 40, 30
_LINE = 500
_REPLAYS = 300
_REPLAY_BYTES = 16 << 20
_RANK = {"critical": 0, "high": 1, "medium": 2, "low": 3}
_STANDING = {Consent.BEFORE: 0, Consent.REFUSED: 0, Consent.UNKNOWN: 1, Consent.AFTER: 2}


def build_view(
    found: Assessment,
    bundle: BundleLike,
    exchanges: Iterable[Exchange] | None = None,
    planted: Iterable[Needle] = (),
    recipients: Recipients | None = None,
) -> ReportView:
    """Collect what a report of this run needs.

    ``exchanges`` are the recording's, iterated once; without them those of the bundle's own ``flows.mitm`` are read.
    ``planted`` are the persona's values, with their categories, which an assessment names only of those that were seen.
    ``recipients`` name hosts to which nothing personal was seen going.
    """
    collecting = gc.isenabled()
    gc.disable()  # looking for garbage in a large assessment, which has none, takes as long as all the rest
    try:
        return _view(found, bundle, exchanges, planted, recipients)
    finally:
        if collecting:
            gc.enable()


def _view(
    found: Assessment,
    bundle: BundleLike,
    exchanges: Iterable[Exchange] | None,
    planted: Iterable[Needle],
    recipients: Recipients | None,
) -> ReportView:
    run = run_of(bundle, foreign=found.coverage.foreign)
    app = app_of(bundle)
    against = facts_of(found.findings)[:_FACTS]
    hosts = Hosts(PhaseTimes(list(bundle.rows(Phase))), found.coverage.clock.offset_us)
    passing = hosts.passing(_recorded(bundle) if exchanges is None else exchanges)
    evidence = _Evidence(found, bundle, passing, against)
    hosts.connected(bundle.rows(Connection))
    contacted, hosts_omitted = hosts.rows(recipients or Recipients(app.package), found.disclosures)
    policy_name, stated = stated_of(found.policy)
    rows = _rows([evidence.disclosure(item) for item in found.disclosures])
    kept, tried = _kept(found.collected, evidence), _tried(found.collected)
    ways = ways_of(found.channels)
    spots = of_assessment(found, bundle.run.not_planted or ())
    used = {item.category for item in rows} | {item.category for item in found.random}
    used |= {item.category for item in kept} | {item.category for item in tried}
    used |= {category for way in ways for category in way.handed}
    used |= {row.category for row in found.findings} | {row.category for row in found.collected}
    used |= {row.category for row in stated}
    try:
        digests = tuple(sorted(bundle.manifest().items()))
    except ValueError:
        digests = ()
    return ReportView(
        app=app,
        device=device_of(bundle),
        run=run,
        phases=_phases(bundle),
        verdict=found.summary.verdict,
        rows=rows,
        kept=kept,
        tried=tried,
        reads=reads_of(found.coverage),
        read=any(item.obtained for item in found.collected),
        coverage=coverage_of(found.coverage, spots),
        categories=tuple(_names(used.union(*(spot.categories for spot in spots)))),
        digests=digests,
        secrets=secrets_of(found, planted, evidence.operations),
        random=tuple(
            Random(
                category=item.category,
                actor=item.actor,
                host=item.host,
                place=" > ".join([item.where, *item.path] if item.where != "body" or not item.path else item.path),
                consent=standing(item.consent),
                fresh=item.fresh,
                count=len(item.value_ids),
            )
            for item in found.random
        ),
        manifest=str(found.bundle.get("manifest") or ""),
        signer=str(found.bundle.get("signer") or ""),
        seal_broken=bool(found.coverage.seal),
        permissions=found.permissions,
        consent_screens=found.consent,
        ways=ways,
        sdks=tuple(found.sdks),
        findings=tuple(found.findings),
        collected=tuple(found.collected),
        hosts=contacted,
        hosts_omitted=hosts_omitted,
        observed=evidence.observed(found.collected),
        pictures=pictures_of(bundle, against),
        stated=stated,
        policy_name=policy_name,
    )


class _Evidence:
    """The observations and exchanges that disclosures and facts quote, fetched in one pass each."""

    def __init__(
        self, found: Assessment, bundle: BundleLike, exchanges: Iterable[Exchange], against: Sequence[Together]
    ) -> None:
        self.sightings = {item.id: item for item in found.sightings}
        self.values = found.values
        wanted: set[str] = set()
        indexes: set[int] = set()
        for item in found.disclosures:
            wanted.update(item.observations[-_READS:])
            for sighting in self._sightings(item)[:_SIGHTINGS]:
                indexes.add(sighting.index)
        quoted = set(wanted)
        self._observed: dict[str, str] = {}
        for fact in against:
            mine = fact.evidence.observations
            if not quoted.intersection(mine):
                self._observed |= dict.fromkeys(mine[:_OBSERVED], fact.first.actor)
        wanted.update(self._observed)
        calls = {call for row in found.sightings if row.index in indexes for call in row.calls[:_CALLS]}
        wanted |= calls
        for collected in found.collected:
            if not collected.seen_leaving and collected.obtained:
                wanted.update(collected.observations[:_MARKS])
        self.observations: dict[str, Observation] = {}
        for row in bundle.rows(Observation) if wanted else ():
            key = f"{row.pid}:{row.seq}"
            if key in wanted:
                self.observations[key] = row
        rows = [row for row in found.sightings if row.index in indexes]
        made = [row for key, row in self.observations.items() if key in calls]
        self.operations = tuple(recorded(made).operations)
        self._tracer = tracer_of(found.values, rows, made)
        self._shown: dict[str, SightingView] = {}
        self._bytes_left = _REPLAY_BYTES
        self.exchanges = {row.index: row for row in exchanges if row.index in indexes}

    def observed(self, collected: Sequence[Collected]) -> tuple[Read, ...]:
        """Return the calls that facts rest on and no disclosure shows."""
        actors = {row.actor.id: row.actor for row in reversed(collected)}
        return tuple(
            _read(key, self.observations[key], actors.get(who, NOBODY))
            for key, who in self._observed.items()
            if key in self.observations
        )

    def _sightings(self, item: Disclosure) -> list[Sighting]:
        known = [self.sightings[key] for key in item.sightings if key in self.sightings]
        return sorted(known, key=lambda row: (row.time, row.index, row.id))

    def disclosure(self, item: Disclosure) -> DisclosureView:
        """Join one disclosure to the evidence it names."""
        sightings = self._sightings(item)
        shown = sightings[:_SIGHTINGS]
        quoted = [(key, self.observations[key]) for key in item.observations[-_READS:] if key in self.observations]
        calls = dict.fromkeys(call for sighting in shown for call in sighting.calls)
        crypto = [(key, self.observations[key]) for key in calls if key in self.observations][:_CRYPTO]
        times = {row.index: row.time for row in reversed(shown)}
        return DisclosureView(
            id=item.id,
            category=item.category,
            values=tuple((key, _plain(self.values.get(key))) for key in item.value_ids or [item.value_id]),
            actor=item.actor,
            others=tuple(other.actor for other in item.candidates if other.actor.id != item.actor.id)[:3],
            recipient=item.recipient,
            phase=item.phase,
            consent=standing(item.consent),
            first_us=item.first,
            delay_ms=item.delay_ms,
            strength=item.strength,
            confidence=item.confidence,
            chains=_chains(item, shown),
            forms=tuple(item.forms or [item.form]),
            reads=tuple(_read(key, row, item.actor) for key, row in quoted),
            reads_omitted=max(0, len(item.observations) - len(quoted)),
            crypto=tuple(_read(key, row, item.actor) for key, row in crypto),
            sightings=tuple(self._sighting(row) for row in shown),
            sightings_omitted=max(0, len(item.sightings) - len(shown)),
            requests=tuple(_request(self.exchanges[i], at) for i, at in sorted(times.items()) if i in self.exchanges),
        )

    def _sighting(self, row: Sighting) -> SightingView:
        if row.id in self._shown:
            return self._shown[row.id]
        steps, replayed = self._way(row)
        view = SightingView(
            id=row.id,
            value_id=row.value_id,
            index=row.index,
            where=row.where,
            path=tuple(row.path),
            form=row.form,
            direction=row.direction,
            time_us=row.time,
            weak=row.weak,
            steps=steps,
            replayed=replayed,
        )
        self._shown[row.id] = view
        return view

    def _way(self, row: Sighting) -> tuple[tuple[ShownLayer, ...], bool]:
        """Return the steps from the wire to the value, replayed as long as the report's budget for that lasts."""
        exchange = self.exchanges.get(row.index)
        wire = _wire(exchange, row) if exchange else None
        if exchange is None or wire is None:
            return (), False
        self._bytes_left -= len(wire)
        if self._bytes_left >= 0 and len(self._shown) < _REPLAYS and len(wire) <= MAX_WIRE:
            steps = shown(self._tracer.steps(exchange, row))
            if steps:
                return steps, True
        return (ShownLayer("", wire, None, "", len(wire)),), False


def _wire(exchange: Exchange, row: Sighting) -> bytes | None:
    """Return the bytes on the wire in which a sighting's path begins."""
    kind, _, name = row.where.partition(":")
    response = row.direction == "response"
    if kind == "url":
        return exchange.url.encode("utf-8", "surrogateescape")
    if kind == "body":
        return exchange.response_body if response else exchange.request_body
    if kind == "header":
        headers = exchange.response_headers if response else exchange.request_headers
        return header(headers, name).encode("utf-8", "surrogateescape") or None
    if kind == "message":
        return next((message.data for at, message in enumerate(exchange.messages) if str(at) == name), None)
    return None


def _chains(item: Disclosure, sightings: Sequence[Sighting]) -> tuple[str, ...]:
    found = [chain(row.path, row.form) for row in sightings] or [chain(path, item.form) for path in item.paths]
    return tuple(dict.fromkeys(found))


def _parts(value: Any) -> list[str]:
    """Return the texts a value consists of: one, or the two numbers of a place."""
    parts = list(value.values()) if isinstance(value, Mapping) else [value]
    return [str(part) for part in parts if part not in (None, "")]


def _plain(value: Any) -> str:
    return ", ".join(_parts(value))


def _read(key: str, row: Observation, actor: Actor) -> Read:
    prefix = f"{actor.package}." if actor.package else "\0"
    return Read(
        id=key,
        point=row.point,
        category=row.category or "",
        time_us=row.time_us,
        phase=row.phase,
        process=row.process,
        pid=row.pid,
        thread=row.thread,
        thread_id=row.thread_id,
        args=tuple(row.args[:_ARGS]),
        result=row.result,
        exception=row.exception or "",
        count=row.count,
        stack=tuple(
            Frame(text=line, actor=line == actor.frame or line.startswith(prefix), sdk=_sdk(line))
            for line in row.stack[:_FRAMES]
        ),
        args_omitted=max(0, len(row.args) - _ARGS),
        frames_omitted=max(0, len(row.stack) - _FRAMES),
    )


def _sdk(line: str) -> str:
    """Return whose code a line of a stack is, where the catalogue knows it."""
    sdk = sdk_for(name) if (name := frame(line[:_LINE]).cls) else None
    return sdk.name if sdk is not None else ""


def _request(row: Exchange, time_us: int) -> Request:
    return Request(
        index=row.index,
        id=row.id,
        time_us=time_us,
        kind=row.kind,
        method=row.method,
        url=row.url or row.host,
        headers=tuple((str(name), str(value)) for name, value in row.request_headers[:_HEADERS]),
        headers_omitted=max(0, len(row.request_headers) - _HEADERS),
        body=row.request_body,
    )


def _rows(items: Sequence[DisclosureView]) -> tuple[RowView, ...]:
    groups: dict[tuple[str, ...], list[DisclosureView]] = defaultdict(list)
    for item in items:
        groups[(item.category, item.actor.id, item.recipient.host, item.strength, *item.chains)].append(item)
    rows = []
    for members in groups.values():
        members.sort(key=lambda item: (item.first_us, item.id))
        first = members[0]
        times = dict.fromkeys(Consent, 0)
        for item in members:
            times[item.consent] += len(item.sightings) + item.sightings_omitted or 1
        rows.append(
            RowView(
                key=first.id,
                category=first.category,
                actor=first.actor,
                recipient=first.recipient,
                chains=first.chains,
                strength=first.strength,
                times=tuple((when, n) for when, n in times.items() if n),
                disclosures=tuple(members),
            )
        )
    rows.sort(key=_row_order)
    return tuple(rows)


def _row_order(row: RowView) -> tuple[int, int, int, str, str]:
    known = categories().get(row.category)
    rank = _RANK.get(known.sensitivity, 4) if known else 4
    first = row.disclosures[0].first_us
    return min(_STANDING[when] for when, _ in row.times), rank, first, row.category, row.key


def _by_reader(items: Iterable[Collected]) -> dict[tuple[str, str], list[Collected]]:
    groups: dict[tuple[str, str], list[Collected]] = defaultdict(list)
    for item in items:
        groups[(item.category, item.actor.id)].append(item)
    for members in groups.values():
        members.sort(key=lambda item: (item.first, item.access_point))
    return groups


def _kept(items: Sequence[Collected], evidence: _Evidence) -> tuple[Kept, ...]:
    """What was read and not seen leaving; what only was asked for in vain is no read."""
    refused = {key: sum(item.refused for item in members) for key, members in _by_reader(items).items()}
    kept = []
    groups = _by_reader(item for item in items if not item.seen_leaving and item.obtained)
    for key, members in groups.items():
        seen = [
            evidence.observations[key]
            for item in members
            for key in item.observations[:_MARKS]
            if key in evidence.observations
        ]
        marks = {row.time_us for row in seen} or {item.first for item in members}
        kept.append(
            Kept(
                category=members[0].category,
                actor=members[0].actor,
                points=tuple(dict.fromkeys(item.access_point for item in members)),
                consents=tuple(dict.fromkeys(standing(item.consent) for item in members)),
                count=sum(item.obtained for item in members),
                refused=refused[key],
                marks_us=tuple(sorted(marks))[:_MARKS],
            )
        )
    kept.sort(key=lambda item: (min(_STANDING[when] for when in item.consents), item.marks_us[0], item.category))
    return tuple(kept)


def _tried(items: Sequence[Collected]) -> tuple[Tried, ...]:
    """What was asked for in vain, refused things first."""
    groups = _by_reader(item for item in items if item.refused or item.nothing)
    tried = [
        Tried(
            category=members[0].category,
            actor=members[0].actor,
            points=tuple(dict.fromkeys(item.access_point for item in members)),
            consents=tuple(dict.fromkeys(standing(item.consent) for item in members)),
            refused=sum(item.refused for item in members),
            nothing=sum(item.nothing for item in members),
        )
        for members in groups.values()
    ]
    tried.sort(key=lambda item: (not item.refused, min(_STANDING[when] for when in item.consents), item.category))
    return tuple(tried)


def _recorded(bundle: BundleLike) -> Iterable[Exchange]:
    if isinstance(bundle, Bundle) and bundle.has(FLOWS):
        return _until_damage(FlowsFile(safe_join(bundle.path, FLOWS)))
    return ()


def _until_damage(flows: Iterable[Exchange]) -> Iterable[Exchange]:
    """Yield what can be read; the assessment has already said that the recording is damaged."""
    try:
        yield from flows
    except RecordingError:
        return


def _phases(bundle: BundleLike) -> tuple[PhaseView, ...]:
    rows: list[Phase] = sorted(bundle.rows(Phase), key=lambda row: row.start_us)
    moments = PhaseTimes(rows)
    views = []
    for number, row in enumerate(rows, 1):
        picture = None
        if row.screenshot:
            try:
                picture = bundle.read_bytes(row.screenshot)
            except (OSError, ValueError):
                picture = None
        views.append(
            PhaseView(
                number=number,
                name=row.name,
                branch=row.branch,
                start_us=row.start_us,
                end_us=max(row.start_us, row.end_us),
                cause=row.cause,
                consent=standing(moments.named(row.name, row.start_us).consent),
                screenshot=picture,
                picture=row.screenshot or "",
                picture_missing=bool(row.screenshot) and picture is None,
            )
        )
    return tuple(views)


def _names(used: Iterable[str]) -> Iterable[CategoryName]:
    known = categories()
    for category_id in sorted(used):
        row = known.get(category_id)
        if row is not None:
            yield CategoryName(id=row.id, zh=row.zh, en=row.en, sensitivity=row.sensitivity)
