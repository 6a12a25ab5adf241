"""The words on the way to places that an assessment looks for in an app."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from harness.catalog._load import load_as
from harness.catalog.consent import label
from harness.catalog.explore import explore_words


class _Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    control: bool
    here: tuple[str, ...]
    leads: tuple[str, ...]
    title: tuple[str, ...] = ()
    about: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    ways: tuple[str, ...]
    never: tuple[str, ...]
    places: dict[str, _Place]


class Words(msgspec.Struct, frozen=True):
    """One place: ``here`` is it (a ``control``'s label, else a text under the ``title``), ``leads`` and ``ways`` are
    labels on the way to it, ``never`` those that are not touched, nor what the explorer avoids, but for ``about``."""

    control: bool
    here: re.Pattern[str]
    title: re.Pattern[str]
    leads: re.Pattern[str]
    ways: re.Pattern[str]
    never: re.Pattern[str]
    about: str

    def avoided(self, text: str, resource_id: str) -> bool:
        """Whether a control of this label and id is not touched in search of the place."""
        if self.never.search(label(text)):
            return True
        return explore_words().avoided(text, resource_id) not in ("", self.about)


@cache
def place_words() -> dict[str, Words]:
    """Load the shipped vocabulary by place. Raises ``CatalogError`` when it is not one."""
    file = load_as(Path(__file__).with_name("places.yaml"), _File)

    def either(patterns: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))

    ways, never = either(file.ways), either(file.never)
    return {
        name: Words(item.control, either(item.here), either(item.title), either(item.leads), ways, never, item.about)
        for name, item in file.places.items()
    }
