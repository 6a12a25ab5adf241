"""The sentences of findings in both languages, one YAML file each, and how names and numbers stand in them."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from harness.analysis.model import Actor, Recipient
from harness.analysis.model_findings import Said
from harness.catalog.categories import categories
from harness.catalog.permission_dialogs import permission_words
from harness.files.read import parse_yaml

LANGUAGES = ("zh", "en")
_EXPLANATION = re.compile(r"\s*[(（][^()（）]*[)）]$")
_COMMON = re.compile(r"[a-z]+ ")
"""A sentence that begins with a common word ("the app"), and with no name ("com.example.sdk")."""
_FRAME = re.compile(r"([\w$]+)\.([\w$<>-]+)\(")


@cache
def sentences(lang: str) -> dict[str, str]:
    """Return all sentences of one language by key."""
    text = resources.files(__package__).joinpath(f"{lang}.yaml").read_text("utf-8")
    return {str(key): str(value) for key, value in parse_yaml(text, f"{lang}.yaml").items()}


def has(key: str) -> bool:
    """Whether there is a sentence."""
    return key in sentences("en")


def say(key: str, values: Mapping[str, str | int | float | Said] | None = None) -> Said:
    """Return a sentence in both languages, with values filled in; a :class:`Said` is itself in each."""
    filled = {lang: {name: _shown(value, lang) for name, value in (values or {}).items()} for lang in LANGUAGES}
    en = sentences("en")[key].format_map(filled["en"])
    if key.startswith(("said.", "fix.")) and _COMMON.match(en):
        en = en[0].upper() + en[1:]
    return Said(zh=sentences("zh")[key].format_map(filled["zh"]), en=en)


def _shown(value: str | int | float | Said, lang: str) -> str:
    match value:
        case Said():
            return value.zh if lang == "zh" else value.en
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"
        case _:
            return value


def both(key: str, name: str) -> Said:
    """Return the words for one of a family of names (``phase.P1_preconsent``), or the name itself if unknown."""
    full = f"{key}.{name}"
    return say(full) if has(full) else Said(zh=name, en=name)


def listed(items: Iterable[Said]) -> Said:
    """Return several as one list."""
    rows = list(items)
    return Said(zh="、".join(row.zh for row in rows), en=", ".join(row.en for row in rows))


def category_name(category: str) -> Said:
    """Return what a category is called, without the explanation in brackets at its end."""
    known = categories().get(category)
    if known is None:
        return Said(zh=category, en=category) if category else say("nothing")
    return Said(zh=_EXPLANATION.sub("", known.zh), en=_lower(_EXPLANATION.sub("", known.en)))


_PROPER = ("Android", "Bluetooth", "Google", "MediaDrm", "Wi-Fi")


def _lower(text: str) -> str:
    """A name within a sentence: a common noun begins small, an abbreviation (IMEI) and a proper noun stay."""
    common = len(text) > 1 and text[1].islower() and not text.startswith(_PROPER)
    return text[0].lower() + text[1:] if common else text


def actor_name(actor: Actor | None) -> Said:
    """Return who acted."""
    if actor is None or actor.kind == "unknown":
        return say("actor.unknown")
    if actor.kind == "app":
        return say("actor.app")
    known = f"{actor.name} ({actor.company})" if actor.company and actor.company not in actor.name else actor.name
    return Said(zh=known, en=known)


def recipient_name(recipient: Recipient | None) -> Said:
    """Return who received: the host, and whose it is."""
    if recipient is None:
        return Said(zh="", en="")
    party = say(f"party.{recipient.party}")
    owner = f", {recipient.owner}" if recipient.owner else ""
    country = f", {recipient.country}" if recipient.country else ""
    zh = f"{recipient.host}（{party.zh}{owner}{country}）".replace(", ", "，")
    return Said(zh=zh, en=f"{recipient.host} ({party.en}{owner}{country})")


def group_names(groups: Iterable[str]) -> Said:
    """Return permission groups as they are called."""
    known = {group.id: Said(zh=group.zh, en=group.en) for group in permission_words().groups}
    return listed(known.get(name, Said(zh=name, en=name)) for name in groups)


def times(count: int) -> Said:
    """Return how often."""
    return Said(zh=f" {count:,} 次", en="once" if count == 1 else "twice" if count == 2 else f"{count:,} times")


def frame_name(line: str) -> str:
    """Return ``Class.method`` of a stack line, the line itself where it is none."""
    found = _FRAME.search(line)
    return f"{found[1]}.{found[2]}" if found else line[:120]
