"""Giving a recording away: the same traffic, calls and texts with stand-ins for every value, checked before all else.

What was written is searched for the *original* values before it gets its name. Where one is found nothing is left on
disk.
"""

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import yaml
from mitmproxy import io

from harness.analysis.assessment import values_of
from harness.analysis.decode.url import URL
from harness.analysis.recording import Recording, recording_from_file
from harness.analysis.redact.redaction import Check, Redaction, Remains
from harness.analysis.redact.rewrite import Counts
from harness.analysis.redact.texts import Texts
from harness.errors import HarnessError
from harness.evidence.exchange import Exchange
from harness.evidence.flow_change import Change, changed_flows
from harness.evidence.flow_frame import http_frame
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.flows import FlowsFile
from harness.evidence.har_write import write_har
from harness.evidence.rows import Observation
from harness.files.names import shown
from harness.files.scratch import owned
from harness.files.write import replacing, write_error
from harness.jobs.export import Written, table_writer
from harness.persona.persona import Persona, PersonaValue
from harness.values.needle import Needle
from harness.values.stand_ins import StandIns


@dataclass
class Counted:
    """How many places one file has in which something else stands, known when it is written."""

    counts: Counts = field(default_factory=Counts)

    def of(self, written: Written) -> Written:
        """Return what a file holds, with its counts."""
        counts = self.counts
        return msgspec.structs.replace(
            written, replaced=counts.replaced, scrambled=counts.scrambled, blanked=counts.blanked
        )


class RemainsError(HarnessError):
    """A value is still in what was written. The message names the exchange or file, and the path to it."""


class Redacted:
    """A recording with stand-ins for its values. ``needles`` are the values, ``stand_ins`` what is in their places."""

    def __init__(self, recording: Recording, wanted: list[Needle], seed: str | None = None) -> None:
        """``wanted`` are looked for besides the persona's. Two with the same ``seed`` and values agree."""
        seed = seed if seed is not None else secrets.token_hex(16)
        public = {recording.run.app, recording.run.apk.label if recording.run.apk else ""}
        self.recording = recording
        self.needles = [needle for needle in values_of(recording, wanted) if needle.text not in public or needle.place]
        self.stand_ins = StandIns(seed).of(self.needles)
        self.redaction = Redaction(self.needles, self.stand_ins, recording.observations, seed)
        self.texts = self.redaction.texts

    @property
    def exchanges(self) -> Iterator[Exchange]:
        """The exchanges with other values."""
        return map(self.redaction.exchange, self.recording.exchanges)

    @property
    def observations(self) -> Iterator[Observation]:
        """The recorded calls with other values."""
        for row in self.recording.observations:
            raw = msgspec.to_builtins(row)
            yield msgspec.convert(self.texts.line(raw), Observation)

    def planted(self) -> list[PersonaValue]:
        """Return the stand-ins of what was planted or given, under the same names."""
        return [
            PersonaValue(id=old.value_id, category=new.category, value=new.plain)
            for old, new in zip(self.needles, self.stand_ins, strict=True)
            if old.origin in ("persona", "file")
        ]

    def flows(self, file: "FlowsFile | None") -> Iterator[tuple[bytes | Exchange, Exchange]]:
        """Yield flows of a file of flows, or the exchanges of any other recording, changed."""
        if file is None:
            yield from ((row, row) for row in self.exchanges)
            return
        yield from changed_flows(file, _change(self.redaction.exchange, self.texts, self.redaction.holds))

    @contextlib.contextmanager
    def counted(self) -> Iterator[Counted]:
        """Count what is replaced while one file is written."""
        before, found = self.redaction.counts, Counted()
        yield found
        found.counts = self.redaction.counts - before

    def check(self) -> Check:
        """Return what goes through the result, with the original values."""
        return Check(self.needles, self.observations)


def write_flows(redacted: Redacted, source: Recording, path: Path) -> Written:
    """Write traffic as a mitmproxy flow file, with everything else of each flow as it was recorded."""
    count, left_out = 0, dict[str, int]()
    own = source.exchanges if isinstance(source.exchanges, FlowsFile) else None
    with path.open("wb") as file:
        rows = io.FlowWriter(file)
        for flow, exchange in redacted.flows(own):
            if flow and isinstance(flow, bytes):
                file.write(flow)
            elif exchange.kind not in ("http", "websocket"):
                left_out[exchange.kind] = left_out.get(exchange.kind, 0) + 1
                continue
            elif (frame := http_frame(exchange)) is not None:
                file.write(frame)
            else:
                rows.add(flow_from_exchange(exchange))
            count += 1
    return Written(path, "exchanges", count, dict(sorted(left_out.items())))


