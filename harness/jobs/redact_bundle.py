"""A bundle with stand-ins for its values: every file of it, sealed anew; what cannot be searched is left out."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from harness import __version__
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.redact.redaction import Check, Remains
from harness.errors import BadInputError
from harness.evidence.bundle import FLOWS, MANIFEST, PERSONA, RUN, SIGNATURE, SIGNER, STAMP, Bundle
from harness.evidence.parts import changed, plain
from harness.evidence.rows.row import Kind, kinds, row_from
from harness.evidence.run_record import ImportedFrom, Lost, RunRecord, read_run
from harness.evidence.run_record import Redacted as RedactedRun
from harness.evidence.seal import sha256_file
from harness.evidence.writer import BundleWriter
from harness.files.names import shown
from harness.jobs.export import Written
from harness.jobs.redact import Redacted, as_persona, check_traffic, remains, write_flows
from harness.persona.persona import Persona

_SEALS = frozenset({MANIFEST, SIGNATURE, SIGNER, STAMP, RUN, PERSONA, FLOWS})
_MOST_TEXT = 64 << 20
"""Bytes of a text that is searched as a whole; a log is searched line by line."""
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_REFERS = ("screenshot", "ui_dump")


def export_bundle(redacted: Redacted, source: Path, out: Path) -> Written:
    """Write the bundle ``out``, checked before it gets its name. Raises ``RemainsError`` and ``BundleError``."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInputError(f"{shown(out)} is not empty; give another --bundle or remove it.")
    if source.is_dir() and redacted.recording.seal is not None:
        raise BadInputError(
            f"The seal of {shown(source)} is broken: sealed anew, a redacted bundle would hide that. Write --har or "
            "--flows instead, or take the bundle as it was sealed."
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".harness-redacted-", dir=out.parent) as name:
        made = Path(name) / "bundle"
        written = _Writer(redacted, source, made).write()
        _check(redacted, made)
        if out.exists():
            out.rmdir()
        shutil.move(made, out)
    return msgspec.structs.replace(written, path=out)


