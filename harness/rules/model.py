"""A rule as data, and what one finds (defined in ``harness.analysis.model_findings``, where an assessment holds it)."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from harness.analysis.facts.blind_spots import Conclusion
from harness.analysis.model_findings import (
    Because,
    Cause,
    Evidence,
    Finding,
    Said,
    Severity,
    Status,
    Strength,
    Verdict,
)

__all__ = [
    "LENSES",
    "Because",
    "Cause",
    "Code",
    "Conclusion",
    "Evidence",
    "Finding",
    "Lens",
    "Rule",
    "RuleFile",
    "Said",
    "Severity",
    "Source",
    "Status",
    "Strength",
    "Verdict",
]

Lens = Literal["cn", "eu", "play", "masvs", "us", "own"]
"""Whose rules they are. ``own`` are a user's, where the file does not say otherwise."""
LENSES: tuple[Lens, ...] = ("cn", "eu", "play", "masvs", "us", "own")
Code = Literal[
    "P0_install",
    "P1_preconsent",
    "P2_decline",
    "P3_consented_idle",
    "P4_foreground",
    "P5_background",
    "P6_permission_denied",
    "P7_relaunch_after_denial",
    "P8_account_cancel",
    "P9_withdraw",
    "P10_upgrade",
]
"""The assessment practice's phases (docs/scenarios.md)."""
Id = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9._-]{0,59}\Z")]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]


class Source(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An instrument: its name in its own language, its number, where it was checked (empty: it was not)."""

    title: Text
    title_en: str = ""
    number: str = ""
    date: str = ""
    checked: str = ""


class Rule(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One rule. ``zh`` and ``en`` are its short form in our own words; ``status`` says how far the text was checked.

    ``decidable``: ``no`` where no run can decide it; ``human`` then says what somebody must check (also where a run
    decides a part alone: such a rule never says PASS). ``evaluator`` is a name of ``families``, ``parameters`` its
    limits where the source sets them, ``ours`` those that are this program's own. ``phases`` all have to have been gone
    through for a PASS, ``needs`` are the conclusions that it rests on, ``categories`` the kinds of data that it is
    about, empty: all.
    """

    id: Id
    source: Id
    clause: Text
    zh: Text
    en: Text
    decidable: Literal["fully", "partly", "no"]
    severity: Severity
    status: Status
    status_note: str = ""
    evaluator: str
    parameters: dict[str, Any] = {}
    ours: dict[str, float] = {}
    phases: tuple[Code, ...] = ()
    needs: tuple[Conclusion, ...] = ()
    categories: tuple[str, ...] = ()
    human: Said | None = None
    lenses: tuple[Lens, ...] = ()

    def number(self, name: str) -> float:
        """Return a limit, whosever it is."""
        return float(self.ours[name] if name in self.ours else self.parameters[name])

    def names(self, name: str) -> tuple[str, ...]:
        """Return a parameter that is a list of names; empty where it is not given."""
        return tuple(self.parameters.get(name, ()))


class RuleFile(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A file of rules. ``lens`` is that of each rule that names none."""

    version: Literal[1]
    lens: Lens = "own"
    sources: dict[str, Source] = {}
    rules: tuple[Rule, ...]
