"""What ``run.json`` says: what was run, on what, how it was prepared, and how it ended.

Fields are added as a run goes on; one that is ``None`` (or ``msgspec.UNSET``) is not in the file. Times are ISO 8601 in
UTC where they are texts, else microseconds on the device's clock.
"""

from typing import Any

import msgspec

from harness.evidence.parts import Part, plain, read_part

SCHEMA = 1


class Apk(Part, kw_only=True):
    """An app's identity: also what ``apk/manifest.json`` of a bundle holds. Digests are in hex.

    Of an archive of splits, ``file``, ``size`` and ``sha256`` are the archive's, ``splits`` names those in it, and the
    rest is the base APK's.
    ``application`` is the class of the application object (empty: none is named), ``processes`` the names of the app's
    processes besides the one that is named after the package, ``isolated`` its services with ``isolatedProcess``.
    """

    file: str = ""
    size: int = 0
    sha256: str = ""
    package: str = ""
    label: str = ""
    version_name: str = ""
    version_code: str = ""
    min_sdk: str = ""
    target_sdk: str = ""
    permissions: list[str] = []
    signer_sha256: list[str] = []
    application: str = ""
    processes: list[str] = []
    isolated: list[str] = []
    splits: list[str] = []

    @property
    def declared(self) -> list[str] | None:
        """The permissions of the manifest; ``None`` when that is not said."""
        return self.permissions if self.says("permissions") else None


class Installed(Apk, kw_only=True):
    """Another version of the app, installed over it by the scenario at ``time_us``."""

    time_us: int = 0


class DeviceInfo(Part, kw_only=True):
    """What a device says of itself. ``sandbox`` marks the embedded device, which is not an Android system."""

    serial: str = ""
    kind: str = ""
    model: str = ""
    manufacturer: str = ""
    android: str = ""
    api_level: int = 0
    abi: str = ""
    fingerprint: str = ""
    sandbox: bool = False


class Code(Part, kw_only=True):
    """What was asked of the device about an app's compiled code, and its answer; ``asked`` is empty where none was.

    ``left_out``: whether the app is without compiled code now, as the device says.
    """

    asked: str = ""
    answered: str = ""
    left_out: bool = False


class Ready(Part, kw_only=True):
    """How the device was made ready: ``changed`` maps what was set to what it is now; ``notes`` say what could not be.

    ``code`` has the compiled code of each app that was installed, by package.
    """

    changed: dict[str, str] = {}
    notes: list[str] = []
    code: dict[str, Code] = {}


class Packets(Part, kw_only=True):
    """What the kernel counted beside the route."""

    packets: int = 0
    bytes: int = 0


class Route(Part, kw_only=True):
    """How the app's traffic came to the proxy: what the route ``catches`` and ``misses``, in sentences.

    ``counted`` is what went past it by kind of packet, or whether that was counted at all (``not_counted``: why not).
    In a sinkhole ``held`` says whether the device let nothing else of the app out, and ``open`` what it did not stop;
    ``whole_device`` says what that did to other apps. ``port`` is the proxy's, where the app knows it. ``quic``:
    ``block``, ``decrypt`` or ``leave``.
    """

    kind: str = ""
    port: int | None = None
    catches: list[str] = []
    misses: list[str] = []
    uid: int | None = None
    quic: str = ""
    counted: bool | dict[str, Packets] = False
    not_counted: str = ""
    whole_device: str = ""
    open: list[str] = []
    held: bool | None = None
    ipv6: str = ""


class Gadget(Part, kw_only=True):
    """How the app was changed to be watched without root; ``misses`` says in sentences what that hides or changes.

    ``unwatched`` are processes that do not load the gadget. ``loaded_by`` is ``factory``, before the app's first class,
    or ``provider``, after its application object is made. ``network_config`` is ``new``, ``changed`` (the app's own),
    or why the proxy's certificate is not trusted. ``signer_sha256`` is the new signer's.
    """

    abi: str = ""
    library: str = ""
    signer_sha256: str = ""
    version: str = ""
    gadget_sha256: str = ""
    loaded_by: str = ""
    processes: list[str] = []
    unwatched: list[str] = []
    network_config: str = ""
    internet_added: bool = False
    misses: list[str] = []


class Confinement(Part, kw_only=True):
    """How far the app was kept from the machine it ran on: ``full``, ``partial`` or ``none``, and ``why`` no better."""

    level: str = ""
    why: str = ""


