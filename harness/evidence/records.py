"""The typed rows of a bundle.

Times are integers: ``time_us`` is wall time in microseconds since the Unix epoch on the *device's* clock as it stood at
the run's start: whoever sets it, or this host's, meanwhile moves no row (docs/faults.md, "Clocks"). ``mono_ns`` is the
device's monotonic clock in nanoseconds. ``run.json`` holds the offset between the device's clock and this host's.
"""

from typing import Any, ClassVar, TypeVar

import msgspec

SCHEMA = 1


class Row(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Base of every row. ``extra`` keeps the fields this version does not know, so that they survive a round trip."""

    v: int = SCHEMA
    extra: dict[str, Any] = {}


class Value(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One argument or returned value, as the agent saw it.

    ``text`` holds strings, numbers and booleans in their Java string form; ``data`` holds bytes (base64 in JSON);
    ``fields`` holds named parts of objects (a Location's latitude, a cursor row's columns); ``items`` the elements of
    lists and arrays. ``size`` is the full length in characters or bytes when ``truncated``.
    """

    type: str
    text: str | None = None
    data: bytes | None = None
    fields: dict[str, "Value"] = {}
    items: list["Value"] = []
    size: int = 0
    truncated: bool = False


class Observation(Row):
    """One call of a hooked access point.

    ``stack`` lists the caller's frames, innermost first, as ``package.Class.method(File.java:12)``.
    ``object_id`` identifies the receiver within its process, so that ``Cipher.init`` / ``update`` / ``doFinal`` of one
    object can be tied together. Exactly one of ``result`` and ``exception`` is set, except for void calls (neither).
    ``within`` is the access point of another observed call of which this one is a part: the platform made it.
    ``count`` is more than one when the agent summarised a hot access point; ``time_us`` is then the first call's.
    """

    seq: int
    time_us: int
    mono_ns: int
    pid: int
    process: str
    thread_id: int
    thread: str
    point: str
    category: str | None = None
    kind: str = "call"
    phase: str = ""
    stack: list[str] = []
    object_id: int = 0
    args: list[Value] = []
    result: Value | None = None
    exception: str | None = None
    count: int = 1
    last_us: int = 0
    within: str = ""


class Phase(Row):
    """One phase, written at its end. ``begun_by`` and ``cause`` say what began and what ended it.

    Files are relative to the bundle and show the screen at the phase's end. ``code`` is the assessment practice's
    phase. ``failed`` is why it could not be gone through as written, ``app_ended`` that the app ended in it by itself.
    ``clock_shift_us`` is how far a scenario had moved the device's clock at its end. ``uncertain_us``: it began up to
    so much later than ``start_us`` says, because the device does not tell when a finger went down. ``granted`` are the
    runtime permissions the app holds at its end.
    """

    name: str
    start_us: int
    end_us: int
    cause: str
    begun_by: str = ""
    branch: str = ""
    code: str = ""
    failed: str | None = None
    app_ended: bool = False
    clock_shift_us: int = 0
    uncertain_us: int = 0
    granted: list[str] = []
    screenshot: str | None = None
    ui_dump: str | None = None


class PermissionRequest(Row):
    """One permission dialog: what it asked, the screen before it, how it was answered, what the app did then.

    A request is written when it is seen and again when more is known; its last row counts. ``groups`` are names of the
    permission catalogue. ``launch`` counts the app's starts. ``user_act_us`` is when the app was last touched before
    (0: never since its start). ``clock_us`` is the time the device showed. ``answer``: ``granted``, ``denied``,
    ``denied_for_good`` or ``left``. ``reaction`` after a denial: ``exits``, ``loops``, ``blocks``, ``goes_on``, or
    empty when it could not be seen.
    """

    id: int
    time_us: int
    clock_us: int
    phase: str
    branch: str = ""
    launch: int = 0
    groups: list[str] = []
    message: str = ""
    package: str = ""
    controls: list[str] = []
    screenshot: str | None = None
    ui_dump: str | None = None
    before_us: int = 0
    before_texts: list[str] = []
    before_screenshot: str | None = None
    before_ui_dump: str | None = None
    user_act_us: int = 0
    user_act: str = ""
    policy: str = ""
    answer: str = ""
    answered_us: int = 0
    in_a_row: int = 1
    reaction: str = ""
    reaction_why: str = ""
    reaction_us: int = 0
    reaction_screenshot: str | None = None
    reaction_ui_dump: str | None = None


class ConsentScreen(Row):
    """What a screen asked about privacy, as recognised during the run (kinds: ``capture/consent.py``).

    ``act``: ``seen`` (looked at, not touched), ``accept`` or ``refuse``. Labels are the app's own words.
    ``onward`` counts the taps that led to it.
    """

    time_us: int
    phase: str
    act: str
    kind: str
    branch: str = ""
    accept: str = ""
    refuse: str = ""
    box: str = ""
    pre_ticked: bool = False
    policy_links: list[str] = []
    policy_in_text: bool = False
    weight: float = 0.0
    reasons: list[str] = []
    onward: int = 0
    screenshot: str | None = None
    ui_dump: str | None = None


class Place(Row):
    """A place in the app that was looked for by tapping: the way to it, or that there was none within the bounds.

    ``way`` are the labels tapped, so ``taps`` is its length. ``exhaustive`` says that no shorter way was left untried.
    ``length`` is how many characters the place's screen shows.
    """

    time_us: int
    phase: str
    what: str
    found: bool
    branch: str = ""
    taps: int = 0
    way: list[str] = []
    exhaustive: bool = False
    tried: int = 0
    words: str = ""
    length: int = 0
    screenshot: str | None = None
    ui_dump: str | None = None


class AppScreen(Row):
    """One screen of the app that an exploration reached, as known at its end.

    ``number`` and ``fingerprint`` name it within the exploration, ``path`` are the labels of what was done on the way
    on which it was first reached. ``controls`` counts what can be touched on it, ``tried`` what was; ``unvisited`` are
    the labels of the rest, ``avoided`` (label: why) of what was left alone on purpose.
    """

    time_us: int
    phase: str
    number: int
    fingerprint: str
    branch: str = ""
    seed: int = 0
    title: str = ""
    path: list[str] = []
    controls: int = 0
    tried: int = 0
    unvisited: list[str] = []
    avoided: dict[str, str] = {}
    screenshot: str | None = None
    ui_dump: str | None = None


class Incident(Row):
    """Something that got in a scenario's way: ``anr``, ``crash``, ``covered``, ``no_tree``, ``slow_start``,
    ``rotated``, ``keyboard``. ``done`` says what was done about it."""

    time_us: int
    phase: str
    kind: str
    detail: str = ""
    done: str = ""
    screenshot: str | None = None
    ui_dump: str | None = None


class Connection(Row):
    """One connection the app opened towards the network.

    ``state`` is ``decrypted`` (TLS, read), ``plain`` (no TLS), ``failed`` (TLS could not be read; see ``reason``) or
    ``denied`` (stopped by the sinkhole), ``direct`` (went past the proxy; only where it went is known).
    """

    id: str
    time_us: int
    host: str
    port: int
    state: str
    reason: str | None = None
    sent: int = 0
    received: int = 0


class Hook(Row):
    """Whether one access point could be hooked in one process.

    ``why`` says in one word why not: ``no_class``, ``no_method``, ``no_overload``, ``no_field``, ``abstract``,
    ``no_library``, ``no_symbol``, ``no_java``, ``manifest``, ``error``; or, where nothing went wrong, ``api_level``
    (the device's is outside the point's range) or ``not_in_app`` (a class of a third-party library). A point that is
    not ``applicable`` cannot be called in this process as things are: it is no failure.
    """

    pid: int
    process: str
    point: str
    resolved: bool
    overloads: int = 0
    reason: str | None = None
    why: str = ""
    applicable: bool = True


class Process(Row):
    """One process of the app: when the agent was in, and how the process ended (``exit``, ``killed``, ``crash``...).

    ``gated``: no line of it ran before the hooks were in. ``late_us``: how long it had run when they were, for one that
    could not be held. ``attached_us`` is 0 for a process that was never hooked, and ``reason`` says why. ``origin`` is
    ``launch`` (started by the run), ``start`` (by the app or the system, later), ``fork`` (by a process of the app, of
    itself), ``found`` (seen running). ``isolated``: it runs under a user without rights (``isolatedProcess``, WebView
    renderers), where the agent does not go. ``held_us``: how long it waited before it was let run. ``bound_us``: how
    long its main thread then waited, once it had attached to the system, for the hooks that were not in yet.
    """

    pid: int
    name: str
    gated: bool
    start_us: int
    attached_us: int = 0
    resumed_us: int = 0
    end_us: int = 0
    end: str | None = None
    flushed: bool = False
    observed: int = 0
    lost: int = 0
    origin: str = "launch"
    late_us: int = 0
    isolated: bool = False
    reason: str | None = None
    held_us: int = 0
    bound_us: int = 0


class Gap(Row):
    """A stretch of the run, or a part of the app, that was not watched: of it, silence says nothing.

    ``kind``: ``ungated`` (new processes were not held), ``watch_ended`` (nobody looked for further processes),
    ``start_timeout`` (the system killed a process that was held too long), ``started_unheld`` (the device could not
    start the app held: its first lines ran without hooks), ``translated`` (code for another processor, which native
    hooks do not reach), ``log_cut``, ``rows_cut``, ``flows_cut``, ``body_cut`` (the bundle's bound for the log, the
    rows of a file, the traffic, one body was reached). Of what the proxy took: ``server_speaks_first`` (the app waited
    for the server's first words), ``unanswered`` (it spoke and got no answer that its protocol knows),
    ``upgrade_refused`` (it asked for another protocol), ``unread`` (bytes that are only recorded raw), ``stream_cut``
    (more than is kept). ``to_us`` is 0 for one that lasted to the end. ``detail`` is a sentence. ``host`` is the place,
    as ``HOST:PORT``, of one on the network.
    """

    kind: str
    from_us: int = 0
    to_us: int = 0
    pid: int = 0
    process: str = ""
    detail: str = ""
    host: str = ""


class SelfTest(Row):
    """What came of one canary: a call through one family of hooks that the agent made itself, before the app's first
    line. Its observations are not among the app's.

    ``result`` is ``seen``, ``missed`` (the call was made and no hook saw it: the family is blind in this process) or
    ``untested`` (no hook of the family is in, or it has no call without consequences; ``reason`` says which).
    ``point`` is the access point that saw it, or should have.
    """

    pid: int
    process: str
    family: str
    result: str
    point: str = ""
    reason: str | None = None


class Defence(Row):
    """A sign that the app defends itself: that it is packed, swaps its code, or looks for instrumentation.

    ``kind``: ``packer`` (``name`` is the product, ``detail`` what gave it away), ``application`` (the application
    object is not of the class that the manifest names; ``name`` is its class, ``detail`` its loader's), ``loader`` (it
    is, but another class loader than the app's own made it), ``strings`` (a word in the APK that only code looking for
    Frida has a use for). ``how`` is ``static`` (from the APK) or ``runtime``.
    """

    kind: str
    name: str
    how: str
    detail: str = ""
    time_us: int = 0
    pid: int = 0
    process: str = ""


class Attempt(Row):
    """Something that the app, a child of it or its native code tried and that reaches out of its confinement.

    Only devices that confine the app tell (the sandbox does); refused connections to addresses are in
    ``connections.jsonl`` (``denied``). ``what`` is a kind, ``target`` what it was tried on:

    - ``connect``, ``send``: an address (``IP:PORT``, ``unix:PATH``, ``unix:@ABSTRACT``); ``socket``: a kind of socket;
      ``listen``: a port to be reached on; ``exec``: a program; ``write``: a file outside its data; ``signal``,
      ``trace``: another process; ``namespace``, ``mount``, ``call``: a system call that leads out; ``limit``: more
      threads or processes than it may have; ``more``: this many were tried after the bound of what is kept.

    ``answer``: ``refused``; ``inside`` (it went on, where nothing of the machine is reached); ``allowed`` (only with an
    open network). ``pid`` and ``program`` are who tried first, ``process`` the app's process to which it belongs.
    ``count`` times, from ``time_us`` to ``last_us``.
    """

    time_us: int
    what: str
    target: str = ""
    answer: str = ""
    pid: int = 0
    process: str = ""
    program: str = ""
    count: int = 1
    last_us: int = 0


class WithoutAgent(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``run.json``'s ``without_agent``: an app that died with the agent in it was started the same way without.

    ``survived`` is ``None`` when that could not be found out (``reason`` says why). ``phases`` were run, which took
    ``seconds``. Nothing of what the app did then is in the bundle.
    """

    survived: bool | None = None
    phases: list[str] = []
    seconds: float = 0.0
    reason: str | None = None


R = TypeVar("R", bound=Row)


class _Codec:
    fields: ClassVar[dict[type, frozenset[str]]] = {}


def _known(cls: type[Row]) -> frozenset[str]:
    known = _Codec.fields.get(cls)
    if known is None:
        known = _Codec.fields[cls] = frozenset(f.encode_name for f in msgspec.structs.fields(cls))
    return known


def encode_row(row: Row) -> bytes:
    """Return the row as one line of JSON (without the line end), unknown fields merged back in."""
    if not row.extra:
        return msgspec.json.encode(row)
    raw = msgspec.to_builtins(row)
    raw.pop("extra", None)
    return msgspec.json.encode({**row.extra, **raw})


def decode_row(cls: type[R], line: bytes | str) -> R:
    """Read one row; fields this version does not know are kept in ``extra``.

    Raises ``msgspec.ValidationError`` (bad shape) or ``msgspec.DecodeError`` (not JSON).
    """
    raw = msgspec.json.decode(line)
    if not isinstance(raw, dict):
        raise msgspec.ValidationError("a row must be a JSON object")
    known = _known(cls)
    extra = {k: raw.pop(k) for k in [k for k in raw if k not in known]}
    row = msgspec.convert(raw, cls)
    if extra:
        row.extra = {**row.extra, **extra}
    return row
