"""Apps' files by content, and what makes two files the same app."""

import hashlib
import re
import zipfile
from pathlib import Path

import msgspec

from harness.app.apk import read_apk
from harness.app.splits import is_container
from harness.app.suffixes import APPS
from harness.evidence.run_record import Apk
from harness.files.write import replacing

_OF_STORES = re.compile(r"META-INF/.*", re.IGNORECASE | re.DOTALL)
"""What signing writes, and where stores put the mark of the channel by which an app came (the other place is the block
of signatures, which is no entry at all)."""
_PIECE = 1 << 20


class File(msgspec.Struct, frozen=True):
    """An app's file as it was kept: what is in it, its digest without stores' marks, its name below the campaign."""

    apk: Apk
    content: str
    name: str


def keep(apks: Path, path: Path) -> File:
    """Copy an app's file to where its content says. Raises ``ApkError`` for what is none, and ``WriteError``."""
    apk = read_apk(path)
    content = apk.sha256 if is_container(path) else content_of(path)
    suffix = path.suffix.lower() if path.suffix.lower() in APPS else ".apk"
    name = f"{apk.sha256[:2]}/{apk.sha256}{suffix}"
    to = apks / name
    if not to.is_file():
        to.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, replacing(to) as target:
            while piece := source.read(_PIECE):
                target.write(piece)
    return File(apk, content, name)


def content_of(path: Path) -> str:
    """Return a digest of everything in an APK but what stores and signatures put there, in hex."""
    whole = hashlib.sha256()
    with zipfile.ZipFile(path) as archive:
        rows = sorted((info for info in archive.infolist() if not _OF_STORES.fullmatch(info.filename)), key=_name)
        for info in rows:
            one = hashlib.sha256()
            with archive.open(info) as entry:
                while piece := entry.read(_PIECE):
                    one.update(piece)
            whole.update(f"{len(info.filename)}:{info.filename}:{one.hexdigest()}\n".encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def _name(info: zipfile.ZipInfo) -> tuple[str, int]:
    return info.filename, info.header_offset
