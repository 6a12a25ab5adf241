"""A recording as it is now: assessed in this process, with what its expectations say is to be looked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from harness.analysis.assessment import assess_prepared, prepare
from harness.analysis.facts.blind_spots import BlindSpot, Conclusion, of_assessment
from harness.analysis.model import Assessment
from harness.analysis.recording import Recording
from harness.config.layers import ToLookFor
from harness.evidence.exchange import Exchange
from harness.evidence.seal import Verification
from harness.files.names import shown
from harness.jobs.assess import tool
from harness.jobs.judge import Judging
from harness.jobs.source import Request
from harness.regress.expected import Expected
from harness.regress.outcome import Carried, Check
from harness.rules.facts import put
from harness.values.needle import Needle

NOTHING = ToLookFor()


@dataclass(frozen=True)
class Present:
    """What a recording holds now. ``looked`` are the values that were looked for: their categories by their ids;
    ``needs`` the rules by which it was judged, and the conclusions on which each rests."""

    found: Assessment
    looked: Mapping[str, str]
    spots: Sequence[BlindSpot] = ()
    exchanges: Iterable[Exchange] = ()
    planted: bool = True
    needs: Mapping[str, Sequence[Conclusion]] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Assessment, needles: Sequence[Needle], recording: Recording) -> "Present":
        """Take the assessment of a recording in which ``needles`` were looked for."""
        there = looked_for(needles, recording)
        return cls(
            found=found,
            looked={needle.value_id: needle.category for needle in there},
            spots=of_assessment(found, recording.run.not_planted or ()),
            exchanges=recording.exchanges,
            planted=any(needle.origin in ("persona", "file") for needle in there),
        )

    def requests(self, rows: Sequence[Carried]) -> list[Carried]:
        """Return requests with their methods, which no assessment holds: for that the recording is read again."""
        wanted = {row.index for row in rows}
        methods: dict[int, str] = {}
        for exchange in self.exchanges if wanted else ():
            if exchange.index in wanted:
                methods[exchange.index] = exchange.method
                if len(methods) == len(wanted):
                    break
        return [
            msgspec.structs.replace(row, request=f"{methods.get(row.index, '')} {row.request}".strip()) for row in rows
        ]

    def shown(self, check: Check) -> Check:
        """Return a check as it is shown."""
        return check if check.good else msgspec.structs.replace(check, carried=self.requests(check.carried))


class Heard:
    """Keeps what a job says that a user should read: see ``harness.jobs.told.Told``."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        """Hand every sentence on to ``warn``."""
        self.warn = warn

    def progress(self, text: str) -> None:
        """See ``Told.progress``."""

    def broken(self, bundle: Path, found: Verification) -> None:
        """Hear of a bundle that is not as it was sealed; its assessment says what falls with it."""
        self.warn(f"{shown(bundle)} is not as it was sealed ({found.state}).")


def present(
    recording: Path, said: Expected, beside: Path, warn: Callable[[str], None], otherwise: ToLookFor = NOTHING
) -> Present:
    """Assess a recording; files that ``said`` names are relative to the directory ``beside``. Where it names none,
    ``otherwise`` says what is looked for.

    Raises what opening and analysing it raise: ``HarnessError`` of all kinds.
    """
    own = ToLookFor(beside / said.values if said.values else None, beside / said.persona if said.persona else None)
    names_any = own != NOTHING
    look = own if names_any else otherwise
    request = Request(
        source=recording,
        values=look.values,
        persona=look.persona,
        replace=names_any,
        trackers=[beside / name for name in said.trackers],
        countries=beside / said.countries if said.countries else None,
    )
    for name in said.judged_by or ():
        request.rules.append(str(beside / name) if name.endswith((".yaml", ".yml")) else name)
    judging = Judging.of(request) if said.judged_by is not None else None
    told = Heard(warn)
    wanted = request.wanted(told)
    opened = request.open(told)
    ready = prepare(opened, wanted)
    found = assess_prepared(opened, ready, tool=tool(), knowledge=request.knowledge(told))
    now = Present.of(found, ready.needles, opened)
    if judging is None:
        return now
    put(found, judging.beside(opened.policies, told).judge(found))
    return replace(now, needs={rule.id: rule.needs for rule in judging.rules})


def looked_for(needles: Sequence[Needle], recording: Recording) -> list[Needle]:
    """Return the values that were looked for: a persona's that the device could not be given is none of them, for the
    app had another one."""
    missing = set(recording.run.not_planted or ())
    return [
        needle
        for needle in needles
        if not (needle.origin == "persona" and {needle.value_id, needle.category} & missing)
    ]
