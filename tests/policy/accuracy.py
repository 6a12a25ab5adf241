"""How well the extractor reads: the corpus' policies, which we wrote, against the claims that we say they make.

``python -m tests.policy.accuracy`` prints the table of docs/policy.md; with ``-v`` also what was missed and what is
wrong. A label is about a whole policy: which categories are collected by the app, and so on. Real policies are worse
than these.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Set
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

    def add(self, where: str, found: Set[str], wanted: Set[str], allowed: Set[str] = frozenset()) -> None:
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
        scores[key].add(name, found, _named(labels, key), _named(labels, f"{key}_also"))
    vague = {row.words[-1] for row in shown if row.vague and row.kind in ("collects", "shares") and row.actor == "app"}
    umbrellas = _named(labels, "vague") | _named(labels, "vague_shares")
    scores["vague"].add(name, vague, umbrellas, _named(labels, "vague_also"))
    sdks = _named(labels, "sdks") | _named(labels, "sdks_also")
    scores["sdk"].add(name, _sdks(policy, sdks), _named(labels, "sdks"), _named(labels, "sdks_also"))
    kinds = {row.kind for row in shown}
    scores["other kinds"].add(name, kinds & set(_OTHERS), _named(labels, "others"), _named(labels, "others_also"))
    licences = [row for row in shown if row.kind == "overbroad_licence"]
    wanted_licences = int(labels.get("licences", 0))  # type: ignore[call-overload]
    scores["overbroad_licence"].add(
        name, {f"clause {n}" for n in range(len(licences))}, {f"clause {n}" for n in range(wanted_licences)}
    )


def _named(labels: dict[str, object], key: str) -> frozenset[str]:
    """What a label lists under a key."""
    listed = labels.get(key, [])
    assert isinstance(listed, list)
    return frozenset(str(each) or "(all)" for each in listed)


def _sdks(policy: Policy, labelled: frozenset[str]) -> set[str]:
    found = set()
    for row in policy.of("sdk"):
        known = labelled & {*row.prefixes, row.sdk}
        found |= known or {row.sdk or row.company}
    return found


def table(count: int, scores: Mapping[str, Score], *, verbose: bool) -> str:
    """The figures of so many policies, as docs/policy.md has them; ``verbose``: and what was missed or wrong."""
    lines = [f"{count} policies", "", "| claims | labelled | precision | recall |", "|---|---:|---:|---:|"]
    for kind, score in scores.items():
        labelled = len(score.right) + len(score.missed)
        if labelled + len(score.wrong) == 0:
            continue
        lines.append(f"| {kind} | {labelled} | {score.precision:.2f} | {score.recall:.2f} |")
    for kind, score in scores.items() if verbose else ():
        lines += [f"WRONG   {kind}: {row}" for row in score.wrong]
        lines += [f"MISSED  {kind}: {row}" for row in score.missed]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the table."""
    sys.stdout.write(table(len(documents()), measure(), verbose="-v" in sys.argv))
    return 0


if __name__ == "__main__":
    sys.exit(main())
