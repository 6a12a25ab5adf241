"""What a rule found, as it stands in ``assessment.json`` under ``findings``. ``harness.rules`` fills it in."""

from typing import Literal

import msgspec

Verdict = Literal["VIOLATION", "SUSPECTED", "PASS", "UNDETERMINED"]
"""``VIOLATION``: what was seen meets the rule's description, on this build, device and run. ``SUSPECTED``: it may, and
a human has to look. ``PASS``: nothing of the kind happened where the rule looks, and nothing could have hidden it.
``UNDETERMINED``: that cannot be said; ``because`` tells why."""
Strength = Literal["", "A", "B", "C", "D", "E"]
"""What an adverse finding rests on. ``A``: the planted value in readable egress; ``B``: its digest or an unknown
disguise; ``C``: an access point gave real data; ``D``: one was asked in vain; ``E``: screens, dialogs, the manifest or
a policy's text alone. Empty for what is not adverse."""
Severity = Literal["critical", "high", "medium", "low", "info"]
Status = Literal["verified", "partly", "memory", "summary", "draft", "ours"]
"""How far the text of a rule was checked. ``verified``: against a copy of the source; ``partly``: its title or
structure was; ``memory``: not at all; ``summary``: only a summary was at hand; ``draft``: checked, but the text is a
draft for comment; ``ours``: there is no such text, the rule is this program's own."""
Cause = Literal["blind_spot", "phase", "input", "human", "unsettled"]
"""Why a rule is undetermined. ``blind_spot``: something hid it (``key`` of ``blind_spots.TABLE``); ``phase``: the run
never went through a phase (its code); ``input``: the user did not give what it takes; ``human``: no run can decide it;
``unsettled``: what was seen speaks neither for nor against."""


class Said(msgspec.Struct, kw_only=True, frozen=True):
    """One sentence in both languages."""

    zh: str
    en: str


class Because(msgspec.Struct, kw_only=True, frozen=True):
    """One reason why a rule is undetermined, and what would settle it (``close``: a command, a scenario, a human)."""

    cause: Cause
    key: str
    names: list[str] = []
    text: Said
    close: Said


class Evidence(msgspec.Struct, kw_only=True):
    """Where to look: ids of the assessment's rows, and of the bundle's.

    ``collected`` are keys of collected rows (``category|access point|actor|phase``), ``screens`` files of the bundle,
    ``gaps`` keys of blind spots, ``claims`` ids of a policy's claims. Lists hold the first of their kind.
    """

    sightings: list[str] = []
    disclosures: list[str] = []
    collected: list[str] = []
    observations: list[str] = []
    requests: list[str] = []
    channels: list[str] = []
    screens: list[str] = []
    gaps: list[str] = []
    claims: list[str] = []


class Finding(msgspec.Struct, kw_only=True):
    """One verdict of one rule.

    ``id`` is made of the rule, the category, the actor and the recipient (and of ``detail``, such as a permission
    group): it stays the same from run to run. ``fact`` is what it speaks of, which other rules may speak of too: the id
    of a :class:`Fact`, empty for what is not adverse. An adverse finding stands for all phases (``phases``; ``phase``
    is the first) in which this actor did this with this category. ``ours`` are the thresholds of the rule that are this
    program's own and no law's. ``fix`` says what to change.
    """

    id: str
    fact: str = ""
    rule: str
    source: str
    clause: str
    lenses: list[str]
    status: Status
    title: Said
    verdict: Verdict
    strength: Strength = ""
    severity: Severity
    category: str = ""
    actor: str = ""
    recipient: str = ""
    detail: str = ""
    phase: str = ""
    phases: list[str] = []
    count: int = 0
    first: int = 0
    last: int = 0
    text: Said
    fix: Said | None = None
    because: list[Because] = []
    evidence: Evidence = msgspec.field(default_factory=Evidence)
    ours: dict[str, float] = {}

    @property
    def adverse(self) -> bool:
        """Whether it speaks against the app."""
        return self.verdict in ("VIOLATION", "SUSPECTED")


class Fact(msgspec.Struct, kw_only=True, frozen=True):
    """One thing that speaks against the app, however many rules it is against (``harness.rules.facts``).

    ``verdict`` is the gravest of its ``findings``, whose ids stand in the order of gravity; ``rules`` are theirs.
    """

    id: str
    verdict: Verdict
    category: str = ""
    actor: str = ""
    recipient: str = ""
    findings: list[str]
    rules: list[str]
