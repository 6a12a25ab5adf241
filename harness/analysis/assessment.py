"""From a recording to its assessment. A pure function: the same recording gives the same bytes."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from harness.analysis.across.differential import differences
from harness.analysis.across.unnamed import as_sightings
from harness.analysis.calls.operations import Recorded, recorded
from harness.analysis.facts.blind_spots import BlindSpot, doubts, of_coverage, reasons
from harness.analysis.facts.channels import channels, silent
from harness.analysis.facts.consent_screens import consent_facts
from harness.analysis.facts.coverage import coverage
from harness.analysis.facts.defences import Looked
from harness.analysis.facts.permissions import permissions
from harness.analysis.facts.static import add_static
from harness.analysis.facts.uses import Content, Uses
from harness.analysis.gather import Gathered, gather
from harness.analysis.join.actors import Actors, Recipients, named_app
from harness.analysis.join.disclosures import Sender, collected, disclosures
from harness.analysis.join.held import Held
from harness.analysis.join.lasting import generated, is_idle, lasting, random_facts, random_values
from harness.analysis.join.masks import Mask
from harness.analysis.join.memory import Memory
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.join.readers import Openers, Readers
from harness.analysis.join.readings import Reading, is_personal, readings
from harness.analysis.join.sightings import numbered, sightings_of
from harness.analysis.join.sockets import Clock, Opened, Sockets
from harness.analysis.join.trackers import TrackerList
from harness.analysis.join.transport import transports
from harness.analysis.model import (
    Assessment,
    Channel,
    ConsentFacts,
    Disclosure,
    Handed,
    Permissions,
    PhaseSpan,
    RandomValue,
    Sighting,
    Summary,
    Verdict,
    from_json,
    to_json,
)
from harness.analysis.model_coverage import ClockFacts, Coverage, Crypto, Seal
from harness.analysis.recording import Recording
from harness.analysis.search.assigned import assigned
from harness.analysis.search.exchange import Scanner
from harness.analysis.search.found import Spot
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.analysis.search.recorded_calls import RecordedCalls
from harness.evidence.exchange import Exchange
from harness.evidence.parts import plain
from harness.values.needle import Needle, crowded, from_persona, natural, observed, unique

__all__ = ["Prepared", "assess", "from_json", "prepare", "to_json", "values_of"]


@dataclass
class Prepared:
    """Everything built once for a recording: its values, the compiled patterns, and what recognises its calls."""

    needles: list[Needle]
    matcher: Matcher
    scanner: Scanner
    package: str
    crypto: Recorded
    masked: dict[str, str] = field(default_factory=dict)
    """Texts without the values in them, as far as they were asked for."""


def prepare(recording: Recording, extra: Sequence[Needle] = ()) -> Prepared:
    """Compile what to look for in ``recording``: its persona's values, ``extra``, and those seen at run time.

    Raises ``ValuesError`` when the persona cannot be used.
    """
    return _compiled(recording, values_of(recording, extra), recording.run.app)


def values_of(recording: Recording, extra: Sequence[Needle] = ()) -> list[Needle]:
    """Return what is looked for in a recording: its persona's values, ``extra``, and those seen at run time.

    Raises ``ValuesError`` when the persona cannot be used.
    """
    planted = unique([*(from_persona(recording.persona) if recording.persona else ()), *extra])
    seen = [*planted, *observed(recording.observations, planted, recording.run.app)]
    return unique([*seen, *assigned(recording.exchanges, seen)])


def _compiled(recording: Recording, needles: list[Needle], package: str) -> Prepared:
    """Compile ``needles``, as this recording's crypto calls may have made them."""
    crypto = recorded(recording.observations)
    calls = RecordedCalls(crypto.operations)
    patterns = PatternSet()
    patterns.add_needles(needles)
    patterns.add_keyed(needles, crypto.operations)
    calls.add_patterns(patterns)
    matcher = Matcher(patterns)
    return Prepared(
        needles=needles,
        matcher=matcher,
        scanner=Scanner(matcher, needles, calls),
        package=package,
        crypto=crypto,
    )


def _carried(others: Sequence[Recording], needles: list[Needle], workers: int) -> set[str]:
    """Return the ids of those of ``needles`` that requests of other runs carry."""
    found: set[str] = set()
    for other in others if needles else ():
        gathered = gather(other.exchanges, _compiled(other, needles, "").scanner, lambda exchanges: None, workers)
        found |= {needles[spot.found.ref].value_id for _, spot in gathered.sightings if _counts(spot)}
    return found


