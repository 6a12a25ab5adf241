"""Where expectations stand: ``NAME.expected.yaml`` beside the recording ``NAME``, which may be a file or a bundle.

Beside and not inside: nothing may be added to a sealed bundle.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from harness.evidence.bundle import RUN
from harness.files.names import shown
from harness.files.read import ReadError
from harness.regress import RECORDINGS, SUFFIX


def expected_of(recording: Path) -> Path:
    """Return the file of expectations of a recording."""
    return recording.with_name(recording.name + SUFFIX)


def recording_of(expected: Path) -> Path:
    """Return the recording of a file of expectations. Raises ``ReadError`` when there is none."""
    recording = expected.with_name(expected.name.removesuffix(SUFFIX))
    if expected.name == SUFFIX or not recording.exists():
        raise ReadError(
            f"There is no recording for {shown(expected)}: NAME{SUFFIX} stands beside the recording (or bundle) NAME."
        )
    return recording


def found(below: Path) -> tuple[list[Path], list[Path]]:
    """Return the files of expectations below a directory, and the recordings that have none, in order.

    ``below`` may also be one recording, or one file of expectations. Raises ``ReadError`` where there is nothing.
    """
    if not below.exists():
        raise ReadError(f"There is no directory {shown(below)}.")
    if below.name.endswith(SUFFIX):
        return [below], []
    if not below.is_dir() or (below / RUN).is_file():
        one = expected_of(below)
        return ([one], []) if one.exists() else ([], [below])
    expected: list[Path] = []
    recordings: list[Path] = []
    for path in _files(below):
        (expected if path.name.endswith(SUFFIX) else recordings).append(path)
    without = [path for path in recordings if not expected_of(path).exists()]
    if not expected and not without:
        raise ReadError(
            f"There is no recording below {shown(below)}: no bundle, no *{SUFFIX}, no HAR, flow file or capture."
        )
    return expected, without


def _files(below: Path) -> Iterator[Path]:
    """Yield expectations and recordings; inside a bundle nothing is looked for, nor in hidden directories."""
    for top, folders, names in os.walk(below):
        root = Path(top)
        bundles = sorted(name for name in folders if (root / name / RUN).is_file())
        folders[:] = sorted(name for name in folders if name not in bundles and not name.startswith("."))
        yield from (root / name for name in bundles)
        for name in sorted(names):
            if name.endswith(SUFFIX) or name.lower().endswith(RECORDINGS):
                yield root / name
