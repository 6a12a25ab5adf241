"""Findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), as code scanning and editors read it.

VIOLATION is a ``fail`` of level ``error``, SUSPECTED one of level ``warning``, for information only ``note``;
UNDETERMINED is ``open``, whose level must be ``none`` (3.27.9, 3.27.10). A fact (``harness.rules.facts``) is one
result, under its gravest rule, with all its findings among the properties: one thing is one alert. A rule that is in
no result is a PASS.
"""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote

import msgspec
from msgspec import structs

from harness import __version__
from harness.analysis.model import Actor
from harness.analysis.model_findings import Because, Evidence, Finding
from harness.report.findings import VERDICTS, adverse
from harness.report.judged import actor_of, actors, body, plain, told
from harness.report.model import ReportView
from harness.rules.facts import Together, counts, facts_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ESCAPED = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})
"""What begins a link or a placeholder in a message (3.11.5, 3.11.6): an app writes neither."""
_LINES = 20
"""Sentences of one message, and rules that it names; what is left out is counted."""
Level = Literal["error", "warning", "note", "none"]


class Message(msgspec.Struct, frozen=True):
    """A text (3.11); made by :func:`_message` alone."""

    text: str


class Configuration(msgspec.Struct, frozen=True):
    """How grave a rule's findings are, unless they say otherwise."""

    level: Level


class RuleProperties(msgspec.Struct, frozen=True):
    """What SARIF has no field for. ``ours`` are limits that are this program's own and no law's."""

    title: dict[str, str]
    source: str
    clause: str
    severity: str
    status: str
    lenses: list[str]
    ours: dict[str, float]
    tags: list[str]


class Rule(msgspec.Struct, frozen=True, rename="camel"):
    """A rule (3.49)."""

    id: str
    short_description: Message
    help: Message
    default_configuration: Configuration
    properties: RuleProperties


class Driver(msgspec.Struct, frozen=True):
    """This program and its rules (3.19)."""

    name: str
    version: str
    language: str
    rules: list[Rule]


class Tool(msgspec.Struct, frozen=True):
    """What found it (3.18)."""

    driver: Driver


class ArtifactLocation(msgspec.Struct, frozen=True):
    """The bundle or recording that was judged."""

    uri: str


class PhysicalLocation(msgspec.Struct, frozen=True, rename="camel"):
    """Where the evidence is."""

    artifact_location: ArtifactLocation


class LogicalLocation(msgspec.Struct, frozen=True, rename="camel"):
    """Who acted: the line of code, or the part of the app where no line is known."""

    name: str
    fully_qualified_name: str
    kind: Literal["function", "module"]


