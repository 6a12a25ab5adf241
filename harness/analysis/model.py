"""What an analysis yields: the parts of an assessment, as they are written to ``assessment.json``.

Field names are the file's. Times are microseconds since the Unix epoch on the *device's* clock.
"""

from typing import Any, Literal

import msgspec

from harness.analysis.model_coverage import Coverage
from harness.analysis.model_findings import Fact, Finding
from harness.analysis.model_static import SdkRow, StaticFacts
from harness.files.as_json import to_bytes

SCHEMA = 1

Direction = Literal["request", "response"]
ActorKind = Literal["app", "sdk", "unknown"]
Verdict = Literal["disclosures", "none_seen", "undetermined"]
ChannelState = Literal["closed", "watched", "open"]
Purpose = Literal["told", "vague", "not_told", "unknown"]
Compelled = Literal["compelled", "not_compelled", "not_tested", "undetermined"]


class Actor(msgspec.Struct, kw_only=True, frozen=True):
    """Who read or sent. ``id`` is ``app``, ``sdk:PREFIX``, ``unknown:PREFIX``; ``app:NAME`` if a recorder named it.

    ``listed`` says whether the SDK is in the catalogue or a tracker list; an unlisted one is named by its package.
    ``frame`` is the stack line that decided; ``renamed`` says that its class was renamed (R8) and its owner taken from
    the APK. ``inferred`` says that the stack held platform code only and the thread's other calls decided. ``caller``
    is the app's own innermost line below an SDK's, which called it; empty when there is none.
    """

    id: str
    kind: ActorKind
    name: str
    package: str = ""
    company: str = ""
    listed: bool = False
    frame: str = ""
    renamed: bool = False
    inferred: bool = False
    caller: str = ""


class Candidate(msgspec.Struct, kw_only=True, frozen=True):
    """One possible actor of a disclosure; ``score`` ranks candidates, ``reasons`` say why."""

    actor: Actor
    score: int
    reasons: list[str]


class Recipient(msgspec.Struct, kw_only=True, frozen=True):
    """Who received.

    ``owner`` comes from ``owner_source``: a hint from the SDK catalogue's domains, or a tracker list; empty when
    unknown. ``country`` is the ISO 3166 code of the address, empty without a database or an address.
    ``tracker`` is the name under which a tracker list has the host.
    """

    host: str
    domain: str
    owner: str = ""
    owner_source: str = ""
    party: Literal["first", "third", "unknown"] = "unknown"
    ip: str = ""
    country: str = ""
    tracker: str = ""
    tracker_categories: list[str] = []


class Sighting(msgspec.Struct, kw_only=True):
    """One value found in one exchange.

    ``path`` leads from ``where`` inwards: outermost encoding first. ``offset`` is the place in the innermost view, in
    bytes, ``length`` its extent. ``confidence`` is set for the form ``differential`` only (see ``differential.py``).
    """

    id: str
    exchange: str
    index: int
    host: str
    url: str
    category: str
    value_id: str
    where: str
    path: list[str]
    form: str
    direction: Direction
    phase: str
    time: int
    offset: int
    length: int
    weak: bool = False
    calls: list[str] = []
    confidence: Literal["", "high", "medium", "low"] = ""


class Disclosure(msgspec.Struct, kw_only=True):
    """Values of one category that left to one recipient in one phase in one form, joined to their reading.

    ``value_id`` is the first of ``value_ids``; ``paths`` are the distinct chains of encodings of its sightings (place
    names such as ``json:/tel`` included). ``delay_ms`` is the time from the last reading before the first sighting.
    """

    id: str
    category: str
    value_id: str
    value_ids: list[str]
    form: str
    forms: list[str]
    paths: list[list[str]]
    sightings: list[str]
    observations: list[str]
    actor: Actor
    candidates: list[Candidate]
    recipient: Recipient
    url: str
    phase: str
    consent: str
    first: int
    last: int
    delay_ms: float | None
    strength: Literal["A", "B"]
    confidence: Literal["high", "medium", "low"]


