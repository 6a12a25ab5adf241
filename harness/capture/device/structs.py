"""What a device says of itself, of the app's processes and of their traffic, and what it is told."""

import msgspec

from harness.persona.persona import PersonaValue


class ShellResult(msgspec.Struct):
    """The end of one shell command: its exit code and what it printed on both streams."""

    code: int
    stdout: str
    stderr: str


class Started(msgspec.Struct):
    """One process of the app that has started and waits for :meth:`Holding.resume`.

    ``since_us``: since when, by this host's clock, as far as that was seen (0: it was not). ``doubt``: a sentence where
    it may be another process than the one that was asked for.
    """

    pid: int
    name: str
    since_us: int = 0
    doubt: str = ""


class Ungated(msgspec.Struct, kw_only=True):
    """A stretch in which the app's new processes were not held, by this host's clock; ``to_us`` 0: to the end.

    ``freed`` are the processes that waited when it began, and run since. ``detail`` says why, in words.
    """

    from_us: int
    to_us: int = 0
    freed: list[int] = []
    detail: str = ""


class Running(msgspec.Struct):
    """One process of the app that runs unheld. ``age_s`` is how long, in seconds, as exactly as the device tells.

    ``isolated``: under a user without rights, or the renderer of a web view.
    """

    pid: int
    name: str
    age_s: float = 0.0
    isolated: bool = False


class Ended(msgspec.Struct):
    """How one process of the app ended, as far as the device tells: ``how`` is ``exit N``, ``signal N`` or ``gone``."""

    pid: int
    time_us: int
    how: str


class Planted(msgspec.Struct, kw_only=True):
    """What became of a persona: the ids that the device does not hold, why, and the values it holds of its own."""

    missing: dict[str, str] = {}
    own: list[PersonaValue] = []


class ProxyAddress(msgspec.Struct, kw_only=True, frozen=True):
    """Where the proxy listens on this host; ``dns_port`` and ``tunnel`` (a WireGuard client's file) if it has them.

    ``token`` (hexadecimal) is what the agent's connections must bring.
    """

    port: int
    dns_port: int = 0
    tunnel: str = ""
    tunnel_port: int = 0
    token: str = ""


class AgentRoute(msgspec.Struct, kw_only=True, frozen=True):
    """What the agent must know to bring the app's connections to the proxy.

    ``port`` is the proxy's on the device's loopback, ``token`` hexadecimal. In a ``sinkhole`` names get invented
    addresses and datagrams end with the agent. ``local`` are the networks that are the device itself.
    """

    port: int
    token: str
    sinkhole: bool
    refuse_quic: bool = True
    local: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
