"""One program at a time drives a campaign. Whoever dies, however it dies, lets go."""

import contextlib
import fcntl
import os
from collections.abc import Iterator

from sqlalchemy import text

from harness.campaign.store.database import told
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.files.write import write_error

_NUMBER = 722020
"""Of PostgreSQL's advisory lock; it means nothing but this."""


@contextlib.contextmanager
def alone(campaign: Campaign) -> Iterator[None]:
    """Be the one that drives a campaign. Raises :class:`CampaignError` where another does."""
    busy = CampaignError("The campaign is being run by another program: wait for it, or end it.")
    if campaign.engine.dialect.name == "postgresql":
        with told(campaign.engine), campaign.engine.connect() as connection:
            held = connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": _NUMBER}).scalar()
            connection.commit()
            if not held:
                raise busy
            try:
                yield
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
        yield
    finally:
        os.close(handle)
