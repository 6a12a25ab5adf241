"""The tables of a campaign's database. Times are microseconds since the Unix epoch, of this host or the database's.

A change here needs a migration (``migrations/versions``); a test holds the two together.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite gives rows a number of their own only where the key is INTEGER.
_ID = BigInteger().with_variant(Integer, "sqlite")


_HALF = re.compile("[\ud800-\udfff]")
"""Half a character: no encoding has it."""


class Words(TypeDecorator[str]):
    """Text from wherever, as both databases can hold it: no NUL (PostgreSQL has none), nothing that is no character,
    no more than there is room for."""

    impl = Text
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        """Without a ``length`` there is room for what there is."""
        super().__init__()
        self.length = length

    def load_dialect_impl(self, dialect: Any) -> Any:
        """See SQLAlchemy."""
        return dialect.type_descriptor(Text() if self.length is None else String(self.length))

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        """See SQLAlchemy."""
        return self.clean(value)

    def clean(self, value: str | None) -> str | None:
        """Return what of a value a database gets: hundreds of times a job, and nearly always all of it."""
        if value is None or (value.isascii() and "\0" not in value):
            return value if value is None or self.length is None else value[: self.length]
        said = value.replace("\0", "\ufffd").encode("utf-8", "backslashreplace").decode()
        return said[: self.length]


def _id() -> Column[int]:
    return Column("id", _ID, primary_key=True)


def _to(table: str, *, index: bool = False, null: bool = False) -> Column[int]:
    return Column(f"{table.removesuffix('s')}_id", _ID, ForeignKey(f"{table}.id"), index=index, nullable=null)


def _of_result() -> Sequence[Column[int]]:
    """The result of a row of evidence, and once more its app, for counting. Both are there, since the row comes with
    its result in one transaction (``finishing.py``) and results stay: no key has them looked up for each row."""
    return Column("result_id", _ID, nullable=False, index=True), Column("app_id", _ID, nullable=False)


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Words(), nullable=False, default=default, server_default=default)


def _word(name: str, length: int = 64, default: str = "") -> Column[str]:
    return Column(name, Words(length), nullable=False, default=default, server_default=default)


def _number(name: str, default: int = 0) -> Column[int]:
    return Column(name, BigInteger, nullable=False, default=default, server_default=str(default))


campaign = Table("campaign", metadata, _id(), _text("name"), _number("created"), _text("settings", "{}"))
"""The one campaign of this database; ``settings`` is JSON (see ``settings.py``)."""

apps = Table(
    "apps", metadata, _id(), _text("package"), _text("signer"), _text("label"), _word("app_type"),
    _number("priority"), _word("verdict", 16), _text("quarantined"),
    UniqueConstraint("package", "signer"), Index(None, "verdict", "priority", "id"), Index(None, "priority", "id"),
    Index(None, "verdict"),
)  # fmt: skip
"""One app: a package by one signer, in whatever store. ``verdict`` is the gravest of its newest build, empty before.

``quarantined`` says why nothing more of it is run.
"""

builds = Table(
    "builds", metadata, _id(), _to("apps", index=True), _word("content"), _word("sha256"), _text("file"),
    _text("version_name"), _text("version_code"), _number("added"), UniqueConstraint("app_id", "content"),
)  # fmt: skip
"""One version of an app. ``content`` is the digest of all that its file holds but what stores and signing put there;
``sha256`` that of the file that is run, ``file`` its name in the campaign's directory."""

listings = Table(
    "listings", metadata, _id(), _to("builds", index=True), _text("store"), _text("name"), _word("sha256"),
    UniqueConstraint("build_id", "store", "sha256"),
)  # fmt: skip
"""Where a build was found: a store, what it is called there, and the digest of that store's very file."""

devices = Table(
    "devices", metadata, _id(), _text("name"), _word("device_class"), _number("runs"), _number("failures"),
    _number("in_a_row"), _number("last_app"), _text("quarantined"), _number("last"), UniqueConstraint("name"),
)  # fmt: skip
"""A slot: one device as one worker has it. ``in_a_row`` are failures since its last success, of different apps:
``last_app`` is the one that failed last."""

jobs = Table(
    "jobs", metadata, _id(), _to("builds"), _word("branch"), _number("repetition", 1), _word("device_class"),
    _word("state", 16, "planned"), _number("token"), _number("failures"), _number("priority"), _text("reason"),
    UniqueConstraint("build_id", "branch", "repetition", "device_class"),
)  # fmt: skip
"""One run to be made. ``token`` counts its claims: what was claimed with an older one is not accepted any more.

``state``: planned, running, done, failed (``reason`` says why no more is tried).
"""
Index(None, jobs.c.state)
Index("ix_jobs_next", jobs.c.state, jobs.c.priority.desc(), jobs.c.failures, jobs.c.id)

