"""Which exit code each error means."""

from harness.campaign.store.errors import CampaignError, ExtraMissing, StoreError
from harness.errors import BAD_INPUT, INCOMPLETE


def test_what_was_asked_for_is_bad_input_and_a_database_that_fails_is_not() -> None:
    assert CampaignError.exit_code == ExtraMissing.exit_code == BAD_INPUT
    assert StoreError.exit_code == INCOMPLETE
