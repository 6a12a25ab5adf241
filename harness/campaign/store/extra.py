"""Whether what campaigns are made with is installed."""

from importlib.util import find_spec

from harness.campaign.store.errors import ExtraMissing

PACKAGES = ("sqlalchemy", "alembic", "distributed", "duckdb", "openpyxl", "starlette", "uvicorn")
"""The modules of the extra ``campaign`` without which no command of it works; PostgreSQL's driver is asked for when it
is needed."""


def check_installed() -> None:
    """Raise :class:`ExtraMissing`, in one sentence, where something is not there."""
    if missing := [name for name in PACKAGES if find_spec(name) is None]:
        raise ExtraMissing(
            f"Campaigns need packages that are not installed ({', '.join(missing)}): "
            "pip install 'harness[campaign]' installs them."
        )
