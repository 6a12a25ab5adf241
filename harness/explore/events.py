"""What a stream tells: one typed event for each thing that was seen, found or lost, as a line of JSON too.

Times are microseconds since the Unix epoch on the device's clock. Names are those of the assessment. What an app or a
server chose (texts, hosts, paths) is hostile: whoever shows it escapes it.
"""

from typing import Literal

import msgspec

from harness.analysis.model import Actor, Disclosure, Sighting, Verdict
from harness.analysis.model_findings import Finding
from harness.files.as_json import to_bytes

Change = Literal["new", "revised", "gone"]
"""``revised``: a later fact (who read it, where a clock stood) says otherwise than what was told before; ``gone``: it
does not stand any more."""


class Event(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True, tag_field="event"):
    """What all events have: when it was, 0 where nobody knows."""

    time_us: int = 0


class Observed(Event, frozen=True, tag="observation"):
    """One observation. ``number`` is its place among the bundle's, ``id`` the assessment's name for it.

    ``values`` are the ids of the known values in it, as far as they were known when it came; ``text`` is a short form
    of what it returned or threw (``failed``), or was given.
    """

    number: int
    id: str
    pid: int
    process: str
    thread: str
    point: str
    category: str
    phase: str
    actor: Actor
    values: list[str] = []
    text: str = ""
    failed: bool = False
    count: int = 1


class Exchanged(Event, frozen=True, tag="exchange"):
    """One exchange. ``index`` is its place among the bundle's; ``sent`` and ``received`` count the bytes of its bodies
    and messages; of ``opaque`` bytes that were sent nothing could be made, ``limit`` says which bound was reached.
    ``revised``: it was searched again for what became known since.
    """

    index: int
    id: str
    kind: str
    method: str
    host: str
    port: int
    url: str
    status: int
    sent: int
    received: int
    values: list[str] = []
    opaque: int = 0
    limit: str = ""
    change: Change = "new"


class Sighted(Event, frozen=True, tag="sighting"):
    """One value found in one exchange. ``number`` stays the same as long as the stream; the sighting's own id is that
    of an assessment made now."""

    number: int
    change: Change
    sighting: Sighting


class Disclosed(Event, frozen=True, tag="disclosure"):
    """A disclosure that is proved. ``number`` stays the same whatever is learnt of it later; see :class:`Sighted`."""

    number: int
    change: Change
    disclosure: Disclosure


class Judged(Event, frozen=True, tag="finding"):
    """A finding of the rules that were asked for (``--rules``); the same one has the same ``finding.id``.

    While the run goes on it speaks against the app, and may yet be ``gone``; what passes, or is undetermined, is told
    when nothing more comes.
    """

    change: Change
    finding: Finding


class PhaseBegan(Event, frozen=True, tag="phase"):
    """A phase began. ``consent`` is where the user stands in it: ``before``, ``refused``, ``after``, ``unknown``."""

    phase: str
    begun_by: str = ""
    consent: str = ""


class Covered(Event, frozen=True, tag="coverage"):
    """How far the run is seen, when that has changed: the numbers of the assessment's coverage that a glance needs
    (hooks, processes, connections by their state). ``State.covering`` has the whole.

    ``verdict`` and ``reasons`` are what an assessment would say now.
    """

    exchanges: int
    opaque_bytes: int
    hooks_resolved: int
    hooks_failed: int
    watched: int
    unwatched: int
    decrypted: int
    plain: int
    failed: int
    denied: int
    direct: int
    verdict: Verdict
    reasons: list[str]


class Health(Event, frozen=True, tag="health"):
    """Something of the run itself: what (``agent``, ``app``, ``device``, ``proxy``, ``bundle``, ``screen``), and how
    it stands: ``up``, ``ended`` (as the app's processes do), ``lost`` (the run does not see it any more), ``gap`` (a
    stretch was not watched), ``warning``."""

    what: Literal["agent", "app", "device", "proxy", "bundle", "screen"]
    state: Literal["up", "ended", "lost", "gap", "warning"]
    detail: str = ""
    pid: int = 0


class Opaque(Event, frozen=True, tag="opaque"):
    """Bytes that an exchange sent and of which nothing could be made. ``where`` is ``body``, ``url``, ``header``..."""

    index: int
    host: str
    where: str
    bytes: int


class Said(Event, frozen=True, tag="said"):
    """What the run says of itself: what it does now, or (``warning``) what the user should know."""

    text: str
    warning: bool = False


class Asked(Event, frozen=True, tag="asked"):
    """The scenario asks the person something; it waits ``at_most_s`` seconds for ``Control.answer``."""

    question: str
    at_most_s: float


class Stepped(Event, frozen=True, tag="step"):
    """A step was taken, by the scenario or by a person. ``failed`` says why it could not be."""

    step: str
    phase: str
    by: Literal["scenario", "person"] = "scenario"
    failed: str = ""


class Missed(Event, frozen=True, tag="missed"):
    """A listener that may miss something did: so many observations and exchanges were not told to it. The stream and
    the bundle have them all."""

    observations: int = 0
    exchanges: int = 0


class Ended(Event, frozen=True, tag="ended"):
    """The last event. ``outcome`` and ``reason`` are the run's, ``bundle`` is where it lies."""

    outcome: str
    reason: str = ""
    bundle: str = ""


Any_ = (
    Observed
    | Exchanged
    | Sighted
    | Disclosed
    | Judged
    | PhaseBegan
    | Covered
    | Health
    | Opaque
    | Said
    | Asked
    | Stepped
    | Missed
    | Ended
)
"""Every kind of event: what a line of ``harness watch --json`` is one of."""


def line(event: Event) -> bytes:
    """Return an event as one line of JSON, without the line end."""
    return to_bytes(event)


def event_of(data: bytes) -> Event:
    """Read a line back. Raises ``msgspec.DecodeError`` or ``msgspec.ValidationError``."""
    found: Event = msgspec.json.decode(data, type=Any_)
    return found
