"""The door for policies: a file of any kind that is read, to its claims."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from harness.evidence.documents import GivenDocument
from harness.files.names import shown
from harness.files.read import MIB, read_bytes
from harness.policy.document import Document
from harness.policy.errors import PolicyError
from harness.policy.extract import extract
from harness.policy.formats.apart import read_apart
from harness.policy.formats.charset import decode
from harness.policy.formats.claims import read_claims
from harness.policy.formats.play import is_form, read_form
from harness.policy.formats.text import read_text
from harness.policy.model import Policy

MOST_BYTES = 64 * MIB
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|meta|div|p|table|h[1-6]|span|section|article|ul|title|script)[\s>/]",
    re.IGNORECASE,
)
_BEGINNING = 4096
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Word file (or another of its kind)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)


def read_policy(path: Path) -> Policy:
    """Read a policy: HTML, text, Markdown, PDF, Word (docx), Play's Data safety form (CSV) or a YAML file of claims.

    Raises ``PolicyError`` and ``ReadError`` with one sentence.
    """
    return policy_of(document(path))


def document(path: Path) -> GivenDocument:
    """Return a policy's document as a bundle keeps it. Raises ``ReadError``."""
    return GivenDocument(shown(path.name), read_bytes(path, "the policy", MOST_BYTES))


def policy_of(document: GivenDocument) -> Policy:
    """Return what a document claims. Raises ``PolicyError`` with one sentence, also for one whose bytes are gone."""
    name = document.name
    if document.data is None:
        raise PolicyError(f"{name} is not in the bundle as it was given.")
    try:
        return _policy(document.data, name, Path(name).suffix.lower())
    except PolicyError as error:
        raise PolicyError(f"{name}: {error}" if not str(error).startswith(name) else str(error)) from None


def policy_text(path: Path) -> str:
    """Return the text of a document, a block a line: what places of sentences are counted in.

    Raises ``PolicyError``, also for a form and a file of claims, which have no text, and ``ReadError``.
    """
    data = read_bytes(path, "the policy", MOST_BYTES)
    if path.suffix.lower() in (".yaml", ".yml") or _form(data) is not None:
        raise PolicyError(f"{shown(path.name)} has no text: it is a form or a list of claims.")
    document = _document(data)
    document.place()
    return document.text()


def readable(paths: Sequence[Path]) -> list[GivenDocument]:
    """Return documents that can be read. Raises ``PolicyError`` and ``ReadError`` for the first that cannot: before a
    run, and not after it."""
    documents = [document(path) for path in paths]
    for each in documents:
        policy_of(each)
    return documents


def _policy(data: bytes, name: str, suffix: str) -> Policy:
    identity = {"source": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise PolicyError(f"It is {what}: save it as PDF, docx, HTML or text.")
    if suffix in (".yaml", ".yml"):
        try:
            return read_claims(data.decode("utf-8-sig"), **identity)  # type: ignore[arg-type]
        except UnicodeDecodeError:
            raise PolicyError("A YAML file of claims is UTF-8 text; this is not.") from None
    return extract(_document(data), **identity) if (text := _form(data)) is None else read_form(text, **identity)  # type: ignore[arg-type]


def _form(data: bytes) -> str | None:
    text = decode(data[:_BEGINNING]).text
    return decode(data).text if is_form(text) else None


def _document(data: bytes) -> Document:
    if b"%PDF-" in data[:1024]:
        return read_apart("pdf", data)
    if data.startswith(b"PK\x03\x04"):
        return read_apart("docx", data)
    if _HTML.search(decode(data[:_BEGINNING]).text):
        return read_apart("html", data)
    if b"\0" in data[:_BEGINNING] and not _is_utf16(data):
        raise PolicyError("It is no text, PDF, Word document or HTML page.")
    return read_text(data)


def _is_utf16(data: bytes) -> bool:
    return decode(data[:_BEGINNING]).charset.startswith(("utf-16", "utf-32"))
