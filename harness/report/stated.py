"""What the app's policy says of what was seen, as the assessment has it: for the report's table."""

from collections.abc import Mapping
from typing import Any

from harness.policy.stated import held
from harness.report.model import Stated

_SENTENCES = 3
_ORDER = ("contradicted", "not_declared", "suspected", "vague", "undetermined", "declared")


def stated_of(policy: Mapping[str, Any] | None) -> tuple[str, tuple[Stated, ...]]:
    """Return what the policy is called, and how it stands to what was seen, the gravest first.

    Both are empty where none was given. Raises ``msgspec.ValidationError`` for a policy of another shape.
    """
    if policy is None:
        return "", ()
    said = held(policy)
    sentences = {row.id: row.text for row in said.sentences}
    claims = {row.id: sentences.get(row.sentence, "") for row in said.claims}
    rows = [
        Stated(
            kind=row.kind,
            standing=row.standing,
            category=row.category,
            actor=row.actor,
            recipient=row.recipient,
            count=row.count,
            sentences=tuple(dict.fromkeys(text for name in row.claims if (text := claims.get(name))))[:_SENTENCES],
        )
        for row in said.differences
    ]
    rows.sort(key=lambda row: (_ORDER.index(row.standing), row.kind, row.category, row.actor))
    return said.title or said.source, tuple(rows)
