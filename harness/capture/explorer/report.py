"""What an exploration did and saw."""

import msgspec


class ScreenReport(msgspec.Struct, kw_only=True):
    """One screen: ``path`` are the actions of the way on which it was first reached, from the app's start.

    ``controls`` counts what can be touched on it, ``tried`` what was. ``avoided`` (label: why) and ``unvisited`` name
    the others. Files are relative to the bundle.
    """

    number: int
    fingerprint: str
    title: str
    path: list[str]
    controls: int
    tried: int
    unvisited: list[str]
    avoided: dict[str, str]
    screenshot: str | None = None
    ui_dump: str | None = None


class Departure(msgspec.Struct, kw_only=True):
    """The app was left: by which action, and for whose window (empty: the app ended)."""

    action: str
    package: str
    came_back: str


class ExploreReport(msgspec.Struct, kw_only=True):
    """An exploration. ``ended``: ``exhausted`` (nothing known is left to do), ``seconds``, ``actions``, ``lost`` (the
    app could not be brought back) or ``stopped`` (by whoever let it explore).

    ``log`` is every action in order; with the same seed, app and state it is the same. ``typed`` are ids of persona
    values that went into fields. ``not_typed`` names fields whose text the device could not be given.
    """

    package: str
    seed: int
    driver: str = "tree"
    ended: str = ""
    seconds: float = 0.0
    restarts: int = 0
    screens: list[ScreenReport] = []
    departures: list[Departure] = []
    typed: list[str] = []
    not_typed: list[str] = []
    log: list[str] = []
