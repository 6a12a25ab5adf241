"""In which country an address is registered, from a database the user supplies. None is part of this program."""

import csv
import ipaddress
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import maxminddb

from harness.analysis.join.trackers import ListError
from harness.files.read import ReadError, open_regular

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_CODE = 2


def load_countries(path: Path) -> Callable[[str], str]:
    """Return what maps an address to its country's two-letter code (empty when unknown).

    ``path`` is an MMDB file (MaxMind's format, as many publishers use it), or CSV with rows ``first,last,country`` or
    ``network,country``; addresses may be written as numbers. Raises :class:`ListError`.
    """
    try:
        with open_regular(path, "the country database") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - (128 << 10)))
            mmdb = b"\xab\xcd\xefMaxMind.com" in file.read()
    except ReadError as error:
        raise ListError(str(error)) from None
    return _from_mmdb(path) if mmdb else _Ranges(path).country


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _from_mmdb(path: Path) -> Callable[[str], str]:
    try:
        reader = maxminddb.open_database(path, maxminddb.MODE_MEMORY)
    except (maxminddb.InvalidDatabaseError, OSError, ValueError) as error:
        raise ListError(f"{path} is not a usable MMDB file: {error}.") from None

    def country(ip: str) -> str:
        address = _address(ip)
        if address is None:
            return ""
        try:
            row: Any = reader.get(address)
        except (ValueError, maxminddb.InvalidDatabaseError):
            return ""
        for name in ("country", "registered_country"):
            part = row.get(name) if isinstance(row, dict) else None
            code = part.get("iso_code") if isinstance(part, dict) else part
            if isinstance(code, str) and len(code) == _CODE:
                return code.upper()
        code = row.get("country_code") if isinstance(row, dict) else None
        return code.upper() if isinstance(code, str) and len(code) == _CODE else ""

    return country


class _Ranges:
    """Address ranges of a CSV file, by version."""

    def __init__(self, path: Path) -> None:
        rows: dict[int, list[tuple[int, int, str]]] = {4: [], 6: []}
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for number, row in enumerate(csv.reader(file), 1):
                    for version, first, last, code in _row(row, number, path):
                        rows[version].append((first, last, code))
        except (csv.Error, UnicodeDecodeError) as error:
            raise ListError(f"{path} is neither MMDB nor CSV: {error}.") from None
        if not any(rows.values()):
            raise ListError(f"{path} holds no address range.")
        self._rows = {version: sorted(found) for version, found in rows.items()}
        self._starts = {version: [row[0] for row in found] for version, found in self._rows.items()}

    def country(self, ip: str) -> str:
        address = _address(ip)
        if address is None:
            return ""
        at = bisect_right(self._starts[address.version], int(address)) - 1
        if at < 0:
            return ""
        _, last, code = self._rows[address.version][at]
        return code if int(address) <= last else ""


def _row(row: list[str], number: int, path: Path) -> Iterator[tuple[int, int, int, str]]:
    cells = [cell.strip() for cell in row]
    if not any(cells) or cells[0].startswith("#"):
        return
    try:
        if "/" in cells[0]:
            network = ipaddress.ip_network(cells[0], strict=False)
            version, first, last = network.version, int(network[0]), int(network[-1])
            code = cells[1]
        else:
            low, high = (ipaddress.ip_address(int(c) if c.isdigit() else c) for c in cells[:2])
            if low.version != high.version or int(low) > int(high):
                raise ValueError("its ends do not fit")
            version, first, last, code = low.version, int(low), int(high), cells[2]
        if len(code) != _CODE or not code.isascii():
            raise ValueError("a two-letter country code is expected")
    except (ValueError, IndexError) as error:
        if number == 1:
            return  # a heading
        raise ListError(f"{path}, line {number}: no address range with a country ({error}).") from None
    if code not in ("ZZ", "--"):
        yield version, first, last, code.upper()
