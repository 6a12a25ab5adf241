"""What a run could and could not see, as it stands in ``assessment.json`` under ``coverage``: facts, no judgement.

What of it is a blind spot, and which conclusions that one takes away, is decided in ``blind_spots.TABLE``. Lists hold
the first of their kind (``named.first``). What is not there in a run has no key (``UNSET``). Times are microseconds of
the device's clock. Everything has a default: an assessment of an earlier version has fewer fields.
"""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from harness.evidence.run_record import WithoutAgent

Reads = Literal["watched", "partly", "none"]
"""How far reads could be seen; ``partly``: some may have been missed; ``none``: without hooks."""


class Part(msgspec.Struct, kw_only=True):
    """A part of coverage. A field's name says what its text is: redaction reads it as it does the key of a document."""


class Missing(Part):
    """An access point that could not be hooked in one process or another."""

    point: str
    reason: str = ""


class Hooks(Part):
    """Access points over all processes: one that failed in any of them counts as failed.

    ``not_applicable`` counts those that cannot be called as things are, by why. ``unhooked`` are categories of personal
    data of whose access points not one was hooked, though some can be called.
    """

    resolved: int = 0
    failed: int = 0
    failures: list[Missing] = []
    not_applicable: dict[str, int] = {}
    unhooked: list[str] | UnsetType = UNSET


class ProcessRow(Part):
    """One process. ``late_ms`` is how long it ran without hooks, ``held_ms`` how long it was held, if that was long."""

    pid: int = 0
    name: str = ""
    end: str | None = None
    late_ms: int | UnsetType = UNSET
    held_ms: int | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class Processes(Part):
    """``watched`` had hooks; the lists name those that had none, or not from their first line to their last.

    ``observed`` and ``lost`` count observations; ``start_delay_ms`` is the longest that a start was held up for.
    """

    watched: int = 0
    unwatched: list[ProcessRow] = []
    isolated: list[ProcessRow] = []
    late: list[ProcessRow] = []
    unflushed: list[ProcessRow] = []
    observed: int = 0
    lost: int = 0
    start_delay_ms: int = 0
    held_long: list[ProcessRow] | UnsetType = UNSET


class Peer(Part):
    """One host, and what came of ``count`` connections to it."""

    host: str
    count: int
    reason: str | UnsetType = UNSET


class Connections(Part):
    """Connections by what became of them. ``refused``: hosts where HTTP/3 was refused and nothing came in its place."""

    decrypted: int = 0
    plain: int = 0
    failed: int = 0
    denied: int = 0
    direct: int = 0
    failures: list[Peer] = []
    denials: list[Peer] = []
    passed_by: list[Peer] = []
    refused: int | UnsetType = UNSET
    refusals: list[Peer] | UnsetType = UNSET


class Opaque(Part):
    """Bytes of one request that nothing could be made of, and where in it they stand."""

    index: int
    host: str
    where: str
    bytes: int


class Limit(Part):
    """An exchange whose decoding reached a bound: which, or ``error``."""

    index: int
    host: str
    reason: str


class ClockFacts(Part):
    """Device time minus host time, and where that is known from (``sockets.Clock``)."""

    offset_us: int = 0
    source: str = "none"
    pairs: int = 0
    spread_us: int = 0


class Crypto(Part):
    """Operations put together from recorded calls, and calls that were too many to be."""

    operations: int = 0
    skipped: int = 0


class Cause(Part):
    """Something and why it is so."""

    name: str
    reason: str = ""


class Phases(Part):
    """Phases of the script that failed, did not begin, or need not have happened, with the cause of each."""

    failed: list[Cause] = []
    not_begun: list[Cause] = []
    not_exercised: list[Cause] = []


class MissedTest(Part):
    """A family of hooks that did not see its test call in the process ``name``."""

    name: str
    family: str
    reason: str = ""


class SelfTests(Part):
    """Families of hooks by what came of their test calls."""

    seen: list[str] = []
    missed: list[MissedTest] = []
    untested: list[str] = []


class Trait(Part):
    """Something of the app itself, ``where`` it stands, and ``how`` that was found out."""

    name: str
    where: str = ""
    how: str = ""


class Look(Part):
    """What the process ``name`` looked at, through which access point, how often."""

    name: str
    point: str
    where: str
    count: int


class Defences(Part):
    """How the app defends itself, and its native code that was not there to run (see ``defences.py``)."""

    packers: list[Trait] = []
    swapped: list[Trait] = []
    words: list[Trait] = []
    detection: list[Look] = []
    inspection: list[Look] = []
    changed: list[Look] = []
    not_run: list[Look] = []


class Control(Part):
    """A control of one of the app's screens."""

    screen: str
    name: str


class Screens(Part):
    """What explorations reached and used."""

    reached: int = 0
    controls: int = 0
    tried: int = 0
    avoided: int = 0
    avoided_names: list[Control] = []
    unvisited: int = 0
    unvisited_names: list[Control] = []


class Stretch(Part):
    """A stretch of the run, or a part of the app, that was not watched (``records.Gap``). ``to_us`` 0 is the end."""

    name: str = ""
    reason: str = ""
    pid: int | UnsetType = UNSET
    from_us: int | UnsetType = UNSET
    to_us: int | UnsetType = UNSET


