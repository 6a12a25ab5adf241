"""What the renderers need to know about one run: plain immutable data, nothing derived any further.

Strings are as the app or its traffic gave them; making them fit to show is the renderers' job.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from harness.analysis.model import Actor, Collected, ConsentFacts, Permissions, Recipient
from harness.analysis.model_findings import Finding
from harness.analysis.model_static import SdkRow
from harness.evidence.rows import Row, Value
from harness.evidence.run_record import RunRecord
from harness.report.secrets import Secrets

R = TypeVar("R", bound=Row)


class BundleLike(Protocol):
    """The parts of a bundle that a report quotes. ``harness.evidence.bundle.Bundle`` is one."""

    @property
    def run(self) -> RunRecord:
        """What run.json says."""

    @property
    def complete(self) -> bool:
        """Whether the run came to its planned end and was sealed."""

    def rows(self, cls: type[R], /) -> Iterable[R]:
        """Yield the rows of one kind in order."""

    def manifest(self) -> Mapping[str, str]:
        """Return relative path to sha256 of every sealed file; empty when never sealed. Raises ValueError."""

    def read_bytes(self, relative: str, /) -> bytes:
        """Return a file's content. Raises OSError or ValueError when there is no such file in the bundle."""


class Consent(StrEnum):
    """Where the user stood when something happened."""

    BEFORE = "before"
    REFUSED = "refused"
    AFTER = "after"
    UNKNOWN = "unknown"


def standing(word: str) -> Consent:
    """Return the standing an assessment's ``consent`` names; a word not known is UNKNOWN."""
    return Consent(word) if word in set(Consent) else Consent.UNKNOWN


@dataclass(frozen=True, slots=True)
class App:
    """The app under test."""

    label: str
    package: str
    version_name: str
    version_code: str
    sha256: str
    signer: str


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """The device of the run."""

    sandbox: bool
    model: str
    android: str
    serial: str


