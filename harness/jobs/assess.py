"""From a source to its assessment, or to the explanation of one sighting or finding."""

import os
import re
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from harness import __version__
from harness.analysis.assessment import Knowledge, Prepared, assess_prepared, prepare
from harness.analysis.model import Assessment
from harness.analysis.recording import Recording
from harness.analysis.show.explain import explain
from harness.analysis.show.finding import explain_finding
from harness.evidence.bundle import Bundle
from harness.files.as_json import to_bytes
from harness.files.names import shown
from harness.jobs.judge import Judging
from harness.jobs.source import Opened, Request
from harness.jobs.told import Told
from harness.policy.explained import explain_claim
from harness.report.redact import redacted_assessment
from harness.report.secrets import secrets_of
from harness.rules.facts import put
from harness.values.needle import Needle, from_persona

_CLAIM = re.compile(r"(?:\d+\.)?c\d+")


def tool() -> dict[str, str]:
    """Return the versions an assessment names."""
    return {"harness": __version__}


class Assessed(msgspec.Struct, frozen=True):
    """A source and what was found in it. ``planted`` are the values that it was searched for, known beforehand.

    ``bundle`` is the source when it is one, verified already; ``ready`` is what was made ready to be found in it;
    ``knowledge`` are the lists that the user supplied.
    """

    bundle: Bundle | None
    recording: Recording
    planted: list[Needle]
    ready: Prepared
    found: Assessment
    knowledge: Knowledge = msgspec.field(default_factory=Knowledge)


class Asked(NamedTuple):
    """What a request names, read: the source, what to look for in it, and what to judge it by."""

    rules: Judging
    knowledge: Knowledge
    wanted: list[Needle]
    source: Opened

    @classmethod
    def of(cls, request: Request, told: Told) -> "Asked":
        """Read all of it before anything is searched: a slip is told at once. Raises ``HarnessError``."""
        rules = Judging.of(request)
        knowledge, wanted, source = request.knowledge(told), request.wanted(told), request.opened(told)
        return cls(rules.beside(source.recording.policies, told), knowledge, wanted, source)

    @property
    def planted(self) -> list[Needle]:
        """The values to look for that are known beforehand."""
        persona = self.source.recording.persona
        return [*(from_persona(persona) if persona else []), *self.wanted]


def _nothing(_: int) -> None:
    pass


def assess_source(
    request: Request,
    told: Told,
    *,
    redact: bool = False,
    progress: Callable[[int], None] = _nothing,
    workers: int | None = None,
) -> Assessed:
    """Assess any source: see :func:`assess_asked`, and :meth:`Asked.of` for what it raises."""
    return assess_asked(Asked.of(request, told), told, redact=redact, progress=progress, workers=workers)


def assess_asked(
    asked: Asked,
    told: Told,
    *,
    redact: bool = False,
    progress: Callable[[int], None] = _nothing,
    workers: int | None = None,
) -> Assessed:
    """Assess what was read. ``progress`` hears how many exchanges were searched; ``redact`` leaves the values out.

    ``workers`` are the processes that search, as many as there are processors unless given.
    """
    (recording, bundle), planted = asked.source, asked.planted
    if not planted and recording.foreign and recording.run.calls is None:
        told.warn(
            "nothing was given to look for, so that nothing can be found: name the values that were used when "
            "it was recorded, with --values or --persona"
        )
    ready = prepare(recording, asked.wanted)
    workers = workers or os.cpu_count() or 1
    found = assess_prepared(
        recording, ready, tool=tool(), knowledge=asked.knowledge, progress=progress, workers=workers
    )
    put(found, asked.rules.judge(found))
    found = without_values(found, ready) if redact else found
    return Assessed(bundle, recording, planted, ready, found, asked.knowledge)


def explain_source(request: Request, told: Told, name: str, *, json: bool) -> bytes:
    """Return the whole path of a sighting or disclosure, one finding (or all of one fact) with its rows, or one claim
    of the policy with its sentence, as text or JSON.

    Raises ``LookupError`` when there is none of these.
    """
    if _CLAIM.fullmatch(name):
        claim = explain_claim(assess_source(request, told).found, name)
        return claim.json() if json else claim.text().encode("utf-8", "replace")
    if name.startswith(("f", "a")):
        done = assess_source(request, told)
        many = [explain_finding(done.recording, done.found, one) for one in _of_fact(done.found, name)]
        if not json:
            return "\n".join(one.text() for one in many).encode("utf-8", "replace")
        return many[0].json() if name.startswith("f") else to_bytes(many, indent=1, ordered=True) + b"\n"
    knowledge, wanted = request.knowledge(told), request.wanted(told)
    found = explain(request.open(told), name, wanted, knowledge=knowledge)
    return found.json() if json else found.text().encode("utf-8", "replace")


def _of_fact(found: Assessment, name: str) -> list[str]:
    """Return the findings of a fact, or the name itself where it is a finding's. Raises ``LookupError``."""
    if name.startswith("f"):
        return [name]
    for fact in found.facts:
        if fact.id == name:
            return fact.findings
    raise LookupError(f"There is no fact {shown(name)!r} in {len(found.facts)} facts.")


def without_values(found: Assessment, ready: Prepared) -> Assessment:
    """Return an assessment without what :func:`prepare` made ready to be found."""
    return redacted_assessment(found, secrets_of(found, ready.needles, ready.crypto.operations), (ready.package,))
