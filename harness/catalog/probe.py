"""Which access points the probe app does not call by itself, and why: see ``samples/probe``."""

from functools import cache
from pathlib import Path
from typing import Literal, get_args

import msgspec

from harness.catalog._load import CatalogError, load_yaml

NotCalled = Literal[
    "ends_process", "costs", "needs_peer", "declared", "no_call", "sandbox_only", "native_code", "no_library"
]
"""``ends_process``: the account would end with it. ``costs``: money. ``needs_peer``: another device. ``declared``: the
system calls it. ``no_call``: reading a field leaves no call. ``sandbox_only``: there is nothing like it on a phone.
``native_code``: only native code calls it, with libraries that the probe's own does not use. ``no_library``: of a
library that the probe does not hold."""
NOT_CALLED: tuple[NotCalled, ...] = get_args(NotCalled)


class Probe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``paths`` are points that a way out of the app calls by itself; ``never`` are the others that are not called."""

    paths: tuple[str, ...]
    never: dict[NotCalled, tuple[str, ...]]

    @property
    def whys(self) -> dict[str, str]:
        """Why a point is not called, as a word, by point."""
        return {point: why for why, points in self.never.items() for point in points}


@cache
def load_probe() -> Probe:
    """Read the list. Raises ``CatalogError``."""
    path = Path(__file__).with_name("probe.yaml")
    try:
        return msgspec.convert(load_yaml(path), Probe)
    except msgspec.ValidationError as error:
        raise CatalogError(f"{path}: {error}") from error
