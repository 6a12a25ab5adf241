"""Reads a document in a process of its own: what a hostile file makes of a parser ends with that process.

Parsers of pages, PDFs and Word documents take time and memory that a file can choose (elements nested 200 000 deep keep
an HTML parser busy for minutes). The process has limits; it reads the file from its standard input and writes the
document, as JSON, to its standard output.
"""

import contextlib
import resource
import subprocess
import sys
from collections.abc import Callable

import msgspec

from harness.policy.document import Document
from harness.policy.errors import PolicyError
from harness.policy.formats.docx import read_docx
from harness.policy.formats.html import read_html
from harness.policy.formats.pdf import read_pdf

READERS: dict[str, Callable[[bytes], Document]] = {"html": read_html, "pdf": read_pdf, "docx": read_docx}
MOST_SECONDS = 60
MOST_MEMORY = 2 << 30
_MOST_OUTPUT = 256 << 20
_REFUSED = 2
_PATIENCE = 10
"""Seconds that are waited for one of a processor: machines are busy."""


def read_apart(kind: str, data: bytes, *, seconds: int = MOST_SECONDS) -> Document:
    """Read a document of a kind of ``READERS``. Raises ``PolicyError``, also when its reader died of it."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, kind, str(seconds)],
            input=data,
            capture_output=True,
            timeout=seconds * _PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PolicyError(f"The {kind} file is not read: it takes longer than {seconds * _PATIENCE} s.") from None
    if done.returncode == _REFUSED:
        raise PolicyError(done.stderr.decode("utf-8", "replace").strip())
    if done.returncode or len(done.stdout) > _MOST_OUTPUT:
        raise PolicyError(
            f"The {kind} file is not read: its reader ended with {done.returncode} (it may have taken more than "
            f"{seconds} s or {MOST_MEMORY >> 20} MiB)."
        )
    return msgspec.json.decode(done.stdout, type=Document)


def main(kind: str, seconds: int) -> int:
    """Read a document from standard input under limits, and write it to standard output."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        document = READERS[kind](sys.stdin.buffer.read())
    except PolicyError as error:
        sys.stderr.write(str(error))
        return _REFUSED
    except MemoryError:
        return 1
    sys.stdout.buffer.write(msgspec.json.encode(document))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