attempts = Table(
    "attempts", metadata, _id(), _to("jobs"), _number("token"), _text("device"), _number("started"), _number("ended"),
    _word("outcome", 16), _text("reason"), UniqueConstraint("job_id", "token"),
)  # fmt: skip
"""Each claim of a job. ``outcome``: empty while it goes on, done, failed, lost (with its worker), interrupted."""

results = Table(
    "results", metadata, _id(), _to("jobs"), _to("apps", index=True), _to("builds", index=True), _number("token"),
    _number("finished"), _word("outcome", 16), _word("verdict", 16), _text("bundle"), _word("manifest"),
    _text("counts", "{}"), UniqueConstraint("job_id"),
)  # fmt: skip
"""What came of a job, once and for all: the unique key refuses a second one. ``bundle`` lies below the campaign's
directory; ``counts`` are findings by verdict, as JSON."""

BROKEN = text("verdict = 'VIOLATION' AND severity <> 'info'")
"""Of findings: a rule that is broken. An index has these alone, and is taken for a question in the same words
(SQLite looks at both texts all the same: they are in it)."""

findings = Table(
    "findings", metadata, _id(), *_of_result(), _word("finding"), _word("rule"),
    _word("verdict", 16), _word("severity", 16), _word("status", 16), _word("strength", 4), _word("category"),
    _text("actor"), _text("recipient"), _word("phase"), _text("zh"), _text("en"),
    Index(None, "rule", "app_id", "verdict", "severity", sqlite_where=BROKEN, postgresql_where=BROKEN),
)  # fmt: skip
"""What speaks against an app (VIOLATION and SUSPECTED); the rest is in the result's counts and its assessment."""

disclosures = Table(
    "disclosures", metadata, _id(), *_of_result(), _word("category"),
    _text("actor"), _text("actor_name"), _text("host"), _text("domain"), _text("owner"), _word("party", 16),
    _word("country", 8), _word("phase"), _word("consent", 16), _word("strength", 4), _text("form"),
)  # fmt: skip
"""What left, as in an assessment."""

collected = Table(
    "collected", metadata, _id(), *_of_result(), _word("category"),
    _text("actor"), _text("actor_name"), _word("access_point", 200), _word("phase"), _word("consent", 16),
    _number("count"), _number("obtained"), _word("leaving", 16),
)  # fmt: skip
"""What was read, as in an assessment."""

seen_in = Table(
    "seen_in", metadata, _word("kind", 16), Column("key", Words(), nullable=False), _to("apps"), _number("before"),
    UniqueConstraint("kind", "key", "app_id"), Index(None, "app_id"),
)  # fmt: skip
"""That an app has an SDK (``sdk``) or sends to a domain (``recipient``) or a category of data leaves it
(``category``); ``before`` is 1 where that happened before consent or against a refusal."""

tallies = Table(
    "tallies", metadata, _word("kind", 16), Column("key", Words(), nullable=False), _text("name"), _number("apps"),
    _number("before"), UniqueConstraint("kind", "key"), Index(None, "kind", "apps"),
)  # fmt: skip
"""How many apps each of those was seen in: league tables of a million jobs without counting them anew."""

complaints = Table(
    "complaints", metadata, _id(), _word("digest"), _text("package"), _text("store"), _text("text"),
    _number("received"), _number("times", 1), _to("apps", index=True, null=True), UniqueConstraint("digest"),
    Index(None, "package"),
)  # fmt: skip
"""What people reported: the same words about the same app in the same store are one, which came so many ``times``."""

orders = Table(
    "orders", metadata, _id(), _to("apps", index=True), _to("results"), _word("state", 16), _number("issued"),
    _word("deadline", 10), _text("dossier"), _word("manifest"), Column("recheck_id", _ID, ForeignKey("results.id")),
    UniqueConstraint("result_id"), Index(None, "state"),
)  # fmt: skip
"""An order to rectify what one result found; ``deadline`` is a date. ``recheck_id`` is the newer version's result."""

order_events = Table(
    "order_events", metadata, _id(), _to("orders", index=True), _word("state", 16), _number("time"), _text("note"),
)  # fmt: skip
"""What became of an order, step by step."""

rechecks = Table(
    "rechecks", metadata, _id(), _to("orders", index=True), _word("rule"), _word("category"), _text("actor"),
    _text("recipient"), _word("became", 16), _text("zh"), _text("en"),
)  # fmt: skip
"""Each finding of the old version and the new one: fixed, remaining, new, undetermined."""
