"""Evaluators, one module a family: each says of a case what speaks against the app for a rule, and what is open."""

from collections.abc import Callable

from harness.rules.case import Case
from harness.rules.families import (
    consent,
    covert,
    frequency,
    human,
    identifiers,
    need,
    permissions,
    policies,
    refusal,
    screens,
    sharing,
    transport,
)
from harness.rules.model import Rule
from harness.rules.result import Result

Evaluator = Callable[[Case, Rule], Result]

EVALUATORS: dict[str, Evaluator] = {
    **consent.EVALUATORS,
    **refusal.EVALUATORS,
    **permissions.EVALUATORS,
    **need.EVALUATORS,
    **frequency.EVALUATORS,
    **sharing.EVALUATORS,
    **transport.EVALUATORS,
    **identifiers.EVALUATORS,
    **covert.EVALUATORS,
    **screens.EVALUATORS,
    **policies.EVALUATORS,
    **human.EVALUATORS,
}
"""By the name under which a rule asks for it."""
