"""The keys on which a campaign's correctness rests."""

from sqlalchemy import UniqueConstraint

from harness.campaign.store.tables import metadata


def keys(table: str) -> set[tuple[str, ...]]:
    found = metadata.tables[table].constraints
    return {tuple(each.columns.keys()) for each in found if isinstance(each, UniqueConstraint)}


def test_a_job_has_one_result_and_a_claim_one_attempt() -> None:
    assert keys("results") == {("job_id",)}
    assert keys("attempts") == {("job_id", "token")}
    assert keys("jobs") == {("build_id", "branch", "repetition", "device_class")}


def test_an_app_is_a_package_by_a_signer_and_a_version_its_content() -> None:
    assert keys("apps") == {("package", "signer")}
    assert keys("builds") == {("app_id", "content")}
