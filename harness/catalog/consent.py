"""The vocabulary of privacy dialogs."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from harness.catalog._load import load_as

_COUNTDOWN = re.compile(r"[(\[]?\b\d{1,3} ?(?:s|秒|sec|seconds)?[)\]]$|[(\[]\d{1,3} ?(?:s|秒)?[)\]]")
_EDGE = " \t\n.,:;!?\"'`~-_|/\\<>[](){}·•«»“”‘’。、,:;!?《》〈〉「」『』【】…→>›✓✔√"
_SPACE = re.compile(r"\s+")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")  # 不 同 意, set wide to fill a button
LONGEST = 2000
"""Characters of a text that are looked at; a policy shown whole says no more about the decision."""


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A term that privacy dialogs use, and how much it says."""

    pattern: str
    weight: float


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    topics: tuple[Topic, ...]
    requests: tuple[str, ...]
    refuse: tuple[str, ...]
    accept: tuple[str, ...]
    weak_accept: tuple[str, ...]
    weak_refuse: tuple[str, ...]
    policy_links: tuple[str, ...]
    boxes: tuple[str, ...]
    others: tuple[str, ...]
    onward: tuple[str, ...]


class Vocabulary(msgspec.Struct, frozen=True):
    """The compiled words. Label patterns match a whole label, the others anywhere in a text."""

    topics: tuple[tuple[re.Pattern[str], float], ...]
    requests: re.Pattern[str]
    refuse: re.Pattern[str]
    accept: re.Pattern[str]
    weak_accept: re.Pattern[str]
    weak_refuse: re.Pattern[str]
    policy_links: re.Pattern[str]
    boxes: re.Pattern[str]
    others: re.Pattern[str]
    onward: re.Pattern[str]


def normal(text: str) -> str:
    """Return a text as the vocabulary's patterns expect it, at most ``LONGEST`` characters of it."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST]).lower().replace("’", "'")).strip()


def label(text: str) -> str:
    """Return a control's label without its countdown (``同意(5s)``) and the punctuation around it."""
    return _SPACED.sub("", _COUNTDOWN.sub("", normal(text)).strip(_EDGE))


@cache
def vocabulary() -> Vocabulary:
    """Load the shipped vocabulary. Raises ``CatalogError`` when it is not one."""
    words = load_as(Path(__file__).with_name("consent.yaml"), _File)

    def either(patterns: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))

    return Vocabulary(
        topics=tuple((re.compile(topic.pattern), topic.weight) for topic in words.topics),
        requests=either(words.requests),
        refuse=either(words.refuse),
        accept=either(words.accept),
        weak_accept=either(words.weak_accept),
        weak_refuse=either(words.weak_refuse),
        policy_links=either(words.policy_links),
        boxes=either(words.boxes),
        others=either(words.others),
        onward=either(words.onward),
    )