def _counts(spot: Spot) -> bool:
    return spot.direction == "request" and not spot.found.weak


@dataclass(frozen=True)
class Knowledge:
    """What the user adds to the analysis' own catalogues: trackers, the country of an address, other runs.

    ``against`` is a run of the same scenario with another persona; ``noise`` are further runs with the same one.
    ``others`` are further runs that only say which random values last.
    """

    trackers: TrackerList | None = None
    countries: Callable[[str], str] = lambda ip: ""
    against: Recording | None = None
    noise: Sequence[Recording] = ()
    others: Sequence[Recording] = ()

    @property
    def runs(self) -> list[Recording]:
        """All other runs."""
        return [*([] if self.against is None else [self.against]), *self.noise, *self.others]


def assess(
    recording: Recording,
    extra: Sequence[Needle] = (),
    *,
    tool: Mapping[str, Any] | None = None,
    knowledge: Knowledge | None = None,
    progress: Callable[[int], None] = lambda exchanges: None,
    workers: int = 1,
) -> Assessment:
    """Return the assessment of ``recording``.

    ``extra`` are looked for besides the persona's; ``tool`` goes into the result as it is (versions); ``progress`` is
    told now and then how many exchanges were searched. ``workers`` processes search large recordings; the result is
    the same. Raises ``ValuesError`` and ``RecordingError``.
    """
    ready = prepare(recording, extra)
    return assess_prepared(recording, ready, tool=tool, knowledge=knowledge, progress=progress, workers=workers)


def assess_prepared(
    recording: Recording,
    ready: Prepared,
    *,
    tool: Mapping[str, Any] | None = None,
    knowledge: Knowledge | None = None,
    progress: Callable[[int], None] = lambda exchanges: None,
    workers: int = 1,
) -> Assessment:
    """Return the assessment of ``recording`` with what :func:`prepare` made of it; see :func:`assess`."""
    knowledge = knowledge or Knowledge()
    gathered = gather(recording.exchanges, ready.scanner, progress, workers)
    timeline = PhaseTimes(recording.phases)
    actors = Actors(ready.package, knowledge.trackers, recording.owners)
    actors.transport = transports(recording.observations, actors)
    looked = Looked()
    used = Uses(recording.run, ready.package)
    held = Held(recording.run, recording.phases, recording.permissions)
    calls = used.through(looked.through(recording.observations))
    rows = readings(calls, ready.matcher, actors, timeline, held)
    joined = join(recording, ready, gathered, rows, knowledge=knowledge, workers=workers)
    return concluded(recording, ready, gathered, rows, joined, used, looked, actors, tool or {})


class Joined(NamedTuple):
    """What was found where, and what of it left by whom. ``made`` and ``kept`` are places of random values, ``passing``
    are those that identify nobody."""

    needles: list[Needle]
    sightings: list[Sighting]
    disclosures: list[Disclosure]
    random: list[RandomValue]
    made: frozenset[int]
    kept: set[int]
    passing: Mapping[str, int]
    clock: Clock
    mask: Mask


