"""Who read or sent (from a stack) and who received (from a host)."""

import ipaddress
import re
from collections.abc import Iterable
from functools import cache

from publicsuffixlist import PublicSuffixList

from harness.analysis.model import Actor, Recipient
from harness.catalog.sdks import Sdk, is_framework, sdk_for, sdks

_SEGMENTS = 3
"""How many segments of its package name an SDK that the catalogue does not know."""
_FRAME = re.compile(r"^(?:at )?([\w.$/-]+)\.([\w$<>-]+)\(")
_SHORT = 2
NOBODY = Actor(id="unknown", kind="unknown", name="")
"""No code is known to have read or sent the value."""


def frame_class(frame: str) -> str:
    """Return the class of a stack line ``package.Class.method(File.java:12)``, empty when it is none."""
    found = _FRAME.match(frame)
    return found[1] if found else ""


class Actors:
    """Names actors for one app."""

    def __init__(self, package: str) -> None:
        """``package`` is the app's own."""
        self.package = package

    def of(self, stack: Iterable[str]) -> Actor:
        """Return who made a call: the innermost frame that is neither platform nor general library decides."""
        for frame in stack:
            name = frame_class(frame)
            if name and not is_framework(name):
                return self._named(name, frame)
        return NOBODY

    def _named(self, name: str, frame: str) -> Actor:
        sdk = sdk_for(name)
        if self._own(name) and (sdk is None or len(sdk.prefix) < len(self.package)):
            return Actor(id="app", kind="app", name=self.package, package=self.package, frame=frame)
        if sdk is not None:
            return Actor(
                id=f"sdk:{sdk.prefix}",
                kind="sdk",
                name=sdk.name,
                package=sdk.prefix,
                company=sdk.company,
                listed=True,
                frame=frame,
            )
        segments = name.split(".")[:-1][:_SEGMENTS]
        package = ".".join(segments)
        if not segments or all(len(segment) <= _SHORT for segment in segments):
            package = package or name
            return Actor(id=f"unknown:{package}", kind="unknown", name=package, package=package, frame=frame)
        return Actor(id=f"sdk:{package}", kind="sdk", name=package, package=package, frame=frame)

    def _own(self, name: str) -> bool:
        if not self.package:
            return False
        if name.startswith(f"{self.package}."):
            return True
        organisation = self.package.split(".")[:2]
        return len(organisation) == 2 and name.split(".")[:2] == organisation


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def registrable_domain(host: str) -> str:
    """Return the part of a host name that its owner registered; the host itself for an address or a bare name."""
    host = host.rstrip(".").lower()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return _suffixes().privatesuffix(host) or host
    return host


@cache
def _domain_owners() -> dict[str, Sdk]:
    return {domain.lower(): sdk for sdk in sdks().values() for domain in sdk.domains}


def owner_of(host: str) -> Sdk | None:
    """Return the SDK whose company the catalogue's domain hints name for this host."""
    known = _domain_owners()
    name = host.rstrip(".").lower()
    while name:
        if name in known:
            return known[name]
        name = name.partition(".")[2]
    return None


def recipient(host: str, ip: str, package: str) -> Recipient:
    """Describe who is behind ``host`` for the app ``package`` (empty when unknown)."""
    domain = registrable_domain(host)
    sdk = owner_of(host)
    label = domain.partition(".")[0]
    party = "unknown"
    if package:
        party = "first" if label in package.lower().split(".")[:2] and len(label) > _SHORT else "third"
    return Recipient(
        host=host,
        domain=domain,
        owner=sdk.company if sdk else "",
        owner_source="sdk-domain-hint" if sdk else "",
        party="first" if party == "first" else "third" if party == "third" else "unknown",
        ip=ip,
    )
