"""Socket addresses as the kernel takes them."""

import ipaddress
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """``family`` is ``inet``, ``unix``, ``none`` (AF_UNSPEC: takes back a connection) or ``other``.

    ``host`` is an IP address, a path, or an abstract name with an ``@`` before it.
    """

    family: str
    host: str
    port: int = 0

    @property
    def loopback(self) -> bool:
        """Whether it means the machine itself; the unspecified address does too."""
        if self.family != "inet":
            return False
        where = ipaddress.ip_address(self.host)
        return where.is_loopback or where.is_unspecified

    def __str__(self) -> str:
        """As it is told."""
        if self.family != "inet":
            return f"{self.family}:{self.host}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def address(data: bytes) -> Address:
    """Read a ``struct sockaddr`` of any family."""
    family = int.from_bytes(data[:2], sys.byteorder)
    if family == 0:
        return Address("none", "")
    if family == 1:
        name = data[2:]
        if name[:1] == b"\0" or not name:
            return Address("unix", "@" + name[1:].decode("utf-8", "backslashreplace"))
        return Address("unix", name.partition(b"\0")[0].decode("utf-8", "surrogateescape"))
    size = {2: 8, 10: 24}.get(family)
    if size is None or len(data) < size:
        return Address("other", f"family {family}")
    where = ipaddress.ip_address(data[4:8] if family == 2 else data[8:24])
    if where.version == 6 and where.ipv4_mapped is not None:
        where = where.ipv4_mapped
    return Address("inet", str(where), int.from_bytes(data[2:4], "big"))
