"""What all runs of a campaign have in common, as it is kept in the database."""

from typing import Annotated, Literal

import msgspec

from harness.campaign.store.errors import CampaignError

Positive = Annotated[int, msgspec.Meta(ge=1, le=100)]


class Settings(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """See the options of ``harness campaign init``; the names are those of ``harness run`` where it has them.

    ``budget`` are the seconds that one run may take, ``failures`` how often a job may fail before it is given up,
    ``ill`` after how many failures in a row a device is put in quarantine, ``most_claims`` how often a job is begun at
    all: one that ends everything each time is not begun for ever. ``term`` is an order's deadline in working days.
    ``objects`` is the URL of an object store that has apps, bundles and dossiers for all machines.
    ``unconfined`` is for apps of our own making alone.
    """

    scenario: str = "consent"
    branches: tuple[str, ...] = ()
    repetitions: Positive = 1
    device_classes: tuple[str, ...] = ("any",)
    network: Literal["sinkhole", "live"] = "sinkhole"
    rules: tuple[str, ...] = ()
    lang: Literal["en", "zh"] = "en"
    budget: float = 900.0
    failures: Positive = 3
    ill: Positive = 3
    most_claims: Positive = 10
    term: Annotated[int, msgspec.Meta(ge=1, le=999)] = 15
    sign: str = ""
    objects: str = ""
    unconfined: bool = False


def checked(**said: object) -> Settings:
    """Return settings that were given by name. Raises :class:`CampaignError` for one that cannot be."""
    try:
        return msgspec.convert(said, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise CampaignError(f"A setting of the campaign cannot be: {error}.") from None


def decode(text: str) -> Settings:
    """Return settings as they are kept. Raises :class:`CampaignError`."""
    try:
        return msgspec.json.decode(text, type=Settings)
    except msgspec.DecodeError as error:
        raise CampaignError(f"The campaign's settings cannot be read: {error}.") from None


def encode(settings: Settings) -> str:
    """Return settings as they are kept."""
    return msgspec.json.encode(settings).decode()
