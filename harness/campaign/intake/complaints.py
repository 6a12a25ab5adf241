"""Complaints: taken down once however often they come, and heard when it is decided what is looked at next."""

import hashlib
import unicodedata
from pathlib import Path

import msgspec
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from harness.campaign.store.clock import now_us
from harness.campaign.store.database import writing
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.priorities import prioritise
from harness.campaign.store.sheets import sheet
from harness.campaign.store.tables import apps, complaints

MOST_TEXT = 4000
"""Characters of what happened; and of an app's name, a tenth."""
COLUMNS = {
    "app": ("app", "package", "package name", "name", "app name", "包名", "应用", "应用名称", "app名称"),
    "store": ("store", "source", "应用商店", "来源", "下载来源"),
    "text": ("text", "complaint", "what happened", "description", "投诉内容", "描述", "问题描述", "内容"),
}


class Taken(msgspec.Struct, frozen=True):
    """A complaint that was taken down: its row, how often it came, the app that it is about (0: none that is known)."""

    id: int
    times: int
    app: int


def complain(engine: Engine, app: str, store: str, text: str) -> Taken:
    """Take a complaint down; the same one again is counted. Raises :class:`CampaignError` for one that says nothing."""
    app, store, text = _tidy(app)[: MOST_TEXT // 10], _tidy(store)[: MOST_TEXT // 10], _tidy(text)[:MOST_TEXT]
    if not app or not text:
        raise CampaignError("A complaint says about which app it is, and what happened.")
    digest = hashlib.sha256("\0".join(part.casefold() for part in (app, store, text)).encode()).hexdigest()
    with writing(engine) as connection:
        whose = select(apps.c.id).where((apps.c.package == app) | (apps.c.label == app)).order_by(apps.c.id).limit(1)
        found = connection.execute(whose).scalar()
        row = {"digest": digest, "package": app, "store": store, "text": text, "received": now_us(), "app_id": found}
        again = (
            update(complaints)
            .where(complaints.c.digest == digest)
            .values(times=complaints.c.times + 1)
            .returning(complaints.c.id, complaints.c.times)
        )
        kept = connection.execute(again).first()
        if kept is None:
            try:
                with connection.begin_nested():
                    made = insert(complaints).values(row).returning(complaints.c.id, complaints.c.times)
                    kept = connection.execute(made).one()
            except IntegrityError:  # the same one came this moment
                kept = connection.execute(again).one()
    if found is not None:
        prioritise(engine, found)
    return Taken(kept.id, kept.times, found or 0)


def from_table(engine: Engine, source: Path) -> tuple[int, int, list[str]]:
    """Take down all complaints of a table; return how many are new, how many came again, and what is wrong with rows.

    Raises :class:`CampaignError` and ``ReadError`` for what is no such table.
    """
    new = again = 0
    problems: list[str] = []
    for number, row in sheet(source, COLUMNS, ("app",)):
        try:
            taken = complain(engine, row.get("app", ""), row.get("store", ""), row.get("text", ""))
        except CampaignError as error:
            problems.append(f"{source.name}:{number}: {error}")
            continue
        new += taken.times == 1
        again += taken.times > 1
    return new, again, problems


def _tidy(text: str) -> str:
    """Return a text as one may type it twice: one form of each character, single spaces, nothing that is not shown."""
    plain = unicodedata.normalize("NFKC", text)
    return " ".join("".join(char if char.isprintable() else " " for char in plain).split())
