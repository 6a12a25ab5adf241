"""Settings are kept as JSON."""

import pytest

from harness.campaign.store.errors import CampaignError
from harness.campaign.store.settings import Settings, decode, encode


def test_settings_survive_being_kept() -> None:
    made = Settings(branches=("accept", "refuse"), repetitions=2, network="live")
    assert decode(encode(made)) == made
    assert decode("{}") == Settings()


@pytest.mark.parametrize("text", ['{"repetitions": 0}', '{"unknown": 1}', "[", '{"network": "x"}'])
def test_what_cannot_be_is_told_in_one_sentence(text: str) -> None:
    with pytest.raises(CampaignError, match="settings cannot be read"):
        decode(text)