class BrokenFile(Part):
    """A file that is not as it was sealed: ``how``, which bytes (first, and the one after the last), what rested on
    it."""

    name: str
    how: str = ""
    ranges: list[tuple[int, int]] = []
    conclusions: list[str] = []
    kind: str | UnsetType = UNSET


class Seal(Part):
    """What speaks against the seal. ``void``: why the manifest itself is worth nothing: no conclusion stands then."""

    broken: list[BrokenFile] = []
    void: list[str] = []


class RandomFacts(Part):
    """Of the random values that the app was seen to make: how many there are, last, and left, and left but once."""

    made: int = 0
    lasting: int = 0
    left: int = 0
    once: int = 0


class Unreadable(Part):
    """Entries that could not be read, now or when a foreign recording was made into a bundle."""

    entries: int = 0
    named: list[str] = []


class Route(Part):
    """What may have left beside the route, as the run itself says.

    ``open``: why a network that was to be a sinkhole was none. ``past``: packets that the kernel counted beside the
    route, by kind.
    """

    open: list[str] | UnsetType = UNSET
    past: dict[str, int] | UnsetType = UNSET


class Replay(Part):
    """A recording that was played back to the app: how many requests were answered as ``recorded``, with the
    ``nearest`` that was, or (``unrecorded``) by the sinkhole; the places of the latter two, with how many to each.
    """

    recorded: int = 0
    nearest: int = 0
    nearest_named: dict[str, int] = {}
    unrecorded: int = 0
    unrecorded_named: dict[str, int] = {}


class Repackaged(Part):
    """What is not as it would be of an app that was changed to be watched.

    ``late``: the application object was made before the hooks were in. ``untrusted`` says why, if the app does not
    trust the proxy's certificate.
    """

    late: bool = False
    unwatched: list[str] = []
    untrusted: str | None = None
    internet_added: bool = False


class Confinement(Part):
    """How far the device kept the app from the machine that it ran on: ``full``, ``partial`` or ``none``."""

    level: str
    why: str = ""


class Attempted(Part):
    """Something that was tried out of the confinement, and what the kernel answered."""

    name: str
    reason: str
    count: int


class Attempts(Part):
    """What was tried out of the confinement: how many times, and the first of each kind and target."""

    count: int = 0
    named: list[Attempted] = []


class Calls(Part):
    """Calls that another program's hooks logged: facts of ``CallsFrom`` in the run record."""

    count: int
    unnamed: int = 0
    named: list[str] = []
    unreadable: int = 0
    lost: list[str] = []
    clock: str = ""


class CalibrationFacts(Part):
    """What the device was proved to show, by its calibration (``evidence/calibration.py``).

    ``state``: ``current``, ``outdated`` (``stale``: words for why) or ``none``: never calibrated. ``proven`` of
    ``points`` were seen as they were; ``blind`` are the points of personal data that were called and not seen so, with
    their ``categories``; ``leaks`` the ways out, and the points that tell of ways out, by which something left unseen.
    ``route`` is the one that it was made by. ``partial`` are words for what it left out (``quick``) or found wrong
    besides.
    """

    state: str = ""
    made: str = ""
    points: int = 0
    proven: int = 0
    blind: list[Missing] = []
    categories: list[str] = []
    leaks: list[Cause] = []
    stale: list[str] = []
    route: str = ""
    partial: list[str] = []


class Coverage(Part):
    """Everything that is known of what a run saw. ``gaps`` are the bundle's own rows of what was not watched, by kind;
    ``reads`` is one of :data:`Reads`, empty in assessments of earlier versions. ``not_planted`` are the categories of
    which the device could not be given a value."""

    hooks: Hooks = msgspec.field(default_factory=Hooks)
    processes: Processes = msgspec.field(default_factory=Processes)
    connections: Connections = msgspec.field(default_factory=Connections)
    exchanges: int = 0
    exchange_kinds: dict[str, int] = {}
    opaque_bytes: int = 0
    opaque: list[Opaque] = []
    limits: list[Limit] = []
    lossy_exchanges: int = 0
    clock: ClockFacts = msgspec.field(default_factory=ClockFacts)
    crypto: Crypto = msgspec.field(default_factory=Crypto)
    dropped: dict[str, int] = {}
    phases: Phases = msgspec.field(default_factory=Phases)
    agent_errors: list[str] = []
    selftest: SelfTests = msgspec.field(default_factory=SelfTests)
    defences: Defences = msgspec.field(default_factory=Defences)
    without_agent: WithoutAgent | None = None
    complete: bool = False
    foreign: bool = False
    reads: str = ""
    screens: Screens | UnsetType = UNSET
    gaps: dict[str, list[Stretch]] | UnsetType = UNSET
    seal: Seal | UnsetType = UNSET
    values_cut: bool | UnsetType = UNSET
    random: RandomFacts | UnsetType = UNSET
    cut: str | UnsetType = UNSET
    unreadable: Unreadable | UnsetType = UNSET
    route: Route | UnsetType = UNSET
    replay: Replay | UnsetType = UNSET
    repackaged: Repackaged | UnsetType = UNSET
    confinement: Confinement | UnsetType = UNSET
    attempts: Attempts | UnsetType = UNSET
    compiled: list[Cause] | UnsetType = UNSET
    calls: Calls | UnsetType = UNSET
    not_planted: list[str] | UnsetType = UNSET
    calibration: CalibrationFacts | UnsetType = UNSET