def join(
    recording: Recording,
    ready: Prepared,
    gathered: Gathered,
    rows: Sequence[Reading],
    *,
    knowledge: Knowledge | None = None,
    workers: int = 1,
    readers: Readers | None = None,
    memory: Memory | None = None,
) -> Joined:
    """Join what was found in the exchanges to who read it: for a whole recording, and for one that still grows.

    ``rows`` are its readings in the order of time, ``readers`` what is known of them already, ``memory`` what was
    joined of the recording before.
    """
    knowledge = knowledge or Knowledge()
    memory = memory or Memory()
    readers = readers or Readers(rows, ordered=ordered_calls(recording))
    timeline = PhaseTimes(recording.phases)
    opened = [Opened(row.time_us, at, row.socket) for at, row in enumerate(readers.opened) if row.socket]
    sockets = Sockets(opened, recording.connections)
    clock = sockets.clock(recording.run.clock_offset_us, gathered.ports)
    memory.begin(readers, (clock.offset_us, timeline.told), (len(opened), clock, len(recording.connections)))
    mask = Mask(ready.matcher, ready.needles, ready.masked)
    sightings = sightings_of(gathered.sightings, ready.needles, clock.offset_us, timeline, mask, memory)
    carriers = {exchange.index: exchange for exchange, _ in gathered.sightings}
    needles = ready.needles
    if knowledge.against is not None:
        changed = differences(recording, knowledge.against, knowledge.noise, sightings)
        extra, rows_of = as_sightings(changed, {needle.value_id for needle in needles}, clock.offset_us, timeline, mask)
        carriers |= {item.exchange.index: item.exchange for item in changed}
        needles, sightings = [*needles, *extra], numbered([*sightings, *rows_of])

    opened_by = readers.opened

    def openers(row: Sighting) -> Openers:
        found, certain = sockets.openers(
            carriers[row.index].connection, carriers[row.index].client_port, row.time, clock
        )
        return Openers([opened_by[at] for at in found], certain)

    def sender(row: Sighting) -> Sender | None:
        name = carriers[row.index].app
        return Sender(named_app(name, ready.package), bool(ready.package) and name != ready.package) if name else None

    made = generated(needles)
    kept = lasting(made, needles, readers.stored, sightings, carriers, gathered.sent)
    sent = {row.value_id for row in sightings}
    doubtful = [needles[ref] for ref in sorted(made - kept) if needles[ref].value_id in sent]
    known = _carried(knowledge.runs, doubtful, workers)
    kept |= {ref for ref in made if needles[ref].value_id in known}
    passing = {needles[ref].value_id: ref for ref in made - kept}
    recipients = Recipients(ready.package, knowledge.trackers, knowledge.countries)
    hosts = {exchange.host: exchange.server_ip for exchange in carriers.values()}
    telling = [row for row in sightings if row.value_id not in passing]
    left = disclosures(telling, needles, readers, timeline, hosts, recipients, openers, sender, memory)
    random = random_values(sightings, passing, readers, timeline)
    return Joined(needles, sightings, left, random, made, kept, passing, clock, mask)


def concluded(
    recording: Recording, ready: Prepared, gathered: Gathered, rows: Sequence[Reading], joined: Joined, used: Uses,
    looked: Looked, actors: Actors, tool: Mapping[str, Any],
) -> Assessment:  # fmt: skip
    """Return the assessment: what the join says, how far the run was seen. ``gathered`` and ``used`` are added to."""
    needles, sightings, left, random, _, kept, passing, _, mask = joined
    timeline = PhaseTimes(recording.phases)
    covered, ways, spots = watched(recording, ready, gathered, joined, used, looked, _Handed(ready, mask, passing))
    gone = {ref for ref, needle in enumerate(needles) if any(needle.value_id in row.value_ids for row in left)}
    personal = [row for row in rows if is_personal(row.category) and not is_idle(row, kept)]
    read = collected(personal, needles, gone, blind=doubts(spots, "none_seen"))
    found = Assessment(
        tool=dict(tool),
        bundle=_identity(recording),
        summary=_summary(left, reasons(spots), recording.seal),
        sightings=sightings,
        disclosures=left,
        collected=read,
        findings=[],
        phases=_spans(recording, timeline),
        coverage=covered,
        values=_values(needles, sightings, read, [row for way in ways for row in way.handed]),
        channels=ways,
        permissions=None if recording.foreign else _permissions(recording, actors, timeline, mask),
        consent=_consent(recording, mask),
        random=random,
    )
    add_static(found, recording.static, given=recording.static_given)
    return found


class Watched(NamedTuple):
    """How far a run was seen: facts, ways out, and what keeps conclusions from being drawn."""

    coverage: Coverage
    channels: list[Channel]
    spots: list[BlindSpot]


def watched(
    recording: Recording,
    ready: Prepared,
    gathered: Gathered,
    joined: Joined,
    used: Uses,
    looked: Looked,
    handed: Callable[[Content], Iterator[Handed]] = lambda content: iter(()),
) -> Watched:
    """Return how far a run was seen. ``handed`` searches what was handed over on other ways than the network.

    ``gathered`` and ``used`` are added to.
    """
    seen = gathered.seen
    seen.crowded = crowded(joined.needles)
    seen.random = random_facts(joined.made, joined.kept, joined.random)
    seen.cut = getattr(recording.exchanges, "cut", None)
    seen.crypto = Crypto(operations=len(ready.crypto.operations), skipped=ready.crypto.skipped)
    seen.clock = ClockFacts(**joined.clock._asdict())
    seen.defences = looked.found(recording.defences)
    covered = coverage(recording, seen)
    ways = channels(recording, used, gathered.traffic, covered, handed)
    spots = of_coverage(covered, ways, values=len(joined.needles), silent=silent(ways, used, recording))
    return Watched(covered, ways, spots)