class Replay(Part, kw_only=True):
    """A recording that was played back to the app: its name, the sha256 of the file or of a bundle's manifest, and how
    many ``exchanges`` of it have an answer that can be given (``left_out``: how many have not).

    How many requests were answered as ``recorded``, with the ``nearest`` that was, or by the sinkhole (``unrecorded``);
    ``again`` counts answers that had been given before. The first 200 places of the latter two are named.
    """

    source: str = ""
    sha256: str = ""
    exchanges: int = 0
    left_out: int = 0
    recorded: int = 0
    again: int = 0
    nearest: int = 0
    nearest_named: dict[str, int] = {}
    unrecorded: int = 0
    unrecorded_named: dict[str, int] = {}


class Measured(Part, kw_only=True):
    """How fast the device was: ``looks`` at its screen, seconds each, and the slowest of the last launches."""

    looks: int = 0
    look_s: float = 0.0
    looks_per_s: float | None = None
    launch_s: float = 0.0


class PhaseOutcome(Part, kw_only=True):
    """What became of one phase of the script: ``done``, ``failed``, ``not_begun`` or ``not_exercised``.

    ``not_begun`` did not happen although it should have; ``not_exercised`` need not have (its condition was not true,
    or it is optional). ``app_ended``: because the app was gone, which nothing had ended on purpose.
    """

    phase: str = ""
    code: str = ""
    state: str = ""
    cause: str = ""
    app_ended: bool = False


class Unpinned(Part, kw_only=True):
    """What ``--unpin`` changed of the app: which ways of pinning were ``hooked``, which ``missing`` and why, what was
    used how often."""

    hooked: list[str] = []
    missing: dict[str, str | None] = {}
    used: dict[str, int] = {}


class UiDriver(Part, kw_only=True):
    """What the screen was used with, and the ``reason`` if that is second choice."""

    name: str = ""
    reason: str = ""


class WithoutAgent(Part, kw_only=True, omit_defaults=True):
    """An app that died with the agent in it was started the same way without.

    ``survived`` is ``None`` when that could not be found out (``reason`` says why). ``phases`` were run, which took
    ``seconds``. Nothing of what the app did then is in the bundle.
    """

    survived: bool | None = None
    phases: list[str] = []
    seconds: float = 0.0
    reason: str | None = None


class ClockJump(Part, kw_only=True):
    """A clock that was set while the run went on: ``whose`` (``device``, ``host``), when, and by how much."""

    whose: str = ""
    time_us: int = 0
    by_us: int = 0


class ImportedFrom(Part, kw_only=True):
    """The foreign recording that was made into this bundle."""

    file: str = ""
    sha256: str = ""


class Lost(Part, kw_only=True):
    """How many ``entries`` of a foreign recording could not be read; the first of them ``named``."""

    entries: int = 0
    named: list[str] = []


class CallsFrom(Part, kw_only=True):
    """The hook log of another program whose ``calls`` were joined to the traffic.

    ``unnamed`` of them went through no access point of the catalogue (the most frequent ``named`` with their counts).
    ``others`` are records that are no calls; ``unreadable`` places could not be read, the first of them ``lost`` in
    words. ``clock``: ``given`` (it is ``ahead_us`` microseconds ahead of the traffic's, and the rows are on the
    traffic's), ``unknown``, or ``untimed`` where calls have no time.
    """

    file: str = ""
    sha256: str = ""
    calls: int = 0
    unnamed: int = 0
    named: list[str] = []
    others: int = 0
    unreadable: int = 0
    lost: list[str] = []
    clock: str = ""
    ahead_us: int = 0


class Redacted(Part, kw_only=True):
    """Other values stand in this bundle than were recorded: it was made of another one, or of a recording.

    ``of`` is the sha256 of that bundle's manifest (of one without: of nothing, empty), or of the recording's file.
    ``replaced`` counts places, ``scrambled`` those of recorded calls' outputs, ``blanked`` those whose encoding could
    not be done again, and in which nothing is found any more; ``left_out`` names files, ``unexplained`` counts bytes of
    the traffic in which nothing could be searched, and which are as they were.
    """

    of: str = ""
    replaced: int = 0
    scrambled: int = 0
    blanked: int = 0
    left_out: list[str] = []
    unexplained: int = 0


