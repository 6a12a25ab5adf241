"""What can be wrong with a campaign's database, in one sentence each."""

from harness.errors import BadInputError, HarnessError


class StoreError(HarnessError):
    """The database cannot be used, or not any more."""


class CampaignError(BadInputError):
    """What was asked of a campaign cannot be: a name, a state, a directory."""


class ExtraMissing(BadInputError):
    """What campaigns are made with is not installed."""
