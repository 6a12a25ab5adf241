"""Lines of ``findings``: which verdict of which rule is expected, and what each is in words."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from harness.analysis.model_findings import Finding, Verdict
from harness.regress.patterns import Patterns, matches, patterns

ADVERSE: tuple[Verdict, ...] = ("VIOLATION", "SUSPECTED")
_MOST_NAMED = 3
_ABOUT = ("category", "actor", "recipient", "phase")


class Finds(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What rules find: what is not given may be anything.

    ``verdict`` is ``VIOLATION`` or ``SUSPECTED`` unless it is given. A line that names one of them speaks of one
    finding at least; one with ``PASS`` or ``UNDETERMINED`` alone, of all that these rules find. ``actor`` is an id,
    ``recipient`` a host, ``phase`` any of the finding's. ``optional``: it may be missing.
    """

    rule: Patterns
    verdict: Verdict | Annotated[list[Verdict], Meta(min_length=1)] | UnsetType = UNSET
    category: Patterns | UnsetType = UNSET
    actor: Patterns | UnsetType = UNSET
    recipient: Patterns | UnsetType = UNSET
    phase: Patterns | UnsetType = UNSET
    optional: bool = False

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts that will do."""
        if isinstance(self.verdict, UnsetType):
            return list(ADVERSE)
        return [self.verdict] if isinstance(self.verdict, str) else self.verdict

    @property
    def quiet(self) -> bool:
        """Whether nothing adverse will do."""
        return not set(ADVERSE) & set(self.verdicts)

    def about(self, found: Finding) -> bool:
        """Whether it speaks of what a finding is about, whatever the verdict: one that is not adverse is about all that
        its rule looks at."""
        if not found.adverse:
            return matches(found.rule, patterns(self.rule))
        return (
            matches(found.rule, patterns(self.rule))
            and matches(found.category, patterns(self.category))
            and matches(found.actor, patterns(self.actor))
            and matches(found.recipient, patterns(self.recipient))
            and any(matches(name, patterns(self.phase)) for name in found.phases or [""])
        )

    def speaks_of(self, found: Finding) -> bool:
        """Whether it expects a finding."""
        return found.verdict in self.verdicts and self.about(found)

    def words(self) -> str:
        """Return the expectation in words."""
        rules = patterns(self.rule)
        more = f" and {len(rules) - _MOST_NAMED} more" if len(rules) > _MOST_NAMED else ""
        said = [f"{'|'.join(rules[:_MOST_NAMED])}{more} is {'|'.join(self.verdicts)}"]
        given = [(name, getattr(self, name)) for name in _ABOUT]
        return " ".join(
            [*said, *(f"{name} {'|'.join(patterns(wanted))}" for name, wanted in given if wanted is not UNSET)]
        )
