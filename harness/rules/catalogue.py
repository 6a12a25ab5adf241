"""Rules from YAML: the catalogue that comes with harness, and users' own files. An error says ``FILE:LINE:COLUMN``."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from harness.catalog.categories import categories
from harness.errors import BadInputError
from harness.files.names import or_meant, shown
from harness.files.places import Placed, read_placed
from harness.files.read import MIB, read_text
from harness.rules.families import EVALUATORS
from harness.rules.model import LENSES, Lens, Rule, RuleFile, Source

_FOLDER = Path(__file__).with_name("catalog")
NAMES = (*EVALUATORS, "any_of")
"""What a rule may name as its evaluator."""


class RuleError(BadInputError, ValueError):
    """A lens or a rule that does not exist was asked for."""


class Catalogue(msgspec.Struct, kw_only=True, frozen=True):
    """Rules by their ids, and the sources that they name."""

    rules: dict[str, Rule]
    sources: dict[str, Source]

    def of(self, lenses: Iterable[Lens]) -> list[Rule]:
        """Return the rules of these lenses, in the catalogue's order."""
        wanted = set(lenses)
        return [rule for rule in self.rules.values() if wanted & set(rule.lenses)]


@cache
def shipped() -> Catalogue:
    """Return the catalogue that comes with harness."""
    return _together(sorted(_FOLDER.glob("*.yaml")), Catalogue(rules={}, sources={}))


def with_own(files: Sequence[Path]) -> Catalogue:
    """Return the shipped catalogue with users' files behind it. Raises ``ReadError`` with the place."""
    return _together(files, shipped())


def _together(files: Sequence[Path], before: Catalogue) -> Catalogue:
    rules, sources = dict(before.rules), dict(before.sources)
    read = [read_placed(read_text(path, "the rules", MIB), shown(path), RuleFile) for path in files]
    for placed in read:
        sources |= placed.content.sources
    for placed in read:
        for number, rule in enumerate(placed.content.rules):
            if rule.id in rules:
                raise placed.error(f"$.rules[{number}].id", f"there is a rule {rule.id} already")
            _check(placed, number, rule, sources)
            rules[rule.id] = rule if rule.lenses else msgspec.structs.replace(rule, lenses=(placed.content.lens,))
    for placed in read:
        for number, rule in enumerate(placed.content.rules):
            _check_references(placed, number, rule, rules)
    return Catalogue(rules=rules, sources=sources)


def _check(placed: Placed[RuleFile], number: int, rule: Rule, sources: dict[str, Source]) -> None:
    at = f"$.rules[{number}]"
    if rule.evaluator not in NAMES:
        raise placed.error(f"{at}.evaluator", _unknown("evaluator", rule.evaluator, NAMES))
    if rule.source not in sources:
        raise placed.error(f"{at}.source", _unknown("source", rule.source, sources))
    for place, name in enumerate(rule.categories):
        if name not in categories():
            raise placed.error(f"{at}.categories[{place}]", _unknown("category", name, categories()))
    if not rule.needs and rule.evaluator not in OF_THE_RUN_NOTHING:
        raise placed.error(at, "a rule about a run says under 'needs' which conclusions it rests on")
    if rule.decidable == "no" and rule.human is None:
        raise placed.error(at, "a rule that no run can decide says under 'human' what somebody must check")
    _check_parameters(placed, at, rule)


def _check_parameters(placed: Placed[RuleFile], at: str, rule: Rule) -> None:
    """What an evaluator is told must be what it listens to, and all that it cannot do without."""
    if rule.evaluator in ABOUT_CATEGORIES and not rule.categories:
        raise placed.error(at, f"{rule.evaluator} needs 'categories': the kinds of data that it is about")
    for name in LISTS_OF.get(rule.evaluator, ()):
        if not rule.parameters.get(name):
            raise placed.error(at, f"{rule.evaluator} needs the list {name!r} under 'parameters'")
    for name in (*rule.parameters, *rule.ours):
        if name not in KNOWN:
            where = "parameters" if name in rule.parameters else "ours"
            raise placed.error(f"{at}.{where}.{name}", _unknown("parameter", name, KNOWN))
    for name in PARAMETERS.get(rule.evaluator, ()):
        if not isinstance(rule.ours.get(name, rule.parameters.get(name)), int | float):
            raise placed.error(at, f"{rule.evaluator} needs the number {name!r} under 'parameters' or 'ours'")
    if rule.evaluator == "way_there" and len(rule.names("kinds")) != 2:
        raise placed.error(at, "way_there needs 'kinds': the place that is looked for, and the policy's claim of it")
    for name, value in rule.parameters.items():
        if name in LISTS and not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            raise placed.error(f"{at}.parameters.{name}", f"{name} must be a list of words")