class _Writer:
    """Writes one bundle of another, or of a foreign recording."""

    def __init__(self, redacted: Redacted, source: Path, out: Path) -> None:
        self._redacted, self._texts = redacted, redacted.texts
        self._bundle = Bundle(source) if source.is_dir() else None
        self._source = source
        self._out = out
        self._left_out: list[str] = []

    def write(self) -> Written:
        """Write and seal it; return how many exchanges are in it."""
        bundle, before = self._bundle, self._redacted.redaction.counts
        if bundle is not None:
            recording_from_bundle(bundle)  # what is not as it was sealed is set aside
        with BundleWriter(self._out, self._record()) as writer:
            outcome, reason = self._redacted.recording.run.outcome, self._redacted.recording.run.reason
            for file in self._files():
                self._one(file, writer)
            traffic = self._traffic(writer)
            persona = self._persona()
            if persona is not None:
                writer.write_file(PERSONA, persona.to_yaml().encode())
            counts = self._redacted.redaction.counts - before
            writer.run.redacted = RedactedRun(
                of=self._digest(),
                replaced=counts.replaced,
                scrambled=counts.scrambled,
                blanked=counts.blanked,
                left_out=sorted(self._left_out),
                unexplained=self._redacted.redaction.unexplained,
            )
            ended = outcome if outcome in ("complete", "interrupted") else "incomplete" if bundle else "complete"
            reasons = [self._texts.text(reason or ""), *self._less(traffic, counts.blanked, writer)]
            said = " ".join(filter(None, reasons))
            writer.seal("incomplete" if len(reasons) > 1 else ended, said or None)
        return msgspec.structs.replace(
            traffic, replaced=counts.replaced, scrambled=counts.scrambled, blanked=counts.blanked
        )

    def _less(self, traffic: Written, blanked: int, writer: BundleWriter) -> Iterator[str]:
        """Yield in what the result says less than the original: of that nothing may be concluded."""
        cut = getattr(self._redacted.recording.exchanges, "cut", None)
        if cut:
            yield self._texts.text(cut)
        lost = sum(traffic.left_out.values())
        if lost:
            kinds = ", ".join(f"{count} {kind}" for kind, count in traffic.left_out.items())
            writer.run.lost = Lost(entries=lost, named=[f"left out when it was redacted: {kinds}"])
            yield f"{lost} exchanges are left out of the redacted bundle: {kinds}."
        if blanked:
            yield f"{blanked} places are blanked in the redacted bundle: what was found there is lost."

    def _digest(self) -> str:
        if self._bundle is not None:
            return self._redacted.recording.manifest or ""
        return sha256_file(self._source) if self._source.is_file() else ""

    def _record(self) -> RunRecord:
        run = self._redacted.recording.run
        if self._bundle is None:
            made = ImportedFrom(file=shown(self._source.name), sha256=self._digest())
            run = changed(run, imported=made, tool={"harness": __version__})
        else:
            run = self._bundle.run
        said = self._texts.tree(plain(run))
        said.pop("signer", None)
        return read_run(said)

    def _persona(self) -> Persona | None:
        raw = self._redacted.recording.persona
        if raw is None and not self._redacted.planted():
            return None
        try:
            persona = msgspec.convert(raw, Persona) if raw is not None else None
        except msgspec.ValidationError:
            persona = None
        return as_persona(self._redacted, persona)

    def _traffic(self, writer: BundleWriter) -> Written:
        recording = self._redacted.recording
        if self._bundle is not None and not self._bundle.has(FLOWS):
            return Written(self._out, "exchanges", 0)
        writer.open_file(FLOWS)
        written = write_flows(self._redacted, recording, self._out / FLOWS)
        if self._bundle is None:
            for row in recording.connections:
                raw = self._texts.line(msgspec.to_builtins(row))
                writer.append(msgspec.convert(raw, type(row)))
            for call in self._redacted.observations:
                writer.append(call)
        return written

    def _files(self) -> Iterator[str]:
        if self._bundle is None:
            return
        root = self._bundle.path
        for path in sorted(root.rglob("*")):
            relative = path.relative_to(root).as_posix()
            if relative in _SEALS or path.is_dir():
                continue
            if path.is_symlink() or not self._bundle.has(relative):
                self._left_out.append(self._texts.text(relative, names=True))
            else:
                yield relative

    def _one(self, file: str, writer: BundleWriter) -> None:
        """Write one file with other values; pictures, and what is no text, are left out."""
        assert self._bundle is not None  # noqa: S101 - only bundles have files
        kind = next((kind for kind in kinds() if kind.file == file), None)
        name = self._texts.text(file, names=True)
        if kind is not None:
            self._rows(kind, self._bundle, writer)
        elif file.lower().endswith(_PICTURES):
            self._left_out.append(name)
        elif file.startswith("log/"):
            with self._bundle.open(file) as lines:
                made = writer.open_file(name)
                for line in lines:
                    made.write(
                        self._texts.text(line.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
                    )
        else:
            self._whole(file, name, writer)

    def _whole(self, file: str, name: str, writer: BundleWriter) -> None:
        assert self._bundle is not None  # noqa: S101
        with self._bundle.open(file) as content:
            data = content.read(_MOST_TEXT + 1)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = None
        if text is None or len(data) > _MOST_TEXT or "\0" in text:
            self._left_out.append(name)
            return
        try:
            tree = msgspec.json.decode(data) if file.endswith(".json") else None
        except (msgspec.DecodeError, RecursionError):
            tree = None
        if tree is None:
            writer.write_file(name, self._texts.data(data))
        else:
            writer.write_file(name, msgspec.json.format(msgspec.json.encode(self._texts.tree(tree)), indent=1) + b"\n")

    def _rows(self, kind: Kind[Any], bundle: Bundle, writer: BundleWriter) -> None:
        if kind.whole:
            for row in bundle.rows(kind.cls):
                writer.append(row_from(kind.cls, self._line(msgspec.to_builtins(row))))
            return
        made = writer.open_file(kind.file)
        with bundle.open(kind.file) as lines:
            for line in lines:
                try:
                    raw = msgspec.json.decode(line)
                except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
                    made.write(self._texts.data(line))  # a cut last row stays one
                    continue
                said = self._line(raw) if isinstance(raw, dict) else self._texts.tree(raw)
                made.write(msgspec.json.encode(said) + b"\n")

    def _line(self, raw: dict[str, Any]) -> dict[str, Any]:
        """Return a row with other values, without references to pictures."""
        raw = {
            key: item
            for key, item in raw.items()
            if not (isinstance(item, str) and key.endswith(_REFERS) and item.lower().endswith(_PICTURES))
        }
        return self._texts.line(raw)


def _check(redacted: Redacted, made: Path) -> None:
    """Search every file of a bundle for the original values. Raises ``RemainsError``."""
    bundle = Bundle(made)
    check = Check(redacted.needles, _observations(bundle))
    if bundle.has(FLOWS):
        check_traffic(check, made / FLOWS)
    files = {kind.file: kind for kind in kinds()}
    for path in sorted(made.rglob("*")):
        relative = path.relative_to(made).as_posix()
        if path.is_dir() or relative in (FLOWS, MANIFEST):
            continue
        try:
            _search(check, path, relative, files.get(relative))
        except Remains as left:
            raise remains(left, f"the file {shown(relative)}") from None


def _observations(bundle: Bundle) -> Any:
    return next((bundle.rows(kind.cls) for kind in kinds() if kind.file == "observations.jsonl"), ())


def _search(check: Check, path: Path, relative: str, kind: Kind[Any] | None) -> None:
    check.texts.text(relative, names=True)
    if kind is not None or relative == RUN or relative.endswith(".json"):
        with path.open("rb") as lines:
            rows = lines if kind is not None and not kind.whole else [path.read_bytes()]
            for line in rows:
                try:
                    raw = msgspec.json.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    check.texts.data(line)
                    continue
                for item in raw if isinstance(raw, list) else [raw]:
                    (check.texts.line if kind is not None else check.texts.tree)(item)
    elif relative.startswith("log/"):
        with path.open("rb") as lines:
            for line in lines:
                check.texts.text(line.decode("utf-8", "surrogateescape"))
    elif relative != PERSONA:
        check.texts.data(path.read_bytes())
    else:
        for said in path.read_text("utf-8").splitlines():
            check.texts.text(said, names=True)