class DocumentFile(Part, kw_only=True):
    """A document of the app's policy that was given to the run: ``file`` in the bundle, its ``name`` where it came
    from, and what it was when it was given. In a redacted bundle the file may say other values, or be left out."""

    file: str = ""
    name: str = ""
    sha256: str = ""
    size: int = 0


class Calibrated(Part, kw_only=True):
    """The device's calibration: ``current``, ``outdated`` or ``none`` (it was never calibrated).

    ``stale`` are words for why it is outdated: ``device``, ``build``, ``tool``, ``agent``, ``catalogue``, and ``route``
    for one that was made by another route or way of instrumentation. ``sha256`` is of the bundle's
    ``calibration.json``.
    """

    state: str = ""
    made: str = ""
    sha256: str = ""
    stale: list[str] = []


class RunRecord(Part, kw_only=True, omit_defaults=True):
    """One run's record. The fields stand in the order in which a run comes to know them.

    ``outcome`` is ``running`` until it is ``complete``, ``incomplete`` or ``interrupted``; ``reason`` says why. Of a
    foreign recording: ``source`` and ``format`` (``har``, ``mitm``), its ``creator``, the app's ``package`` if it names
    one. ``tool`` has the versions of what made the evidence. ``clock_offset_us`` is the device's time minus this
    host's. ``persona`` is its id, ``app_type`` the type of app given (``None``: none was). ``own_points`` maps the
    user's own access points to their kinds. ``attached``: the app ran before this run did, which neither installed
    nor started it. ``policies`` are the documents of the app's policy that were given to the run. ``signer`` is the
    fingerprint of the key that signs. ``reset`` says how the device was made clean, ``not_planted`` which values of
    the persona it does not hold. ``agent_errors`` are sentences. ``timings`` are seconds. ``cut_rows`` and
    ``late_rows`` count rows, by file, that came when the file had reached its bound, or was closed.
    """

    schema: int = msgspec.field(default_factory=lambda: SCHEMA)
    outcome: str | None = None
    source: str | None = None
    format: str | None = None
    creator: dict[str, str] | None = None
    package: str | msgspec.UnsetType | None = msgspec.UNSET
    imported: ImportedFrom | None = None
    redacted: Redacted | None = None
    tool: dict[str, str] | None = None
    apk: Apk | None = None
    device: DeviceInfo | None = None
    clock_offset_us: int | None = None
    scenario: str | None = None
    branch: str | None = None
    network: str | None = None
    replay: Replay | None = None
    persona: str | None = None
    app_type: str | msgspec.UnsetType | None = msgspec.UNSET
    variables: dict[str, Any] | None = None
    own_points: dict[str, str] | None = None
    attached: bool | None = None
    policies: list[DocumentFile] | None = None
    started: str | None = None
    signer: str | None = None
    reset: str | None = None
    ready: Ready | None = None
    not_planted: list[str] | None = None
    not_planted_why: dict[str, str] | None = None
    gadget: Gadget | None = None
    route: Route | None = None
    confinement: Confinement | None = None
    calibration: Calibrated | None = None
    installed: list[Installed] | None = None
    pace: Measured | None = None
    phases: list[PhaseOutcome] | None = None
    unpin: Unpinned | None = None
    ui_driver: UiDriver | None = None
    agent_errors: list[str] | None = None
    without_agent: WithoutAgent | None = None
    clock_jumps: list[ClockJump] | None = None
    timings: dict[str, float] | None = None
    ended: str | None = None
    lost: Lost | None = None
    calls: CallsFrom | None = None
    reason: str | None = None
    cut_rows: dict[str, int] | None = None
    late_rows: dict[str, int] | None = None

    @property
    def app(self) -> str:
        """The app's package name, empty when it is not known."""
        if self.apk is not None and self.apk.package:
            return self.apk.package
        return self.package or ""

    @property
    def on_sandbox(self) -> bool:
        """Whether the device is known to be the embedded one."""
        return self.device is not None and self.device.sandbox


def read_run(raw: Any) -> RunRecord:
    """Read a record from what ``run.json`` holds. Raises ``msgspec.ValidationError``, which names the place."""
    return read_part(RunRecord, raw)


def encode_run(run: RunRecord) -> bytes:
    """Return the bytes of ``run.json``."""
    return msgspec.json.format(msgspec.json.encode(plain(run)), indent=1) + b"\n"