def _check_references(placed: Placed[RuleFile], number: int, rule: Rule, rules: dict[str, Rule]) -> None:
    """What a rule is made of must be there, and not be made of the rule itself."""
    if rule.evaluator != "any_of":
        return
    at = f"$.rules[{number}].parameters"
    if not rule.names("rules"):
        raise placed.error(at, "any_of needs 'rules': the rules of which any is enough")
    for place, name in enumerate(rule.names("rules")):
        if name not in rules:
            raise placed.error(f"{at}.rules[{place}]", _unknown("rule", name, rules))
        if rule.id in _made_of(name, rules, set()):
            raise placed.error(f"{at}.rules[{place}]", f"{name} is made of {rule.id} in turn")


def _made_of(name: str, rules: dict[str, Rule], seen: set[str]) -> set[str]:
    rule = rules.get(name)
    if rule is None or name in seen:
        return seen
    seen.add(name)
    for each in rule.names("rules") if rule.evaluator == "any_of" else ():
        _made_of(each, rules, seen)
    return seen


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"there is no {what} {shown(name[:60])!r}{or_meant(name, known)}"


OF_THE_RUN_NOTHING = frozenset(
    {"any_of", "human", "overbroad", "elements", "reply_limit", "channel", "policy_readable"}
)
"""Evaluators that look at a policy alone, or at nothing."""
LISTS = frozenset({"rules", "phases", "actors", "without", "types", "purposes", "home", "kinds", "permissions"})
"""Parameters that are lists of words."""
PARAMETERS: dict[str, tuple[str, ...]] = {
    "asked_again": ("most",),
    "after_refusal": ("most",),
    "batch": ("target_sdk",),
    "target_sdk": ("least",),
    "frequency": ("calls", "spread_s", "per_minute", "unchanging_suspected", "unchanging_violation", "least_s"),
    "background": ("least_s",),
    "self_start": ("an_hour", "least_s"),
    "contacts": ("share",),
    "policy_there": ("characters",),
    "policy_near": ("taps",),
    "policy_readable": ("share",),
    "reply_limit": ("days",),
}
"""Numbers that an evaluator cannot do without."""


ABOUT_CATEGORIES = frozenset({"face", "contacts", "others_data", "capture", "clipboard", "background_location"})
"""Evaluators that would find nothing, ever, without categories."""
LISTS_OF: dict[str, tuple[str, ...]] = {
    "restricted": ("permissions",),
    "storage": ("permissions",),
    "handed": ("kinds",),
    "undeclared": ("kinds",),
    "data_safety": ("kinds",),
    "elements": ("kinds",),
    "unchangeable": ("purposes",),
    "targeting": ("purposes",),
    "after_withdrawal": ("purposes",),
    "idle_purposes": ("purposes",),
    "cross_border": ("home",),
}
"""Lists that an evaluator cannot do without."""
KNOWN = frozenset({*LISTS, *(name for names in PARAMETERS.values() for name in names)})
"""All parameters there are: a slip in a name would be a limit that nobody holds."""


def chosen(said: Sequence[str], folder: Path | None = None) -> tuple[Catalogue, list[Rule]]:
    """Return the catalogue and the rules that ``--rules`` asks for: lenses, ``all``, files of own rules, several at
    once (also separated by commas). A file alone means its rules alone.

    Raises :class:`RuleError` and ``ReadError``.
    """
    words = [word for text in said for word in text.split(",") if word] or ["all"]
    files = [(folder or Path()) / word for word in words if word.endswith((".yaml", ".yml"))]
    known = with_own(files) if files else shipped()
    lenses: list[Lens] = []
    for word in words:
        if word == "all":
            lenses += LENSES
        elif word in LENSES:
            lenses.append(word)
        elif not word.endswith((".yaml", ".yml")):
            those = ", ".join(LENSES)
            raise RuleError(f"There is no lens {shown(word[:60])!r}: give {those}, all, or a file of rules.")
    own = set(known.rules) - set(shipped().rules)
    wanted = {rule.id for rule in known.of(lenses)} | own
    return known, [rule for name, rule in known.rules.items() if name in wanted]


def rule_named(name: str) -> Rule:
    """Return a rule of the catalogue. Raises :class:`RuleError`."""
    rules = shipped().rules
    if name not in rules:
        near = get_close_matches(name, rules, 3)
        hint = f" Did you mean {', '.join(near)}?" if near else " `harness rules list` lists them."
        raise RuleError(f"There is no rule {shown(name[:60])!r}.{hint}")
    return rules[name]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of rules, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rules of one's own (harness rules)",
        **msgspec.json.schema(RuleFile),
    }
