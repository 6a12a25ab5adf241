"""A report's view of which every text is hostile, through the assessment and evidence that it is built of."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from harness.analysis.model import Assessment, Collected, Disclosure, Sighting
from harness.analysis.model_findings import Finding
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Phase, Row
from harness.evidence.run_record import RunRecord
from harness.policy.differences import Difference
from harness.policy.model import Policy
from harness.report import ReportView, build_view
from harness.rules.facts import put
from tests.hostile import EVIL, UNPAIRED, filled

R = TypeVar("R", bound=Row)
TIME = 1_763_900_000_000_000


class HostileBundle:
    """A bundle whose rows, record and names of files are hostile; it is no directory."""

    complete = False

    def __init__(self, text: str) -> None:
        self._text = text
        self.run = filled(RunRecord, text, schema=1)

    def rows(self, cls: type[R], /) -> Iterable[R]:
        times = {Phase: {"start_us": TIME, "end_us": TIME + 9_000_000}, Observation: {"pid": 7, "seq": 7}}
        return [filled(cls, self._text, **times.get(cls, {}))]

    def manifest(self) -> Mapping[str, str]:
        return {self._text: hashlib.sha256(b"").hexdigest()}

    def read_bytes(self, relative: str, /) -> bytes:
        if "\0" in relative:
            raise ValueError("embedded null byte")
        return self._text.encode("utf-8", "surrogatepass")


def hostile_assessment(text: str = EVIL + UNPAIRED) -> Assessment:
    """Return one with findings of each verdict, whose ids lead to each other as they do in one that was made."""
    found = filled(Assessment, text)
    stated = [filled(Difference, text)]
    found.policy = {**msgspec.to_builtins(filled(Policy, text)), "differences": msgspec.to_builtins(stated)}
    found.disclosures = [
        filled(Disclosure, text, first=TIME, last=TIME, observations=["7:7"], consent=consent, strength="A")
        for consent in ("before", "after", text)
    ]
    found.sightings = [filled(Sighting, text, index=0, time=TIME, direction="request")]
    found.collected = [
        filled(Collected, text, consent="after", count=3, denied=0, refused=0, nothing=0, leaving=leaving, first=TIME,
               last=TIME, observations=["7:7"])
        for leaving in ("not_seen", "nothing_read", text)
    ]  # fmt: skip
    verdicts = ("VIOLATION", "SUSPECTED", "UNDETERMINED", "PASS")
    put(
        found,
        [
            filled(
                Finding, text, verdict=verdict, rule=f"{text}{number}", fact=f"{text}{number}", first=TIME, last=TIME,
                status="verified", severity="high", strength="A", lenses=["cn"], count=2,
            )
            for number, verdict in enumerate(verdicts)
        ],
    )  # fmt: skip
    return found


def hostile_view(text: str = EVIL + UNPAIRED) -> ReportView:
    """Return the view of it."""
    exchange = filled(Exchange, text, index=0, time_us=TIME, kind="http")
    return build_view(hostile_assessment(text), HostileBundle(text), [exchange])
