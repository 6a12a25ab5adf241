"""How well the extractor reads: the corpus' policies, which we wrote, against the claims that we say they make.

``python -m tests.policy.accuracy`` prints the table of docs/policy.md; with ``-v`` also what was missed and what is
wrong. A label is about a whole policy: which categories are collected by the app, and so on. Real policies are worse
than these.
"""

import sys
from collections import defaultdict
from pathlib import Path

import yaml

from harness.policy.model import Policy
from harness.policy.read import read_policy

CORPUS = Path(__file__).with_name("corpus")
# What a label's key compares: claims of these kinds, by the app or by an SDK.
_CATEGORIES = {
    "collects": ("collects", "app"),
    "by_sdk": ("collects", "sdk"),
    "does_not_collect": ("does_not_collect", "app"),
    "shares": ("shares", "app"),
    "does_not_share": ("does_not_share", "app"),
    "does_not_sell": ("does_not_sell", "app"),
    "stays_on_device": ("stays_on_device", "app"),
}
_OTHERS = (
    "foreground_only", "stored_in_china", "cross_border", "no_cross_border", "retention", "encrypted", "rights",
    "withdrawal", "account_cancellation", "personalisation_off", "minors", "complaint", "reply_limit", "controller",
    "contact", "effective_date", "version",
)  # fmt: skip


class Score:
    """What was found rightly, wrongly, and not at all."""

    def __init__(self) -> None:
        self.right: list[str] = []
        self.wrong: list[str] = []
        self.missed: list[str] = []

    def add(self, where: str, found: set[str], wanted: set[str], allowed: frozenset[str] = frozenset()) -> None:
        self.right += [f"{where}: {name}" for name in sorted(found & wanted)]
        self.wrong += [f"{where}: {name}" for name in sorted(found - wanted - allowed)]
        self.missed += [f"{where}: {name}" for name in sorted(wanted - found)]

    @property
    def precision(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.missed))


def documents() -> list[Path]:
    """The corpus' policies."""
    return sorted(path for path in CORPUS.iterdir() if path.suffix != ".yaml")


def measure() -> dict[str, Score]:
    """Read the corpus and score each kind of claim."""
    scores: dict[str, Score] = defaultdict(Score)
    for path in documents():
        compare(path.name, read_policy(path), yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8")), scores)
    return scores


def compare(name: str, policy: Policy, labels: dict[str, object], scores: dict[str, Score]) -> None:
    """Add one policy's claims to the scores."""
    hidden = {row.id for row in policy.sentences if row.hidden}
    shown = [claim for claim in policy.claims if claim.sentence not in hidden]
    for key, (kind, actor) in _CATEGORIES.items():
        found = {row.category or "(all)" for row in shown if row.kind == kind and row.actor == actor and not row.vague}
        wanted = {str(each) or "(all)" for each in labels.get(key, [])}  # type: ignore[attr-defined]
        scores[key].add(name, found, wanted, frozenset(labels.get(f"{key}_also", [])))  # type: ignore[call-overload]
    vague = {row.words[-1] for row in shown if row.vague and row.kind in ("collects", "shares") and row.actor == "app"}
    umbrellas = set(labels.get("vague", [])) | set(labels.get("vague_shares", []))  # type: ignore[call-overload]
    scores["vague"].add(name, vague, umbrellas)
    scores["sdk"].add(name, *_sdks(policy, set(labels.get("sdks", []))))  # type: ignore[call-overload]
    kinds = {row.kind for row in shown}
    scores["other kinds"].add(name, kinds & set(_OTHERS), set(labels.get("others", [])))  # type: ignore[call-overload]
    licences = [row for row in shown if row.kind == "overbroad_licence"]
    wanted_licences = int(labels.get("licences", 0))  # type: ignore[call-overload]
    scores["overbroad_licence"].add(
        name, {f"clause {n}" for n in range(len(licences))}, {f"clause {n}" for n in range(wanted_licences)}
    )


def _sdks(policy: Policy, wanted: set[str]) -> tuple[set[str], set[str]]:
    found = set()
    for row in policy.of("sdk"):
        known = wanted & {*row.prefixes, row.sdk}
        found |= known or {row.sdk or row.company}
    return found, wanted


def main() -> int:
    """Print the table."""
    scores = measure()
    sys.stdout.write(
        f"{len(documents())} policies\n\n| claims | labelled | precision | recall |\n|---|---:|---:|---:|\n"
    )
    for kind, score in scores.items():
        labelled = len(score.right) + len(score.missed)
        sys.stdout.write(f"| {kind} | {labelled} | {score.precision:.2f} | {score.recall:.2f} |\n")
    if "-v" in sys.argv:
        for kind, score in scores.items():
            for what, rows in (("WRONG", score.wrong), ("MISSED", score.missed)):
                for row in rows:
                    sys.stdout.write(f"{what:7} {kind}: {row}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
