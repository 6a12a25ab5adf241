"""One program at a time drives a campaign. Whoever dies, however it dies, lets go."""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from harness.campaign.store.database import told
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.files.write import write_error

_NUMBER = 722020
"""Of PostgreSQL's advisory lock; it means nothing but this."""
_NOTICED_SECONDS = 90
"""How long at most a server takes for there what is cut off: a minute, as ``database.py`` has it look after lines."""
Still = Callable[[], None]
"""Sees that we are the only one still, after a server was away, which may have forgotten. Raises
:class:`CampaignError` where another drives meanwhile, ``StoreError`` where it cannot be known."""


@contextlib.contextmanager
def alone(campaign: Campaign) -> Iterator[Still]:
    """Be the one that drives a campaign. Raises :class:`CampaignError` where another does."""
    busy = CampaignError("The campaign is being run by another program: wait for it, or end it.")
    if campaign.engine.dialect.name == "postgresql":
        with told(campaign.engine), campaign.engine.connect() as connection:
            if not _locked(connection):
                raise busy

            def still() -> None:
                with told(campaign.engine):
                    if not _answers(connection) and not _locked_again(connection):
                        raise busy

            try:
                yield still
            finally:
                # With the connection it ends anyway; the pool would keep that open.
                connection.invalidate()
        return
    path = campaign.home / ".running"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise write_error(error, path) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise busy from None
        yield lambda: None
    finally:
        os.close(handle)


def _answers(connection: Connection) -> bool:
    """Whether the session is there that has the lock."""
    try:
        connection.execute(text("SELECT 1"))
        connection.commit()
    except DBAPIError:
        connection.rollback()  # what is executed next is so in a new session
        return False
    return True


def _locked(connection: Connection) -> bool:
    held = connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": _NUMBER}).scalar()
    connection.commit()
    return bool(held)


def _locked_again(connection: Connection) -> bool:
    """Whether we have it again, once the server knows that our old session is gone."""
    until = time.monotonic() + _NOTICED_SECONDS
    while not (held := _locked(connection)) and time.monotonic() < until:
        time.sleep(1)
    return held
