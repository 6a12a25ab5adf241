"""Who read or sent (from a stack) and who received (from a host)."""

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Literal

import msgspec
from publicsuffixlist import PublicSuffixList

from harness.analysis.join.frames import Frame, frame
from harness.analysis.join.trackers import TrackerList
from harness.analysis.model import Actor, Recipient
from harness.catalog.sdks import Sdk, sdk_for, sdk_of_library, sdks

_SEGMENTS = 3
"""How many segments of its package name an SDK that the catalogue does not know."""
_SHORT = 2
_MOST_HOSTS = 20_000
"""Hosts of which it is remembered whose they are."""
NOBODY = Actor(id="unknown", kind="unknown", name="")
"""No code is known to have read or sent the value."""


class Actors:
    """Names actors for one app."""

    def __init__(self, package: str, trackers: TrackerList | None = None, owners: Mapping[str, str] | None = None):
        """``package`` is the app's own. ``owners`` maps renamed classes to a class whose name was kept."""
        self.package = package
        self._trackers = trackers or TrackerList()
        self._owners = owners or {}
        self.transport: frozenset[str] = frozenset()
        """Classes that carry what others send (``transport.py``)."""

    def knows(self, name: str) -> bool:
        """Whether a class is the app's own, or somebody's whom a list names, or says nothing (platform, general)."""
        if frame(f"{name}.x(").anonymous:
            return True
        found = self._named(name, "")
        return found.kind == "app" or found.listed

    def of(self, stack: Iterable[str]) -> Actor:
        """Return who made a call: the innermost frame that is neither platform nor general library decides.

        A native library is an actor only when no Java code called it.
        """
        library = None
        lines = iter(stack)
        for line in lines:
            one = frame(line)
            if one.anonymous or one.cls in self.transport:
                continue
            if one.cls:
                found = self._named(one.cls, line)
                return found if found.kind == "app" else self._called(found, lines)
            library = library or one
        return self._library(library) if library else NOBODY

    def _called(self, found: Actor, below: Iterable[str]) -> Actor:
        """``below`` are the lines below the one that decided: the app's own among them says who called."""
        organisation = ".".join(self.package.split(".")[:2])
        for line in below:
            if organisation and organisation in line and self._own(frame(line).cls):
                return msgspec.structs.replace(found, caller=line)
        return found

    def _library(self, one: Frame) -> Actor:
        sdk = sdk_of_library(one.library)
        if sdk is not None:
            return _sdk(sdk, one.text)
        return Actor(id=f"unknown:{one.library}", kind="unknown", name=one.library, frame=one.text)

    def _named(self, name: str, line: str) -> Actor:
        sdk = sdk_for(name)
        if self._own(name) and (sdk is None or len(sdk.prefix) < len(self.package)):
            return Actor(id="app", kind="app", name=self.package, package=self.package, frame=line)
        listed = self._trackers.for_class(name)
        if sdk is not None and (listed is None or len(listed.prefix) <= len(sdk.prefix)):
            return _sdk(sdk, line)
        if listed is not None:
            return Actor(
                id=f"sdk:{listed.prefix}",
                kind="sdk",
                name=listed.name,
                package=listed.prefix,
                company=listed.owner,
                listed=True,
                frame=line,
            )
        segments = name.split(".")[:-1][:_SEGMENTS]
        package = ".".join(segments)
        if not segments or all(len(segment) <= _SHORT for segment in segments):
            kept = self._owners.get(name, "")
            if kept and kept != name:
                return msgspec.structs.replace(Actors(self.package, self._trackers)._named(kept, line), renamed=True)
            package = package or name
            return Actor(id=f"unknown:{package}", kind="unknown", name=package, package=package, frame=line)
        return Actor(id=f"sdk:{package}", kind="sdk", name=package, package=package, frame=line)

    def _own(self, name: str) -> bool:
        if not self.package:
            return False
        if name.startswith(f"{self.package}."):
            return True
        organisation = self.package.split(".")[:2]
        return len(organisation) == 2 and name.split(".")[:2] == organisation


def named_app(name: str, package: str) -> Actor:
    """Return the app that a recorder named as the sender; ``package`` is the one that the recording is about."""
    if name == package:
        return Actor(id="app", kind="app", name=package, package=package)
    return Actor(id=f"app:{name}", kind="app", name=name, package=name)


def _sdk(sdk: Sdk, line: str) -> Actor:
    return Actor(
        id=f"sdk:{sdk.prefix}",
        kind="sdk",
        name=sdk.name,
        package=sdk.prefix,
        company=sdk.company,
        listed=True,
        frame=line,
    )


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=_MOST_HOSTS)
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


@lru_cache(maxsize=_MOST_HOSTS)
def owner_of(host: str) -> Sdk | None:
    """Return the SDK whose company the catalogue's domain hints name for this host."""
    known = _domain_owners()
    name = host.rstrip(".").lower()
    while name:
        if name in known:
            return known[name]
        name = name.partition(".")[2]
    return None


class Recipients:
    """Names recipients for one app."""

    def __init__(
        self, package: str, trackers: TrackerList | None = None, countries: Callable[[str], str] = lambda ip: ""
    ) -> None:
        """``package`` is the app's, empty when unknown; ``countries`` maps an address to its country's code."""
        self.package = package
        self._trackers = trackers or TrackerList()
        self._countries = countries

    def of(self, host: str, ip: str) -> Recipient:
        """Describe who is behind ``host`` at address ``ip`` (empty when unknown)."""
        domain = registrable_domain(host)
        sdk, listed = owner_of(host), self._trackers.for_host(host)
        owner, source = (sdk.company, "sdk-domain-hint") if sdk else ("", "")
        if listed is not None and listed.owner:
            owner, source = listed.owner, f"tracker-list:{listed.source}"
        label = domain.partition(".")[0]
        party: Literal["first", "third", "unknown"] = "unknown"
        if self.package:
            own = label in self.package.lower().split(".")[:2] and len(label) > _SHORT
            party = "first" if own else "third"
        return Recipient(
            host=host,
            domain=domain,
            owner=owner,
            owner_source=source,
            party=party,
            ip=ip,
            country=self._countries(ip or _address(host)),
            tracker=listed.name if listed else "",
            tracker_categories=list(listed.categories) if listed else [],
        )


@lru_cache(maxsize=_MOST_HOSTS)
def _address(host: str) -> str:
    """Return ``host`` when it is an address itself, else nothing."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return ""
