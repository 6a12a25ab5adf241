"""A campaign: its directory, its database, its settings."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, insert, select

from harness.campaign.store import settings as kept
from harness.campaign.store.clock import now_us
from harness.campaign.store.database import FILE, migrate, open_database, reading, up_to_date, url_of, writing
from harness.campaign.store.errors import CampaignError, StoreError
from harness.campaign.store.objects import objects
from harness.campaign.store.settings import Settings
from harness.campaign.store.tables import campaign as table
from harness.files.names import shown
from harness.files.write import write_error


@dataclass(frozen=True)
class Campaign:
    """A campaign that was opened. ``url`` is its database's, as it was named or found."""

    home: Path
    url: str
    engine: Engine
    name: str
    settings: Settings

    @property
    def apks(self) -> Path:
        """Where the apps' files are, by content."""
        return self.home / "apks"

    @property
    def bundles(self) -> Path:
        """Where runs leave their bundles."""
        return self.home / "bundles"

    @property
    def dossiers(self) -> Path:
        """Where the orders' dossiers are."""
        return self.home / "dossiers"

    def here(self, name: str) -> Path:
        """Return a file or folder below the directory, fetched from the object store where this machine has no copy.

        Raises ``StoreError``. Without an object store, what is missing is missing.
        """
        path = self.home / name
        if self.settings.objects and not path.exists():
            objects(self.settings.objects).get(name, path)
        return path

    def reach(self, slot: str) -> None:
        """See whether the worker ``slot`` can use the object store, if there is one. Raises ``StoreError``."""
        if self.settings.objects:
            objects(self.settings.objects).reach(f"workers/{quote(slot, safe='')}")

    def store(self, *names: str) -> None:
        """Put files and folders below the directory into the object store, if there is one. Raises ``StoreError``."""
        if self.settings.objects:
            for name in names:
                objects(self.settings.objects).put(self.home / name, name)


def create(home: Path, name: str, settings: Settings, url: str = "") -> Campaign:
    """Begin a campaign in a directory. Raises :class:`CampaignError` where there is one already."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, home) from None
    engine = open_database(url_of(home, url))
    migrate(engine)
    with writing(engine) as connection:
        if connection.execute(select(table.c.id)).first() is not None:
            raise CampaignError(f"There is a campaign in {'that database' if url else shown(home)} already.")
        row = {"id": 1, "name": name, "created": now_us(), "settings": kept.encode(settings)}
        connection.execute(insert(table).values(row))
    return Campaign(home, url_of(home, url), engine, name, settings)


def open_campaign(home: Path, url: str = "") -> Campaign:
    """Open a campaign, its tables brought up to date. Raises :class:`CampaignError` where there is none."""
    if not url and not (home / FILE).is_file():
        raise CampaignError(f"There is no campaign in {shown(home)}: harness campaign init begins one.")
    engine = open_database(url_of(home, url))
    migrate(engine)
    with reading(engine) as connection:
        row = connection.execute(select(table.c.name, table.c.settings)).first()
    if row is None:
        raise CampaignError("The database holds no campaign: harness campaign init begins one.")
    return Campaign(home, url_of(home, url), engine, row.name, kept.decode(row.settings))


def reopen(home: Path, url: str) -> Campaign:
    """Open a campaign as a worker does, that changes no tables. Raises :class:`StoreError` where they are not ours."""
    engine = open_database(url)
    if not up_to_date(engine):
        raise StoreError("The campaign's database is not of this version of harness: use one version on all machines.")
    with reading(engine) as connection:
        row = connection.execute(select(table.c.name, table.c.settings)).one()
    return Campaign(home, url, engine, row.name, kept.decode(row.settings))