class Location(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """Where it happened (3.28)."""

    physical_location: PhysicalLocation
    logical_locations: list[LogicalLocation] = []


class Reason(msgspec.Struct, frozen=True):
    """Why a rule is undetermined, and what would settle it."""

    cause: str
    key: str
    text: str
    close: str


class SaidBy(msgspec.Struct, frozen=True):
    """One of the findings that a result stands for."""

    id: str
    rule: str
    verdict: str


class ResultProperties(msgspec.Struct, frozen=True, omit_defaults=True):
    """What SARIF has no field for; ``first`` and ``last`` are microseconds since 1970.

    ``fact`` is its id, ``findings`` are all that speak of it; the other fields are those of the first of them.
    """

    id: str
    verdict: str
    severity: str
    fact: str = ""
    strength: str = ""
    category: str = ""
    actor: str = ""
    recipient: str = ""
    detail: str = ""
    phases: list[str] = []
    count: int = 0
    first: int = 0
    last: int = 0
    fix: str = ""
    because: list[Reason] = []
    evidence: dict[str, list[str]] = {}
    findings: list[SaidBy] = []


class Result(msgspec.Struct, frozen=True, rename="camel"):
    """A fact that speaks against the app, or a rule that is undetermined (3.27)."""

    rule_id: str
    rule_index: int
    kind: Literal["fail", "open"]
    level: Level
    message: Message
    locations: list[Location]
    partial_fingerprints: dict[str, str]
    properties: ResultProperties


class Invocation(msgspec.Struct, frozen=True, rename="camel"):
    """Whether the run that was judged came to its end (3.20)."""

    execution_successful: bool


class RunProperties(msgspec.Struct, frozen=True):
    """The app; how many facts, and how many findings, there are of each verdict: PASS are no results."""

    app: dict[str, str]
    facts: dict[str, int]
    findings: dict[str, int]


class Run(msgspec.Struct, frozen=True, rename="camel"):
    """One judgement (3.14)."""

    tool: Tool
    language: str
    invocations: list[Invocation]
    results: list[Result]
    properties: RunProperties


class Log(msgspec.Struct, frozen=True):
    """The whole file (3.13)."""

    schema: str = msgspec.field(name="$schema", default=SCHEMA)
    version: str = "2.1.0"
    runs: list[Run] = []


def render_sarif(view: ReportView, lang: str, source: str) -> str:
    """Return the findings as a SARIF log. ``source`` is the name of the bundle or recording."""
    language = "zh-CN" if lang == "zh" else "en-US"
    first = {row.rule: row for row in reversed(view.findings)}
    names = sorted(first)
    at = {name: number for number, name in enumerate(names)}
    place = PhysicalLocation(ArtifactLocation(quote(plain(source), safe="/")))
    known = actors(view)
    facts = facts_of(view.findings)
    run = Run(
        tool=Tool(Driver("harness", __version__, language, [_rule(first[name], lang) for name in names])),
        language=language,
        invocations=[Invocation(view.run.complete)],
        results=[
            *(_against(fact, at, lang, place, known) for fact in facts),
            *(_result(row, at, lang, place) for row in view.findings if row.verdict == "UNDETERMINED"),
        ],
        properties=RunProperties(
            app={
                "package": plain(view.app.package),
                "label": plain(view.app.label),
                "version": plain(view.app.version_name),
                "sha256": plain(view.app.sha256),
            },
            facts=counts(facts),
            findings={verdict: sum(row.verdict == verdict for row in view.findings) for verdict in VERDICTS},
        ),
    )
    return msgspec.json.format(msgspec.json.encode(Log(runs=[run])), indent=1).decode("utf-8") + "\n"


def _message(text: str) -> Message:
    return Message(text.translate(_ESCAPED))


def _rule(row: Finding, lang: str) -> Rule:
    return Rule(
        id=plain(row.rule),
        short_description=_message(told(row.title, lang)),
        help=_message(f"{plain(row.source)}: {plain(row.clause)}"),
        default_configuration=Configuration("note" if row.severity == "info" else "error"),
        properties=RuleProperties(
            title={"zh": told(row.title, "zh"), "en": told(row.title, "en")},
            source=plain(row.source),
            clause=plain(row.clause),
            severity=row.severity,
            status=row.status,
            lenses=list(map(plain, row.lenses)),
            ours={plain(name): limit for name, limit in row.ours.items()},
            tags=["privacy", *map(plain, row.lenses)],
        ),
    )


def _level(row: Finding) -> Level:
    if not row.adverse:
        return "none"
    if row.severity == "info":
        return "note"
    return "error" if row.verdict == "VIOLATION" else "warning"


def _against(
    fact: Together, at: Mapping[str, int], lang: str, place: PhysicalLocation, known: dict[str, Actor]
) -> Result:
    """What speaks against the app: said as its gravest finding says it, with what the others say besides."""
    first = fact.first
    one = _result(first, at, lang, place, actor_of(first, known))
    lines = list(dict.fromkeys(line for said in adverse(fact.findings) for line in body(said.findings[0], lang)))
    left = len(lines) - _LINES
    rules = ", ".join(map(plain, fact.rules[:_LINES]))
    more = [f"\u2026 (+{left:,})"] if left > 0 else []
    return structs.replace(
        one,
        message=_message("\n".join([*lines[:_LINES], *more, f"[{rules}]"])),
        # GitHub tracks an alert by primaryLocationLineHash alone, whose form is HASH:OCCURRENCE.
        partial_fingerprints={"harness/v1": plain(first.id), "primaryLocationLineHash": f"{plain(fact.id)}:1"},
        properties=structs.replace(
            one.properties,
            fact=plain(fact.id),
            evidence=_evidence(fact.evidence),
            findings=[SaidBy(plain(row.id), plain(row.rule), row.verdict) for row in fact.findings],
        ),
    )


def _result(
    row: Finding, at: Mapping[str, int], lang: str, place: PhysicalLocation, actor: Actor | None = None
) -> Result:
    return Result(
        rule_id=plain(row.rule),
        rule_index=at[row.rule],
        kind="fail" if row.adverse else "open",
        level=_level(row),
        message=_message("\n".join(body(row, lang))),
        locations=[Location(place, _who(row, actor))],
        partial_fingerprints={"harness/v1": plain(row.id), "primaryLocationLineHash": f"{plain(row.id)}:1"},
        properties=ResultProperties(
            id=plain(row.id),
            verdict=row.verdict,
            severity=row.severity,
            strength=row.strength,
            category=plain(row.category),
            actor=plain(row.actor),
            recipient=plain(row.recipient),
            detail=plain(row.detail),
            phases=list(map(plain, row.phases)),
            count=row.count,
            first=row.first,
            last=row.last,
            fix=told(row.fix, lang),
            because=[_reason(reason, lang) for reason in row.because],
            evidence=_evidence(row.evidence),
        ),
    )


def _reason(row: Because, lang: str) -> Reason:
    return Reason(row.cause, plain(row.key), told(row.text, lang), told(row.close, lang))


def _evidence(row: Evidence) -> dict[str, list[str]]:
    lists = {name: list(map(plain, getattr(row, name))) for name in Evidence.__struct_fields__}
    return {name: ids for name, ids in lists.items() if ids}


def _who(row: Finding, actor: Actor | None) -> list[LogicalLocation]:
    if actor is not None and actor.frame:
        frame = plain(actor.frame)
        return [LogicalLocation(frame.partition("(")[0], frame, "function")]
    return [LogicalLocation(plain(row.actor), plain(row.actor), "module")] if row.actor else []