@dataclass(frozen=True, slots=True)
class RunInfo:
    """When and how the run was made, and whether it came to its end. ``replayed`` names the recording that answered.
    Of a ``foreign`` recording: ``recorder`` is the program that made it, ``original`` the sha256 of its file.
    """

    started_us: int
    ended_us: int
    scenario: str
    branch: str
    network: str
    complete: bool
    reason: str
    tools: tuple[tuple[str, str], ...]
    replayed: str = ""
    foreign: bool = False
    recorder: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class PhaseView:
    """One phase with its picture, the file ``picture`` of the bundle. ``picture_missing`` is set when a screenshot was
    named but cannot be read."""

    number: int
    name: str
    branch: str
    start_us: int
    end_us: int
    cause: str
    consent: Consent
    screenshot: bytes | None
    picture_missing: bool
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a stack; ``actor`` when it is the frame that decided who acted. ``sdk`` is whose code it is, where
    the SDK catalogue knows it."""

    text: str
    actor: bool
    sdk: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """One observation; very long stacks and argument lists are cut, the rest counted."""

    id: str
    point: str
    category: str
    time_us: int
    phase: str
    process: str
    pid: int
    thread: str
    thread_id: int
    args: tuple[Value, ...]
    result: Value | None
    exception: str
    count: int
    stack: tuple[Frame, ...]
    args_omitted: int
    frames_omitted: int


@dataclass(frozen=True, slots=True)
class Request:
    """One exchange's sending half. ``time_us`` is on the device's clock."""

    index: int
    id: str
    time_us: int
    kind: str
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    headers_omitted: int
    body: bytes


@dataclass(frozen=True, slots=True)
class ShownLayer:
    """One step of the way from the wire to the value: what is seen after undoing ``name``.

    ``mark`` is the place (start, end) inside ``content`` where the next step, or the value, lies; ``place`` names it
    (``form:payload``), empty when it has no name. ``size`` is the content's as it was, before any redaction.
    """

    name: str
    content: bytes
    mark: tuple[int, int] | None
    place: str
    size: int


@dataclass(frozen=True, slots=True)
class SightingView:
    """One value found in one exchange. ``path`` is outermost first.

    ``steps`` show the way from the wire to the value as far as it could be replayed (``replayed``: to its end).
    """

    id: str
    value_id: str
    index: int
    where: str
    path: tuple[str, ...]
    form: str
    direction: str
    time_us: int
    weak: bool
    steps: tuple[ShownLayer, ...]
    replayed: bool


@dataclass(frozen=True, slots=True)
class DisclosureView:
    """Values of one category that left, joined to their reading."""

    id: str
    category: str
    values: tuple[tuple[str, str], ...]
    actor: Actor
    others: tuple[Actor, ...]
    recipient: Recipient
    phase: str
    consent: Consent
    first_us: int
    delay_ms: float | None
    strength: str
    confidence: str
    chains: tuple[str, ...]
    forms: tuple[str, ...]
    reads: tuple[Read, ...]
    reads_omitted: int
    crypto: tuple[Read, ...]
    sightings: tuple[SightingView, ...]
    sightings_omitted: int
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of the "what left" table: disclosures alike in everything a manager asks about."""

    key: str
    category: str
    actor: Actor
    recipient: Recipient
    chains: tuple[str, ...]
    strength: str
    times: tuple[tuple[Consent, int], ...]
    disclosures: tuple[DisclosureView, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data read (``count`` times) and never seen leaving. ``refused`` are further calls that the system
    refused.
    """

    category: str
    actor: Actor
    points: tuple[str, ...]
    consents: tuple[Consent, ...]
    count: int
    refused: int
    marks_us: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """One kind of data asked for in vain: calls that the system refused, calls that found nothing or failed."""

    category: str
    actor: Actor
    points: tuple[str, ...]
    consents: tuple[Consent, ...]
    refused: int
    nothing: int


@dataclass(frozen=True, slots=True)
class Random:
    """Random values that identify nobody, at one place of one kind of request. ``place`` is the way there.

    ``fresh``: ``each_time`` or ``once``. ``count`` is how many different ones there were.
    """

    category: str
    actor: Actor
    host: str
    place: str
    consent: Consent
    fresh: str
    count: int


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence about coverage: a text key and its arguments. ``details`` are names from the run.

    ``categories``: these names are ids of categories.
    """

    key: str
    args: tuple[tuple[str, int | str], ...] = ()
    details: tuple[str, ...] = ()
    categories: bool = False


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What the run saw (``facts``) and what it could not see (``gaps``).

    ``calibrated`` says with a negative verdict how far the device was proved to show what it would have to.
    """

    facts: tuple[Note, ...]
    gaps: tuple[Note, ...]
    calibrated: Note | None = None


@dataclass(frozen=True, slots=True)
class WayView:
    """One way out of the app (``analysis.model.Channel``). ``handed`` are categories of values in its uses.

    ``covered``: "not seen" holds for it.
    """

    key: str
    state: str
    why: str
    used: int
    names: tuple[str, ...]
    handed: tuple[str, ...]
    covered: bool


@dataclass(frozen=True, slots=True)
class HostView:
    """One host that the app talked to. ``handed`` are categories of values seen going there.

    ``phases`` are those in which it was talked to, ``states`` what became of its connections, each with its number;
    ``lookups`` counts questions for its name. ``sent`` and ``received`` are bytes: as the device's connections counted
    them, or those of bodies alone where the recording has no connections (``counted`` is false).
    """

    recipient: Recipient
    phases: tuple[str, ...]
    exchanges: int
    lookups: int
    states: tuple[tuple[str, int], ...]
    sent: int
    received: int
    counted: bool
    handed: tuple[str, ...]
    first_us: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A screenshot that was taken near to something that was found. ``data`` is None where it cannot be read."""

    name: str
    time_us: int
    phase: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that a policy says or does not say of what was seen (``policy.differences``), with its sentences."""

    kind: str
    standing: str
    category: str
    actor: str
    recipient: str
    count: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryName:
    """A category as it is called in both languages."""

    id: str
    zh: str
    en: str
    sensitivity: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything a report of one run says. ``verdict`` is the assessment's.

    ``reads`` says how far reads could be seen at all (``watched``, ``partly``, ``none``), ``read`` whether any was.
    ``manifest`` is the sha256 of ``manifest.json``, ``signer`` the fingerprint of the key that signed it.
    ``observed`` are calls that facts rest on and no disclosure shows. ``policy_name`` is the policy's title or file.
    """

    app: App
    device: DeviceInfo
    run: RunInfo
    phases: tuple[PhaseView, ...]
    verdict: str
    rows: tuple[RowView, ...]
    kept: tuple[Kept, ...]
    tried: tuple[Tried, ...]
    reads: str
    read: bool
    coverage: CoverageView
    categories: tuple[CategoryName, ...]
    digests: tuple[tuple[str, str], ...]
    secrets: Secrets
    random: tuple[Random, ...] = ()
    manifest: str = ""
    signer: str = ""
    seal_broken: bool = False
    permissions: Permissions | None = None
    consent_screens: ConsentFacts | None = None
    ways: tuple[WayView, ...] = ()
    sdks: tuple[SdkRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    collected: tuple[Collected, ...] = ()
    hosts: tuple[HostView, ...] = ()
    hosts_omitted: int = 0
    observed: tuple[Read, ...] = ()
    pictures: tuple[Picture, ...] = ()
    stated: tuple[Stated, ...] = ()
    policy_name: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Categories that left, each once."""
        return tuple(sorted({row.category for row in self.rows}))

    def kinds_when(self, *when: Consent) -> tuple[str, ...]:
        """Categories that left at any of these standings of the user."""
        return tuple(sorted({row.category for row in self.rows if {c for c, _ in row.times} & set(when)}))

    def category(self, category_id: str) -> CategoryName | None:
        """Return the names of a category that occurs in this report."""
        return next((c for c in self.categories if c.id == category_id), None)