class Collected(msgspec.Struct, kw_only=True):
    """Calls of one access point by one actor in one phase. ``rate`` is calls a second between first and last.

    Of the ``count`` calls ``refused`` were refused by the system and ``nothing`` found nothing there or failed; the
    rest read something. ``denied`` ended in an exception, of whatever kind.
    ``leaving`` is ``not_seen`` only when coverage was good enough to say so, else ``undetermined``; ``nothing_read``
    where no call obtained anything.
    """

    category: str
    access_point: str
    actor: Actor
    phase: str
    consent: str
    count: int
    denied: int
    first: int
    last: int
    rate: float
    seen_leaving: bool
    leaving: Literal["seen", "not_seen", "undetermined", "nothing_read"] = "undetermined"
    value_ids: list[str]
    observations: list[str]
    refused: int = 0
    nothing: int = 0

    @property
    def obtained(self) -> int:
        """How many of the calls read something."""
        return max(0, self.count - self.refused - self.nothing)

    @property
    def key(self) -> str:
        """What it is called in the evidence of a finding; no other row has the same."""
        return f"{self.category}|{self.access_point}|{self.actor.id}|{self.phase}"


class RandomValue(msgspec.Struct, kw_only=True):
    """Random values of the app's making that left at one place of one kind of request, and that identify nobody.

    ``fresh`` is ``each_time`` when the place held different ones, ``once`` when it was seen but once: then nothing
    proves that it is not kept somewhere. ``path`` is the sightings', with ``*`` for numbers in pointers.
    """

    id: str
    category: str
    value_ids: list[str]
    fresh: Literal["each_time", "once"]
    requests: int
    actor: Actor
    host: str
    url: str
    where: str
    path: list[str]
    sightings: list[str]
    phase: str
    consent: str
    first: int
    last: int


class Summary(msgspec.Struct, kw_only=True):
    """The result in numbers. ``reasons`` say why a verdict is ``undetermined`` (or what weakens it)."""

    disclosures: int
    disclosures_before_consent: int
    disclosures_after_refusal: int
    disclosures_after: int
    verdict: Verdict
    reasons: list[str]


class Handed(msgspec.Struct, kw_only=True, frozen=True):
    """One value in what was recorded as a channel was used: ``path`` leads to it inside the argument.

    It is no disclosure: what the other side did with it, nobody saw.
    """

    category: str
    value_id: str
    form: str
    path: list[str]
    observation: str


class Channel(msgspec.Struct, kw_only=True):
    """One way out of the app's processes (``channels.TABLE``): whether it was closed, watched or open, and used.

    ``why`` is one word for the state, ``unwatched`` the access points that were not hooked. ``used`` counts what went
    this way or tried to; ``first`` is the id of the first observation, connection or exchange of these, ``names`` say
    whom or what they asked, ``handed`` which values they held. ``reasons`` are those it gives for a verdict that is
    ``undetermined``; without any, "not seen" holds for this channel.
    """

    key: str
    state: ChannelState
    why: str
    unwatched: list[str] = []
    used: int = 0
    first: str = ""
    names: list[str] = []
    handed: list[Handed] = []
    reasons: list[str] = []


class Asked(msgspec.Struct, kw_only=True):
    """One dialog. ``trigger``: ``user`` (the app was touched within 10 s before, other than to consent) or ``auto``.

    ``purpose`` is what the screen before it said of what it is for (``purpose_text``); ``unknown`` when no screen
    could be read. ``necessary`` says whether the app's type needs the group, ``None`` when that is not known.
    ``permissions``, ``actor`` and ``observations`` come from the hooked call that asked, if it was seen.
    """

    id: str
    groups: list[str]
    permissions: list[str]
    phase: str
    consent: str
    time: int
    clock: int
    launch: int
    trigger: Literal["user", "auto"]
    purpose: Purpose
    purpose_text: str
    necessary: bool | None
    answer: str
    in_a_row: int
    reaction: str
    reaction_why: str
    actor: Actor | None
    observations: list[str]
    evidence: list[str]


class Batch(msgspec.Struct, kw_only=True):
    """Several groups asked for one right after the other. ``one_call``: in one call of the app; ``at_start``: before
    the user did anything but decide about the policy."""

    requests: list[str]
    groups: list[str]
    one_call: bool
    at_start: bool
    phase: str


class Repeat(msgspec.Struct, kw_only=True):
    """A group that was asked for again after it had been denied. ``hours`` by the device's clock, for each time."""

    group: str
    denied: str
    again: list[str]
    hours: list[float]
    within_48h: int
    user_triggered: int
    launches: int


