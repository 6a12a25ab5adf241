"""Known packers of Android apps, and how they are recognised."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from harness.catalog._load import load_as


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that gives a packer away: a glob of the ``application`` class, a ``library``'s name or a ``file``."""

    verified: tuple[str, ...]
    application: str = ""
    library: str = ""
    file: str = ""


class Packer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One product and its signs."""

    id: str
    name: str
    signs: tuple[Sign, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    packers: tuple[Packer, ...]
    frida_words: tuple[str, ...]


@cache
def _file() -> _File:
    return load_as(Path(__file__).with_name("packers.yaml"), _File)


def packers() -> tuple[Packer, ...]:
    """Return every known packer."""
    return _file().packers


def frida_words() -> tuple[str, ...]:
    """Return words that only code looking for Frida has a use for."""
    return _file().frida_words


def libraries() -> list[str]:
    """Return globs of the names of all packers' libraries."""
    return [sign.library for packer in packers() for sign in packer.signs if sign.library]


def by_library(name: str) -> Packer | None:
    """Return the packer that a library of this name belongs to."""
    return next((packer for packer in packers() for sign in packer.signs if _fits(sign.library, name)), None)


def in_apk(application: str, files: Iterable[str]) -> Iterator[tuple[Packer, str]]:
    """Yield packers with what gave each away, once for each thing: the application class, names in the APK."""
    names = list(files)
    for packer in packers():
        for sign in packer.signs:
            if _fits(sign.application, application):
                yield packer, application
            for name in names:
                base = name.rpartition("/")[2]
                if (name.startswith("lib/") and _fits(sign.library, base)) or _fits(sign.file, name):
                    yield packer, name


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in glob.split("*")), re.DOTALL)


def _fits(glob: str, text: str) -> bool:
    return bool(glob) and bool(text) and _pattern(glob).fullmatch(text) is not None
