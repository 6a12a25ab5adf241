"""What of an assessment goes into a campaign's tables: its verdict, its rows, and what the app was seen with."""

from collections.abc import Iterable
from typing import Any

from harness.analysis.model import Actor, Assessment
from harness.campaign.store.tables import Words

GRAVITY = ("VIOLATION", "SUSPECTED", "UNDETERMINED", "PASS")
"""Verdicts, the gravest first."""
_WITHOUT_CONSENT = ("before", "refused")
_KEY = Words()

Rows = list[dict[str, Any]]


def verdict_of(found: Assessment) -> str:
    """Return the gravest verdict among findings that count: what is for information only accuses nobody."""
    said = {row.verdict for row in found.findings if not (row.adverse and row.severity == "info")}
    return next((verdict for verdict in GRAVITY if verdict in said), "UNDETERMINED")


def rows_of(found: Assessment) -> dict[str, Rows]:
    """Return the rows of each table of evidence: findings (what speaks against the app), disclosures and readings."""
    against = [row for row in found.findings if row.adverse]
    return {
        "findings": [
            {
                "finding": row.id, "rule": row.rule, "verdict": row.verdict, "severity": row.severity,
                "status": row.status, "strength": row.strength, "category": row.category, "actor": row.actor,
                "recipient": row.recipient, "phase": row.phase, "zh": row.text.zh, "en": row.text.en,
            }
            for row in against
        ],
        "disclosures": [
            {
                "category": row.category, "actor": row.actor.id, "actor_name": row.actor.name,
                "host": row.recipient.host, "domain": row.recipient.domain, "owner": row.recipient.owner,
                "party": row.recipient.party, "country": row.recipient.country, "phase": row.phase,
                "consent": row.consent, "strength": row.strength, "form": row.form,
            }
            for row in found.disclosures
        ],
        "collected": [
            {
                "category": row.category, "actor": row.actor.id, "actor_name": row.actor.name,
                "access_point": row.access_point[:200], "phase": row.phase, "consent": row.consent,
                "count": row.count, "obtained": row.obtained, "leaving": row.leaving,
            }
            for row in found.collected
        ],
    }  # fmt: skip


def seen_with(found: Assessment) -> Rows:
    """Return what an app was seen with: each SDK, recipient and category once, with its ``name``; ``early`` is 1 where
    that was before consent or against a refusal. In one order: two transactions then never wait for each other.

    Keys are as a database holds them: two that it holds as one are one here.
    """
    names: dict[tuple[str, str], str] = {}
    early: dict[tuple[str, str], int] = {}
    for kind, said, name, consent in dict.fromkeys(_seen(found)):  # most of them are said again and again
        key = _KEY.clean(said) or ""
        names[kind, key] = name
        early[kind, key] = max(early.get((kind, key), 0), int(consent in _WITHOUT_CONSENT))
    return [
        {"kind": kind, "key": key, "name": name, "early": early[kind, key]}
        for (kind, key), name in sorted(names.items())
    ]


def _seen(found: Assessment) -> Iterable[tuple[str, str, str, str]]:
    for row in found.collected:
        if row.actor.kind == "sdk" and row.obtained:
            yield "sdk", row.actor.id, _named(row.actor), row.consent
    for sent in found.disclosures:
        if sent.actor.kind == "sdk":
            yield "sdk", sent.actor.id, _named(sent.actor), sent.consent
        whose = sent.recipient
        yield "recipient", whose.domain or whose.host, whose.owner, sent.consent
        yield "category", sent.category, "", sent.consent


def _named(actor: Actor) -> str:
    return f"{actor.name} ({actor.company})" if actor.company else actor.name
