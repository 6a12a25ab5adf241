"""Which SDK a class belongs to, by package prefix."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from harness.catalog._load import load_as


class Sdk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One SDK. ``verified`` names the published lists that hold its prefix; ``memory`` means none does.

    Company, purposes and domains are hints from memory.
    """

    prefix: str
    name: str
    company: str
    purposes: tuple[str, ...]
    domains: tuple[str, ...]
    verified: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    """Names of its native libraries; one that ends in ``*`` stands for all that begin so."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    framework: tuple[str, ...]
    sdks: tuple[Sdk, ...]


@cache
def _file() -> _File:
    return load_as(Path(__file__).with_name("sdks.yaml"), _File)


@cache
def sdks() -> dict[str, Sdk]:
    """Return every known SDK by its package prefix."""
    return {sdk.prefix: sdk for sdk in _file().sdks}


@cache
def _framework() -> tuple[str, ...]:
    return _file().framework


@lru_cache(maxsize=65536)
def sdk_for(class_or_package: str) -> Sdk | None:
    """Return the SDK with the longest prefix of this class or package name, or ``None``."""
    known = sdks()
    name = class_or_package
    while name:
        found = known.get(name)
        if found is not None:
            return found
        name = name.rpartition(".")[0]
    return None


@lru_cache(maxsize=4096)
def sdk_of_library(name: str) -> Sdk | None:
    """Return the SDK a native library (``libfoo.so``) belongs to, or ``None``."""
    for sdk in sdks().values():
        for pattern in sdk.libraries:
            if name == pattern or (pattern.endswith("*") and name.startswith(pattern[:-1])):
                return sdk
    return None


@lru_cache(maxsize=65536)
def is_framework(class_name: str) -> bool:
    """Say whether a class belongs to the platform or a general library, so that it is never an actor by itself."""
    return class_name.startswith(_framework())
