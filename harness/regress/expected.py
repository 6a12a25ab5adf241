"""What a person expects of a recording, as it stands in ``NAME.expected.yaml`` beside the recording ``NAME``."""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from harness.analysis.facts.blind_spots import KINDS, REASONS
from harness.analysis.model import Verdict
from harness.files.names import or_meant, shown
from harness.files.places import Placed, read_placed
from harness.files.read import MIB, read_text
from harness.regress.expected_findings import Finds
from harness.regress.patterns import Pattern, Patterns, matches, patterns
from harness.rules.catalogue import RuleError, chosen

MOST_BYTES = 4 * MIB

NOT_LOOKED_FOR = "not_looked_for"
CONSENT_UNKNOWN = "consent_unknown"
PHASE_UNKNOWN = "phase_unknown"
ACTOR_UNKNOWN = "actor_unknown"
RECIPIENT_UNKNOWN = "recipient_unknown"
COUNTRY_UNKNOWN = "country_unknown"
OWN_NAMES = (NOT_LOOKED_FOR, CONSENT_UNKNOWN, PHASE_UNKNOWN, ACTOR_UNKNOWN, RECIPIENT_UNKNOWN, COUNTRY_UNKNOWN)
"""What makes an expectation undetermined besides the blind spots of the assessment: no value of the kind was looked
for; or a value left, and it is not known how the user stood to consent then, in which phase, who sent it, or whose the
bare address is that received it, or in which country its address is."""

Consent = Literal["before", "refused", "after", "unknown"]


class Line(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Values that leave: what is not given may be anything.

    ``data`` is a category or the id of a value, ``to`` the recipient's host, ``phase`` a phase of the run, ``consent``
    how the user stood then, ``actor`` the id or name of who sent it, ``country`` the code of the country of the
    recipient's address, ``tracker`` whether a list of trackers has the recipient, ``form`` the value's (``plain``,
    ``md5``...), ``path`` its encodings from the outside in, joined by `` > `` (``gzip > json:/tel``).
    """

    data: Patterns = "*"
    to: Patterns = "*"
    phase: Patterns | UnsetType = UNSET
    consent: Consent | list[Consent] | UnsetType = UNSET
    actor: Patterns | UnsetType = UNSET
    country: Patterns | UnsetType = UNSET
    tracker: bool | UnsetType = UNSET
    form: Patterns | UnsetType = UNSET
    path: Patterns | UnsetType = UNSET


class Leaves(Line, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that leaves, and may. ``optional``: it may be missing."""

    optional: bool = False


class NeverLeaves(Line, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that must not leave. ``before: consent`` is short for ``consent: before``."""

    before: Literal["consent"] | UnsetType = UNSET


class LeastCoverage(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the recording must have seen at least. ``exchanges``: how many it holds at least.

    ``allow`` names the blind spots that are known and accepted: any other makes *never* and *nothing else*
    undetermined.
    """

    exchanges: Annotated[int, Meta(ge=0)] = 0
    allow: list[str] = []


class Expected(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The whole file. ``values`` and ``persona`` are files with what to look for, beside this one; ``trackers`` and
    ``countries`` are lists that say more of recipients (as ``harness analyze`` takes them).

    ``leaves`` is the whole list of what leaves, unless ``others`` is ``allowed``; without it nothing is said of that.
    ``recipients`` are the hosts that may receive any value at all. ``findings`` is the whole list of what rules find
    against the app, unless ``other_findings`` is ``allowed``; ``rules`` are their lenses and files (all without it).
    """

    schema: Literal[1] = 1
    values: str = ""
    persona: str = ""
    trackers: list[str] = []
    countries: str = ""
    verdict: Verdict | list[Verdict] | UnsetType = UNSET
    leaves: list[Pattern | Leaves] | UnsetType = UNSET
    others: Literal["differ", "allowed"] = "differ"
    never_leaves: list[Pattern | NeverLeaves] = []
    recipients: list[Pattern] | UnsetType = UNSET
    coverage: LeastCoverage = LeastCoverage()
    rules: list[Pattern] = []
    findings: list[Pattern | Finds] | UnsetType = UNSET
    other_findings: Literal["differ", "allowed"] = "differ"

    @property
    def judged_by(self) -> list[str] | None:
        """By which rules the recording is judged; None where nothing is expected of findings."""
        return (self.rules or ["all"]) if self.findings is not UNSET else None

    def finds(self) -> list[Finds]:
        """Return the lines of ``findings``, short ones written out."""
        rows = [] if isinstance(self.findings, UnsetType) else self.findings
        return [Finds(rule=row) if isinstance(row, str) else row for row in rows]


def read_expected(path: Path) -> Placed[Expected]:
    """Read a file of expectations. Raises ``ReadError``: one sentence with the place."""
    placed = read_placed(read_text(path, "the expectations", MOST_BYTES), shown(path), Expected)
    said = placed.content
    for number, name in enumerate(said.coverage.allow):
        if name not in known_names():
            hint = or_meant(name, known_names())
            raise placed.error(f"$.coverage.allow[{number}]", f"there is no blind spot {shown(name[:60])!r}{hint}")
    for name, lines in (("leaves", said.leaves), ("never_leaves", said.never_leaves)):
        for number, line in enumerate(lines or ()):
            missing = _list_missing(said, line)
            if missing:
                raise placed.error(f"$.{name}[{number}].{missing[0]}", f"{missing[0]} needs {missing[1]}: a list")
    _check_rules(placed, path.parent)
    if not asked(said):
        raise placed.error(
            "$", "nothing is expected: give leaves, never_leaves, recipients, verdict, findings or coverage"
        )
    return placed


def _check_rules(placed: Placed[Expected], beside: Path) -> None:
    """Lenses, files and rules that are named must be there: else a slip is a line that nothing can break."""
    said = placed.content
    if said.judged_by is None and not said.rules:
        return
    try:
        _, rules = chosen(said.rules, beside)
    except RuleError as error:
        raise placed.error("$.rules", str(error)) from None
    for number, row in enumerate(said.finds()):
        for pattern in patterns(row.rule):
            if not any(matches(rule.id, [pattern]) for rule in rules):
                hint = or_meant(pattern, [rule.id for rule in rules])
                at = f"$.findings[{number}]"
                raise placed.error(at, f"there is no rule {shown(pattern[:60])!r} among those that judge{hint}")


def _list_missing(said: Expected, line: "Pattern | Line") -> tuple[str, str] | None:
    """Return what a line asks of recipients that no list is named for, and the name of that list."""
    if isinstance(line, Line) and line.country is not UNSET and not said.countries:
        return "country", "countries"
    if isinstance(line, Line) and line.tracker is not UNSET and not said.trackers:
        return "tracker", "trackers"
    return None


def known_names() -> frozenset[str]:
    """Return all names by which something can be undetermined."""
    return frozenset((*KINDS, *REASONS, *(kind.reason for kind in KINDS.values() if kind.reason), *OWN_NAMES))


def asked(said: Expected) -> bool:
    """Whether anything is expected at all."""
    given = any(value is not UNSET for value in (said.verdict, said.leaves, said.recipients, said.findings))
    return given or bool(said.never_leaves) or said.coverage.exchanges > 0


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What is expected of a recording (harness regress)",
        **msgspec.json.schema(Expected),
    }