def check_traffic(check: Check, path: Path) -> None:
    """Search a file of traffic that was written, of flows all that they hold. Raises :class:`RemainsError`."""
    where = "the recording"

    def searched(exchange: Exchange) -> Exchange:
        nonlocal where
        where = f"exchange {exchange.index} ({shown(exchange.host)})"
        check.exchange(exchange)
        return exchange

    try:
        if path.suffix == ".mitm":
            for _ in changed_flows(FlowsFile(path, ours=True), _change(searched, check.texts, check.holds)):
                pass
        else:
            for exchange in recording_from_file(path).exchanges:
                searched(exchange)
    except Remains as left:
        raise remains(left, where) from None


def _change(exchange: Callable[[Exchange], Exchange], texts: Texts, holds: Callable[[bytes], bool]) -> Change:
    return Change(
        exchange=exchange,
        text=lambda said: texts.text(said, names=True),
        data=texts.data,
        url=lambda said: texts.text(said, "url", structure=URL),
        holds=holds,
    )


def remains(left: Remains, where: str) -> RemainsError:
    """Return what it means that something is left."""
    path = " > ".join(map(shown, left.path)) or "plainly"
    place = f"{shown(left.where)}: {path}" if left.where else path
    if not left.value_id:
        return RemainsError(f"Nothing was written: {where} cannot be searched to its end ({place}).")
    return RemainsError(
        f"Nothing was written: the value {shown(left.value_id)} is still in {where}, {place}. Please report it; until "
        "then the recording cannot be given away."
    )


class Wanted(msgspec.Struct, frozen=True):
    """Which files to write; see the options of ``harness export``."""

    har: Path | None = None
    flows: Path | None = None
    observations: Path | None = None
    stand_ins: Path | None = None


def export_redacted(redacted: Redacted, wanted: Wanted) -> list[Written]:
    """Write what is wanted, all of it or nothing. Raises :class:`RemainsError` and ``WriteError``."""
    done: list[tuple[Written, Path]] = []
    check = redacted.check()
    with tempfile.TemporaryDirectory(prefix=owned("harness-redacted-")) as name, _told():
        folder = Path(name)
        if wanted.har is not None:
            with redacted.counted() as counts:
                count, left_out = write_har(redacted.exchanges, folder / "x.har", redacted.recording.run.app)
            done.append((counts.of(Written(wanted.har, "exchanges", count, left_out)), folder / "x.har"))
        if wanted.flows is not None:
            with redacted.counted() as counts:
                written = write_flows(redacted, redacted.recording, folder / "x.mitm")
            done.append((counts.of(msgspec.structs.replace(written, path=wanted.flows)), folder / "x.mitm"))
        for _, path in done:
            check_traffic(check, path)
        if wanted.observations is not None:
            with redacted.counted() as counts:
                count = table_writer(wanted.observations)(_checked(redacted.observations, check), folder / "x.csv")
            done.append((counts.of(Written(wanted.observations, "calls", count)), folder / "x.csv"))
        if wanted.stand_ins is not None:
            text = yaml.safe_dump(_as_values(redacted.planted()), allow_unicode=True, sort_keys=False, width=120)
            (folder / "x.yaml").write_text(text, "utf-8")
            done.append((Written(wanted.stand_ins, "stand-ins", len(redacted.planted())), folder / "x.yaml"))
        for written, path in done:
            with path.open("rb") as made, replacing(written.path) as file:
                shutil.copyfileobj(made, file)
    return [written for written, _ in done]


def _as_values(planted: list[PersonaValue]) -> list[dict[str, object]]:
    return [{"category": row.category, "id": row.id, "value": row.value} for row in planted]


def _checked(rows: Iterator[Observation], check: Check) -> Iterator[Observation]:
    for row in rows:
        try:
            check.texts.line(msgspec.to_builtins(row))
        except Remains as left:
            raise remains(left, f"the call {row.pid}:{row.seq}") from None
        yield row


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise write_error(error, "a temporary file") from None


def as_persona(redacted: Redacted, persona: Persona | None) -> Persona:
    """Return the persona of the result: the same names and groups, and the stand-ins."""
    by_text = {(old.text, old.place): new for old, new in zip(redacted.needles, redacted.stand_ins, strict=True)}
    known = {row.id: row for row in persona.values} if persona else {}
    rows = [
        msgspec.structs.replace(row, **_own(known[row.id])) if row.id in known else row for row in redacted.planted()
    ]
    ids = {row.id for row in rows}
    for row in persona.values if persona else ():
        place = (row.value["latitude"], row.value["longitude"]) if isinstance(row.value, dict) else None
        new = by_text.get(("" if place else str(row.value), place))
        if row.id not in ids and new is not None:  # a value that stands twice in the list
            rows.append(msgspec.structs.replace(row, value=new.plain))
    return Persona(
        id=redacted.texts.text(persona.id) if persona else "redacted",
        created=persona.created if persona else "1970-01-01T00:00:00Z",
        values=rows,
    )


def _own(row: PersonaValue) -> dict[str, str | None]:
    return {"of": row.of, "origin": row.origin}
