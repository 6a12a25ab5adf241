"""Each way out: what the probe sent by its own account, held against the traffic and the connections of the run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from harness.analysis.model import Sighting
from harness.analysis.probe.account import Own, Sent
from harness.evidence.calibration import WayProof
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Connection, Observation

DOMAIN = "harness-probe.example"
NOWHERE = "198.51.100.7"
"""Where the probe's datagrams go (RFC 5737)."""
SMALL: Mapping[str, frozenset[str]] = {
    "udp": frozenset({"settings.secure.android_id", "tm.getImei", "tm.getSubscriberId"}),
    "native_tcp": frozenset({"settings.secure.android_id", "tm.getImei", "tm.getSubscriberId"}),
    "quic": frozenset({"settings.secure.android_id", "tm.getImei", "tm.getSubscriberId"}),
    "dns": frozenset({"settings.secure.android_id"}),
}
"""Ways that carry few values: those of these points."""
_MARK = b"HARNESS "
_HEAD = 64
"""Bytes of a stream or datagram in which the mark begins: before it may be a head of QUIC."""


def proofs(
    accounts: Sequence[Own],
    exchanges: Iterable[Exchange],
    sightings: Iterable[Sighting],
    connections: Sequence[Connection],
    looked_up: frozenset[str],
    planted: Mapping[str, str],
) -> list[WayProof]:
    """Return what is proved of every way and form that the account tells of.

    ``looked_up`` are names that were asked for; ``planted`` maps ids of the persona's values to what they are.
    """
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    datagrams: list[tuple[int, bytes]] = []
    for index, exchange in enumerate(exchanges):
        data = next((message.data for message in exchange.messages if message.from_client), b"")
        if exchange.kind == "dns":
            looked_up |= {exchange.host}
        elif exchange.host == NOWHERE:
            datagrams.append((index, data))
        elif exchange.host.endswith(f".{DOMAIN}"):
            found[exchange.host.partition(".")[0].replace("-", "_"), _form(exchange, data)].append(index)
    values: dict[int, set[str]] = defaultdict(set)
    for sighting in sightings:
        values[sighting.index].add(sighting.value_id)
    states = {(_way(row.host), row.state): row for row in connections}
    out = []
    for own in accounts:
        for sent in own.sent:
            if sent.way == "udp":
                places = [index for index, data in datagrams if len(data) == sent.bytes]
            else:
                places = found[sent.way, sent.form]
            wanted = _wanted(own, sent, planted)
            out.append(_proof(sent, places, wanted, set().union(*(values[at] for at in places)), states, looked_up))
    return out


def _form(exchange: Exchange, data: bytes) -> str:
    """The form that the probe says its message is of: in the path of its URL, or the first line of a stream."""
    if (at := data.find(_MARK, 0, _HEAD)) >= 0:
        return data[at + len(_MARK) :].partition(b" ")[0].decode("ascii", "replace")
    return exchange.url.rpartition("/")[2].partition("?")[0]


def _way(host: str) -> str:
    if host == NOWHERE:
        return "udp"
    return host.removesuffix(f".{DOMAIN}").rpartition(".")[2].replace("-", "_") if host.endswith(DOMAIN) else host


def _wanted(own: Own, sent: Sent, planted: Mapping[str, str]) -> set[str]:
    """The ids of planted values that stand in what was sent."""
    points = SMALL.get(sent.way)
    texts = {text for point, text in own.values.items() if points is None or point in points}
    return {name for name, value in planted.items() if value in texts}


def _proof(
    sent: Sent,
    places: Sequence[int],
    wanted: set[str],
    found: set[str],
    states: Mapping[tuple[str, str], Connection],
    looked_up: frozenset[str],
) -> WayProof:
    proof = WayProof(way=sent.way, form=sent.form, sent=len(wanted), found=len(wanted & found), detail=sent.out[:300])
    past = states.get((sent.way, "direct"))
    if past is not None:
        proof.state, proof.detail = "leaked", past.reason or "it went past the proxy"
    elif places:
        proof.missing = sorted(wanted - found)
        proof.state = "partly" if proof.missing else "decrypted"
    elif any(way == sent.way for way, _ in states) or (sent.way == "dns" and _asked(sent.form, looked_up)):
        refused = states.get((sent.way, "denied")) or states.get((sent.way, "refused"))
        proof.state = "closed" if refused else "seen"
        proof.detail = (refused.reason if refused else "") or proof.detail
    elif sent.left:
        proof.state = "leaked"
    else:
        proof.state = "closed"
    return proof


def _asked(form: str, names: frozenset[str]) -> bool:
    return any(name.endswith(f".{form.replace('_', '-')}.dns.{DOMAIN}") for name in names)


def names_looked_up(observations: Iterable[Observation]) -> frozenset[str]:
    """Return the names of the probe's domain that the app was seen asking for."""
    return frozenset(
        value.text
        for row in observations
        if row.category == "channel.dns"
        for value in row.args
        if value.text is not None and value.text.endswith(DOMAIN)
    )
