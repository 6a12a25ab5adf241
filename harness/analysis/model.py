"""What an analysis yields: the parts of an assessment, as they are written to ``assessment.json``.

Field names are the file's. Times are microseconds since the Unix epoch on the *device's* clock.
"""

from typing import Any, Literal

import msgspec

from harness.analysis.model_coverage import Coverage

SCHEMA = 1

Direction = Literal["request", "response"]
ActorKind = Literal["app", "sdk", "unknown"]
Verdict = Literal["disclosures", "none_seen", "undetermined"]
ChannelState = Literal["closed", "watched", "open"]


class Actor(msgspec.Struct, kw_only=True, frozen=True):
    """Who read or sent. ``id`` is ``app``, ``sdk:PREFIX`` or ``unknown:PREFIX``.

    ``listed`` says whether the SDK is in the catalogue or a tracker list; an unlisted one is named by its package.
    ``frame`` is the stack line that decided; ``renamed`` says that its class was renamed (R8) and its owner taken from
    the APK. ``inferred`` says that the stack held platform code only and the thread's other calls decided.
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


class Assessment(msgspec.Struct, kw_only=True):
    """Everything one analysis found. ``values`` (value_id -> value) is the only place where values stand.

    ``permissions`` (see ``permissions.Permissions``) is ``None`` for a recording whose screen nobody watched,
    ``consent`` (see ``consent_screens.ConsentFacts``) also where no screen was looked at.
    """

    schema: int = SCHEMA
    tool: dict[str, Any]
    bundle: dict[str, Any]
    summary: Summary
    sightings: list[Sighting]
    disclosures: list[Disclosure]
    collected: list[Collected]
    findings: list[dict[str, Any]]
    coverage: Coverage
    values: dict[str, Any]
    permissions: dict[str, Any] | None = None
    consent: dict[str, Any] | None = None
    channels: list[Channel] = []
    random: list[RandomValue] = []


def to_json(assessment: Assessment) -> bytes:
    """Return ``assessment.json``: sorted keys, indented, the same bytes for the same assessment."""
    return msgspec.json.format(msgspec.json.encode(assessment, order="sorted"), indent=1) + b"\n"


def from_json(data: bytes) -> Assessment:
    """Read an ``assessment.json``. Raises ``msgspec.ValidationError`` or ``msgspec.DecodeError``."""
    return msgspec.json.decode(data, type=Assessment)