class Restored(msgspec.Struct, kw_only=True):
    """A group that was denied and was granted later without the user having granted it."""

    group: str
    denied: str
    phase: str
    permissions: list[str]


class Compulsory(msgspec.Struct, kw_only=True):
    """The compulsory-authorization test: does the app go on when it is denied what its type does not need?

    ``compelled`` with the ``requests`` whose denial it answered by leaving, looping or locking up, and their
    ``reactions``. ``type_known`` is false when the app's type was not given, so that necessity was not considered.
    """

    verdict: Compelled
    requests: list[str]
    reactions: list[str]
    type_known: bool


class Permissions(msgspec.Struct, kw_only=True):
    """Everything about permissions in one run. Lists name requests by their ids. ``beforehand`` are groups that the app
    held without a dialog of this run: granted as it was installed, so that how it asks for them was not seen."""

    app_type: str
    requests: list[Asked]
    not_told: list[str]
    before_consent: list[str]
    batches: list[Batch]
    repeats: list[Repeat]
    restored: list[Restored]
    compulsory: Compulsory
    beforehand: list[str] = []


class WayTo(msgspec.Struct, kw_only=True):
    """A place that was looked for. ``taps`` is ``None`` when it was not found; ``certain`` says that no shorter way
    (or, when not found, no way at all within the bounds) was left untried."""

    what: str
    taps: int | None
    way: list[str]
    certain: bool
    length: int
    evidence: list[str]


class ConsentFacts(msgspec.Struct, kw_only=True):
    """``asked`` before anything was touched; ``onward`` are taps that led to the dialog. ``policy_taps`` counts from
    the dialog: 1 for a link in it, ``None`` when it has none that can be told from its texts (``policy_in_text``)."""

    asked: bool
    readable: bool
    kind: str
    onward: int
    accept: str
    refuse: str
    refusal_offered: bool
    pre_ticked: bool
    policy_taps: int | None
    policy_in_text: bool
    reasons: list[str]
    evidence: list[str]
    ways: list[WayTo]


class PhaseSpan(msgspec.Struct, kw_only=True):
    """One phase that the run went through. ``code`` is the assessment practice's phase, ``consent`` how the user had
    decided in it. ``begun_by`` says what began it. ``failed``: it could not be gone through as written; ``app_ended``:
    the app ended in it by itself. ``started`` counts processes of the app that were started in it by the app or the
    system, not by the run."""

    name: str
    code: str
    consent: str
    begun_by: str
    start: int
    end: int
    failed: bool = False
    app_ended: bool = False
    started: int = 0


class Assessment(msgspec.Struct, kw_only=True):
    """Everything one analysis found. ``values`` (value_id -> value) is the only place where values stand.

    ``permissions`` is ``None`` for a recording whose screen nobody watched, ``consent`` also where no screen was looked
    at. ``findings`` are what rules made of it (``harness.rules``), and ``facts`` what those speak of, each thing once;
    both are empty until they were applied. ``static`` are facts of the app's files, ``None`` where they are not at
    hand; ``policy`` what a policy that was given says, and how that stands to what was seen
    (``harness.policy.stated``).
    """

    schema: int = SCHEMA
    tool: dict[str, Any]
    bundle: dict[str, Any]
    summary: Summary
    sightings: list[Sighting]
    disclosures: list[Disclosure]
    collected: list[Collected]
    findings: list[Finding]
    facts: list[Fact] = []
    coverage: Coverage
    values: dict[str, Any]
    permissions: Permissions | None = None
    consent: ConsentFacts | None = None
    channels: list[Channel] = []
    random: list[RandomValue] = []
    phases: list[PhaseSpan] = []
    static: StaticFacts | None = None
    sdks: list[SdkRow] = []
    policy: dict[str, Any] | None = None


def to_json(assessment: Assessment) -> bytes:
    """Return ``assessment.json``: sorted keys, indented, the same bytes for the same assessment."""
    return to_bytes(assessment, indent=1, ordered=True) + b"\n"


def from_json(data: bytes) -> Assessment:
    """Read an ``assessment.json``. Raises ``msgspec.ValidationError`` or ``msgspec.DecodeError``."""
    return msgspec.json.decode(data, type=Assessment)
