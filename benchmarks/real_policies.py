"""How well the extractor reads policies of others: ``python benchmarks/real_policies.py FOLDER [--fetch] [-v]``.

``real_policies.yaml`` beside it names each by repository, commit, path and SHA-256, and says what it declares, as one
person read it. The texts are not ours and not here: FOLDER has them, under whatever names; ``--fetch`` gets those that
are missing from GitHub. It prints a table for those that were looked at while the extractor was mended and one for
those that were not; with ``-v`` also what was missed and what is wrong. docs/policy.md has the figures.
"""

import argparse
import hashlib
import sys
import urllib.parse
import urllib.request
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from harness.policy.read import read_policy
from tests.policy.accuracy import Score, compare, table

LABELS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))["documents"]
SETS = {"first": "read while the extractor was mended", "second": "mended after", "held": "held back"}


def fetch(label: dict[str, Any], folder: Path) -> None:
    """Get one document from GitHub into the folder; what comes must have the digest that is written down."""
    place = urllib.parse.quote(f"{label['repository']}/{label['commit']}/{label['path']}")
    with urllib.request.urlopen(f"https://raw.githubusercontent.com/{place}", timeout=60) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != label["sha256"]:
        raise SystemExit(f"{label['repository']} {label['path']} is not what was labelled.")
    (folder / f"{label['id']}{Path(label['path']).suffix}").write_bytes(content)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args()
    there = _digests(given.folder)
    for label in LABELS if given.fetch else ():
        if label["sha256"] not in there:
            fetch(label, given.folder)
    there = _digests(given.folder)
    for name, words in SETS.items():
        scores: dict[str, Score] = defaultdict(Score)
        chosen = [label for label in LABELS if label["set"] == name and label["sha256"] in there]
        for label in chosen:
            compare(label["id"], read_policy(there[label["sha256"]]), label, scores)
        scores.pop("vague", None)  # what is said by umbrella words alone was not labelled
        sys.stdout.write(f"{words}: {table(len(chosen), scores, verbose=given.verbose)}\n")
    missing = [label["id"] for label in LABELS if label["sha256"] not in there]
    sys.stderr.write(f"Not in {given.folder}: {', '.join(missing)}\n" if missing else "")
    return 3 if missing else 0


def _digests(folder: Path) -> dict[str, Path]:
    files = [path for path in sorted(folder.iterdir()) if path.is_file()]
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}


if __name__ == "__main__":
    sys.exit(main())
