import pytest

from harness.policy.errors import PolicyError
from harness.policy.formats.claims import read_claims
from harness.policy.model import Policy


def read(text: str) -> Policy:
    return read_claims(text, source="claims.yaml", sha256="", size=0)


def test_claims_are_taken_as_they_are_written() -> None:
    found = read(
        "title: Ours\nclaims:\n- {kind: collects, category: imei, text: We collect your IMEI., purposes: [fraud]}\n"
        "- {kind: sdk, sdk: 极光推送}\n"
    )
    (claim,) = found.of("collects")
    assert (claim.category, claim.purposes, claim.origin) == ("imei", ["fraud"], "claims")
    assert found.sentence(claim).text == "We collect your IMEI."
    assert "cn.jpush" in found.of("sdk")[0].prefixes
    assert found.blinding == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("claims: [{kind: hoards}]", "claims"),
        ("claims: [{kind: collects, category: shoe_size}]", "claim 1 has an unknown category"),
        ("claims: [{kind: collects, colour: red}]", "colour"),
        ("claims: [", "not YAML"),
        ("[]", "no file of claims"),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        read(text)
