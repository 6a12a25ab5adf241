"""Lists of trackers that a user supplies: DuckDuckGo's, Disconnect's and Exodus' formats.

None is part of this program; their licences are the user's affair.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from harness.errors import BadInputError
from harness.files.read import MIB, ReadError, read_bytes

_MOST_NAME = 200
MOST_BYTES = 64 * MIB
"""Bytes of a tracker list that are read into memory at most."""


class ListError(BadInputError, ValueError):
    """A file of trackers or countries cannot be used. The message is one sentence with the file and the problem."""


class Tracker(msgspec.Struct, frozen=True):
    """One entry: what a list says of a domain or of code. ``prefix`` is a package prefix (code entries only)."""

    name: str
    owner: str
    categories: tuple[str, ...]
    source: str
    prefix: str = ""


class TrackerList:
    """Trackers by domain, by code and by network signature."""

    def __init__(self) -> None:
        """Start empty."""
        self.domains: dict[str, Tracker] = {}
        self.code: dict[str, Tracker] = {}
        self.networks: list[tuple[re.Pattern[str], Tracker]] = []

    def __len__(self) -> int:
        """How many domains and signatures there are."""
        return len(self.domains) + len(self.code) + len(self.networks)

    def for_host(self, host: str) -> Tracker | None:
        """Return the tracker with the longest domain that ``host`` is or lies below."""
        if not self.domains and not self.networks:
            return None
        host = host.rstrip(".").lower()[:253]
        name = host
        while name:
            if name in self.domains:
                return self.domains[name]
            name = name.partition(".")[2]
        return next((tracker for pattern, tracker in self.networks if pattern.search(host)), None)

    def for_class(self, name: str) -> Tracker | None:
        """Return the tracker with the longest package prefix of a class."""
        while name:
            if name in self.code:
                return self.code[name]
            name = name.rpartition(".")[0]
        return None


def load_trackers(paths: Iterable[Path]) -> TrackerList:
    """Read tracker lists; the first that names a domain or a package wins. Raises :class:`ListError`."""
    found = TrackerList()
    for path in paths:
        before = len(found)
        try:
            _read(path, found)
        except (AttributeError, TypeError, KeyError, ValueError) as error:
            if isinstance(error, ListError):
                raise
            raise ListError(f"{path} is not a tracker list: an entry has another shape ({error}).") from None
        if len(found) == before:
            raise ListError(f"{path} names no tracker that is not known already; is it the right file?")
    return found


def _read(path: Path, found: TrackerList) -> None:
    try:
        raw = msgspec.json.decode(read_bytes(path, "the tracker list", MOST_BYTES))
    except ReadError as error:
        raise ListError(str(error)) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise ListError(f"{path} is not JSON: {error}.") from None
    entries = raw.get("trackers") if isinstance(raw, Mapping) else raw
    if isinstance(raw, Mapping) and isinstance(raw.get("categories"), Mapping):
        _disconnect(raw["categories"], found)
    elif isinstance(raw, Mapping) and "trackers" not in raw:
        _entities(raw.get("entities", raw), path, found)
    elif rows := _exodus_rows(entries):
        _exodus(rows, path, found)
    elif isinstance(entries, Mapping):
        _duckduckgo(raw, found)
    else:
        raise ListError(f"{path} is in no format of DuckDuckGo, Disconnect or Exodus.")


def _text(value: Any) -> str:
    return str(value)[:_MOST_NAME] if isinstance(value, str | int | float) else ""


def _texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    names = (item.get("name", "") if isinstance(item, Mapping) else item for item in items)
    return tuple(text for text in map(_text, names) if text)


def _add(found: TrackerList, domain: Any, tracker: Tracker) -> None:
    name = _text(domain).strip().strip(".").lower()
    if name:
        found.domains.setdefault(name, tracker)


def _duckduckgo(raw: Mapping[str, Any], found: TrackerList) -> None:
    """Read a blocklist (``tds.json``): ``trackers`` with owners, ``entities`` and ``domains`` behind them."""
    for domain, entry in raw["trackers"].items():
        owner = entry.get("owner") or {}
        name = _text(owner.get("displayName") or owner.get("name")) or _text(domain)
        _add(
            found,
            domain,
            Tracker(name, _text(owner.get("name")) or name, _texts(entry.get("categories")), "duckduckgo"),
        )
    entities = raw.get("entities") or {}
    for domain, owner in (raw.get("domains") or {}).items():
        known = entities.get(owner) or {}
        _add(found, domain, Tracker(_text(known.get("displayName")) or _text(owner), _text(owner), (), "duckduckgo"))


def _entities(raw: Any, path: Path, found: TrackerList) -> None:
    """Read an entity map: owner -> ``properties`` (domains), as DuckDuckGo and Disconnect publish them."""
    if not isinstance(raw, Mapping) or not all(isinstance(entry, Mapping) for entry in raw.values()):
        raise ListError(f"{path} is in no format of DuckDuckGo, Disconnect or Exodus.")
    for owner, entry in raw.items():
        source = "disconnect" if "resources" in entry else "duckduckgo"
        name = _text(entry.get("displayName")) or _text(owner)
        for domain in (*_texts(entry.get("properties")), *_texts(entry.get("resources"))):
            _add(found, domain, Tracker(name, _text(owner), (), source))


def _disconnect(categories: Mapping[str, Any], found: TrackerList) -> None:
    """Read ``services.json``: category -> companies -> site -> domains."""
    for category, companies in categories.items():
        for company in companies:
            for owner, sites in company.items():
                tracker = Tracker(_text(owner), _text(owner), (_text(category),), "disconnect")
                for domains in sites.values():
                    for domain in _texts(domains) if isinstance(domains, list) else ():
                        _add(found, domain, tracker)


def _exodus_rows(entries: Any) -> list[Mapping[str, Any]]:
    """Return the entries of an Exodus list, none when ``entries`` are something else."""
    rows = list(entries.values()) if isinstance(entries, Mapping) else entries
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return []
    return rows if any("code_signature" in row or "network_signature" in row for row in rows) else []


def _exodus(rows: Iterable[Mapping[str, Any]], path: Path, found: TrackerList) -> None:
    for row in rows:
        name = _text(row.get("name"))
        tracker = Tracker(name, name, _texts(row.get("categories")), "exodus")
        for prefix in _alternatives(_text_of(row, "code_signature")):
            plain = prefix.replace("\\", "").strip(".")
            if plain:
                found.code.setdefault(plain, msgspec.structs.replace(tracker, prefix=plain))
        for signature in _alternatives(_text_of(row, "network_signature")):
            plain = signature.replace("\\.", ".").strip(".").lower()
            if re.fullmatch(r"[a-z0-9.-]+", plain):
                _add(found, plain, tracker)
            else:
                found.networks.append((_pattern(signature, name, path), tracker))


def _text_of(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _alternatives(signature: str) -> Iterator[str]:
    """Yield the branches of a signature that is a plain alternation; one with groups is a single branch."""
    if "(" in signature or "[" in signature:
        yield signature
        return
    yield from (part.strip() for part in signature.split("|") if part.strip() not in ("", "NC"))


def _pattern(signature: str, name: str, path: Path) -> re.Pattern[str]:
    try:
        return re.compile(signature, re.IGNORECASE)
    except re.error as error:
        raise ListError(f"{path}: the network signature of {name!r} is no regular expression: {error}.") from None
