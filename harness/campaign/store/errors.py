"""What can be wrong with a campaign's database or its files, in one sentence each."""

from harness.errors import BadInputError, HarnessError


class StoreError(HarnessError):
    """The database or the object store cannot be used, or not any more: the fault of no app and no device."""


class NotStored(StoreError):
    """A file is not there, or not as it was taken in: asking again does not help."""


class CampaignError(BadInputError):
    """What was asked of a campaign cannot be: a name, a state, a directory."""


class ExtraMissing(BadInputError):
    """What campaigns are made with is not installed."""
