"""What names resolve to in a sinkhole."""

import hashlib
import ipaddress
from typing import TYPE_CHECKING

from mitmproxy import dns
from mitmproxy.net.dns import classes, response_codes, types

if TYPE_CHECKING:
    from mitmproxy.dns import Message  # DNSMessage from mitmproxy 12 on

SINKHOLE_ADDRESSES = ipaddress.ip_network("198.18.0.0/15")
"""What names resolve to in a sinkhole: addresses for tests of networks (RFC 2544), which nobody has."""


def sinkhole_answer(request: "Message") -> "Message":
    """Answer a query: each name has its own address of :data:`SINKHOLE_ADDRESSES`, always the same; nothing else is."""
    question = request.questions[0] if request.questions else None
    if question is None or question.class_ != classes.IN or question.type not in (types.A, types.AAAA):
        return request.fail(response_codes.NXDOMAIN)
    if question.type == types.AAAA:
        return request.succeed([])
    digest = int.from_bytes(hashlib.sha256(question.name.lower().encode()).digest()[:4], "big")
    address = SINKHOLE_ADDRESSES[1 + digest % (SINKHOLE_ADDRESSES.num_addresses - 2)]
    assert isinstance(address, ipaddress.IPv4Address)  # noqa: S101 - for the type checker
    return request.succeed([dns.ResourceRecord.A(question.name, address, ttl=60)])
