"""What a policy says, put into an assessment: its claims, how they stand to what was seen, SDKs that it names."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from harness.analysis.model import Assessment
from harness.analysis.model_static import Named, SdkRow
from harness.catalog.sdks import sdks
from harness.policy.compare import compare
from harness.policy.differences import Difference, Standing
from harness.policy.model import Claim, Policy, PolicyDocument, Sentence


class Held(msgspec.Struct):
    """What an assessment holds of a policy, as far as it is read again: see ``model.Policy``."""

    title: str = ""
    source: str = ""
    documents: list[PolicyDocument] = []
    claims: list[Claim] = []
    sentences: list[Sentence] = []
    differences: list[Difference] = []


_NAMED: dict[Standing, Named] = {
    "declared": "yes",
    "vague": "company",
    "not_declared": "no",
    "undetermined": "undetermined",
}


def held(policy: Mapping[str, Any]) -> Held:
    """Read an assessment's ``policy``. Raises ``msgspec.ValidationError`` for one of another shape."""
    return msgspec.convert(policy, Held)


def state(found: Assessment, policy: Policy) -> list[Difference]:
    """Put a policy into an assessment (``policy``, ``sdks[].named``); return how it stands to what was seen."""
    differences = compare(policy, found, [row.prefix for row in found.sdks if row.in_app == "yes"])
    found.policy = _shown(policy, differences)
    stands = {row.actor: row for row in differences if row.kind == "sdk"}
    for row in found.sdks:
        difference = stands.get(row.id)
        if difference is None:  # it is not known to be in the app, and did nothing
            difference = next(row for row in compare(policy, _empty(found), [row.prefix]) if row.kind == "sdk")
        row.named, row.claims = _NAMED.get(difference.standing, "undetermined"), difference.claims
    found.sdks = sorted(
        [*found.sdks, *_only_named(found, policy)], key=lambda row: (row.prefix == "", row.prefix, row.name)
    )
    return differences


def _empty(found: Assessment) -> Assessment:
    return msgspec.structs.replace(found, collected=[], disclosures=[])


def _only_named(found: Assessment, policy: Policy) -> list[SdkRow]:
    """SDKs that the policy names and that are neither in the app's files nor were seen."""
    whole = found.static is not None and found.static.whole and not found.static.packers
    known = {row.prefix for row in found.sdks}
    claimed = {name for row in found.sdks for name in row.claims}
    rows: dict[str, SdkRow] = {}
    for claim in policy.of("sdk"):
        if not claim.sdk or claim.id in claimed or known & set(claim.prefixes):
            continue
        own = [prefix for prefix in claim.prefixes if sdks()[prefix].name == claim.sdk]
        prefix = next(iter([*own, *claim.prefixes]), "")
        row = rows.setdefault(claim.sdk, _row(claim, prefix))
        # What no catalogue knows has no prefix to be looked for by: it may be in the app under any name.
        row.in_app = "no" if whole and prefix else "undetermined"
        row.claims.append(claim.id)
    return list(rows.values())


def _row(claim: Claim, prefix: str) -> SdkRow:
    return SdkRow(
        id=f"sdk:{prefix}" if prefix else f"named:{claim.sdk}", prefix=prefix, name=claim.sdk, company=claim.company,
        named="yes", claims=[],
    )  # fmt: skip


def _shown(policy: Policy, differences: Sequence[Difference]) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(policy)
    return {**found, "differences": msgspec.to_builtins(list(differences))}