def summed_up(left: Sequence[Disclosure], seen: Watched, recording: Recording) -> Summary:
    """Return the result in numbers, and what it is worth."""
    return _summary(left, reasons(seen.spots), recording.seal)


def _permissions(recording: Recording, actors: Actors, timeline: PhaseTimes, mask: Mask) -> Permissions:
    found = permissions(
        recording.permissions, recording.phases, recording.consent, recording.observations, actors, timeline,
        recording.run.app_type or "",
    )  # fmt: skip
    for row in found.requests:
        row.purpose_text = mask(row.purpose_text)
    return found


def _consent(recording: Recording, mask: Mask) -> ConsentFacts | None:
    found = consent_facts(recording.consent, recording.places)
    if found is None:
        return None
    found.reasons = [mask(text) for text in found.reasons]
    return found


def ordered_calls(recording: Recording) -> bool:
    """Whether calls and exchanges are on one clock: a run's are; those of another program's log where that was said."""
    calls = recording.run.calls
    return calls is None or calls.clock == "given"


def _spans(recording: Recording, timeline: PhaseTimes) -> list[PhaseSpan]:
    starts = [row.start_us for row in recording.processes if row.origin == "start"]
    return [
        PhaseSpan(
            name=row.name,
            code=row.code,
            consent=timeline.named(row.name, row.start_us).consent,
            begun_by=row.begun_by,
            start=row.start_us,
            end=row.end_us,
            failed=row.failed is not None,
            app_ended=row.app_ended,
            started=sum(row.start_us <= start < row.end_us for start in starts),
        )
        for row in sorted(recording.phases, key=lambda row: (row.start_us, row.end_us, row.name))
    ]


class _Handed:
    """Searches what an app handed over as an exchange's body is searched."""

    def __init__(self, ready: Prepared, mask: Mask, passing: Collection[str]) -> None:
        """``passing`` are random values that identify nobody."""
        self._ready = ready
        self._mask = mask
        self._passing = passing

    def __call__(self, content: Content) -> Iterator[Handed]:
        made = Exchange(index=0, id=content.observation, time_us=0, request_body=content.data)
        for spot in self._ready.scanner.scan(made).spots:
            needle = self._ready.needles[spot.found.ref]
            if not spot.found.weak and needle.value_id not in self._passing:
                yield Handed(
                    category=needle.category,
                    value_id=needle.value_id,
                    form=spot.found.form,
                    path=[self._mask(element) for element in spot.found.path],
                    observation=content.observation,
                )


def _identity(recording: Recording) -> dict[str, Any]:
    known = (
        "source", "format", "package", "apk", "device", "scenario", "branch", "network", "persona", "started", "ended",
        "outcome", "clock_offset_us",
    )  # fmt: skip
    said = plain(recording.run)
    found = {name: said[name] for name in known if name in said}
    sealed = {"manifest": recording.manifest, "signer": recording.run.signer}
    return found | {name: each for name, each in sealed.items() if each}


def _summary(left: Sequence[Disclosure], blind: list[str], seal: Seal | None) -> Summary:
    """Sum up. Where the seal is void nothing is certain, not even what is there to see."""
    stands = bool(left) and not (seal and seal.void)
    verdict: Verdict = "disclosures" if stands else "undetermined" if blind else "none_seen"
    consents = [row.consent for row in left]
    return Summary(
        disclosures=len(left),
        disclosures_before_consent=consents.count("before"),
        disclosures_after_refusal=consents.count("refused"),
        disclosures_after=consents.count("after"),
        verdict=verdict,
        reasons=blind,
    )


def _values(
    needles: Sequence[Needle], sightings: Sequence[Sighting], read: Sequence[Any], handed: Sequence[Handed]
) -> dict[str, Any]:
    """Return planted values, and of those seen at run time the ones the assessment speaks of."""
    named = {row.value_id for row in sightings}.union(*(row.value_ids for row in read))
    named |= {row.value_id for row in handed}
    return {
        needle.value_id: needle.plain
        for needle in sorted(needles, key=lambda needle: natural(needle.value_id))
        if needle.origin not in ("observed", "generated", "server", "gone") or needle.value_id in named
    }
