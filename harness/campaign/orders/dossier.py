"""An order and its dossier: notices in two languages, what they rest on, the sealed bundles, what people reported."""

import csv
import datetime as dt
import hashlib
import io
import json
import re
import shutil
from pathlib import Path

import msgspec
from sqlalchemy import insert, select

from harness.campaign.store.clock import now_us
from harness.campaign.store.database import reading, writing
from harness.campaign.store.errors import CampaignError, StoreError
from harness.campaign.store.home import Campaign
from harness.campaign.store.tables import apps, builds, complaints, findings, listings, order_events, orders, results
from harness.errors import HarnessError
from harness.evidence.bundle import Bundle
from harness.evidence.seal import verified
from harness.files.cells import cell
from harness.files.names import shown
from harness.files.write import write_error, write_whole
from harness.jobs.assess import assess_source
from harness.jobs.formats import FORMATS, How, rendered
from harness.jobs.source import Request
from harness.jobs.told import Told
from harness.report.notice_docx import NoticeError
from harness.report.times import utc

NOTICES = ("notice", "notice-docx")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class Order(msgspec.Struct, frozen=True):
    """An order that was issued: its number, its app, where its dossier is, until when it is to be met."""

    id: int
    app: int
    dossier: Path
    deadline: str


class _Result(msgspec.Struct, frozen=True):
    id: int
    bundle: str
    manifest: str
    violations: int


def to_order(campaign: Campaign) -> list[int]:
    """Return the apps whose newest version violates and has no order yet, the gravest first."""
    with reading(campaign.engine) as connection:
        violating = select(apps.c.id).where(apps.c.verdict == "VIOLATION").order_by(apps.c.priority.desc(), apps.c.id)
        found = list(connection.execute(violating).scalars())
        under = (
            select(orders.c.app_id, results.c.build_id)
            .join_from(orders, results, orders.c.result_id == results.c.id)
            .where(orders.c.dossier != "")
            .order_by(results.c.build_id)
        )
        ordered = {row.app_id: row.build_id for row in connection.execute(under)}
        rechecked = set(connection.execute(select(orders.c.app_id).where(orders.c.recheck_id.is_not(None))).scalars())
    # What a second look found anew belongs to the order that it was for.
    return [
        app for app in found if app not in rechecked and (app not in ordered or _newest(campaign, app) > ordered[app])
    ]


def issue(campaign: Campaign, app: int, told: Told, deadline: dt.date | None = None) -> Order:
    """Issue the order against an app for what its newest version was found to do, with its dossier.

    Raises :class:`CampaignError` where there is nothing to order, or an order already; :class:`StoreError` where the
    evidence is not as it was sealed: nothing may be ordered on it then.
    """
    rows = _violating(campaign, app)
    if not rows:
        raise CampaignError(f"No violation was found of app {app}: there is nothing to order.")
    first = max(rows, key=lambda row: (row.violations, -row.id))
    until = deadline or after_working_days(dt.datetime.now(dt.UTC).date(), campaign.settings.term)
    number, package = _begun(campaign, app, first, rows, until)
    folder = campaign.dossiers / f"{number:04d}-{_UNSAFE.sub('_', package)[:80]}"
    manifest = _make(campaign, number, app, folder, rows, until, told)
    with writing(campaign.engine) as connection:
        values = {"dossier": str(folder.relative_to(campaign.home)), "manifest": manifest, "issued": now_us()}
        connection.execute(orders.update().where(orders.c.id == number).values(values))
        connection.execute(insert(order_events).values(order_id=number, state="ordered", time=now_us(), note=""))
    return Order(number, app, folder, until.isoformat())


def _begun(campaign: Campaign, app: int, first: _Result, rows: list[_Result], until: dt.date) -> tuple[int, str]:
    """Return the number of an order that is being issued, and its app's package. Without a dossier it is none yet."""
    with writing(campaign.engine) as connection:
        package = connection.execute(select(apps.c.package).where(apps.c.id == app)).scalar_one()
        known = connection.execute(
            select(orders.c.id, orders.c.dossier).where(orders.c.result_id.in_([row.id for row in rows]))
        ).first()
        if known is not None and known.dossier:
            raise CampaignError(f"There is an order against this version of app {app} already.")
        if known is not None:  # whoever began it did not come to its end
            return int(known.id), package
        row = {"app_id": app, "result_id": first.id, "state": "ordered", "deadline": until.isoformat()}
        return int(connection.execute(insert(orders).values(row).returning(orders.c.id)).scalar_one()), package


def after_working_days(start: dt.date, days: int) -> dt.date:
    """Return the day that is so many working days later: Monday to Friday, public holidays not known here."""
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= day.weekday() < 5
    return day


def _newest(campaign: Campaign, app: int) -> int:
    with reading(campaign.engine) as connection:
        of = select(results.c.build_id).where(results.c.app_id == app).order_by(results.c.build_id.desc()).limit(1)
        return int(connection.execute(of).scalar() or 0)


def _violating(campaign: Campaign, app: int) -> list[_Result]:
    """Return the results of an app's newest version in which it violates."""
    build = _newest(campaign, app)
    with reading(campaign.engine) as connection:
        of = select(results).where(
            results.c.app_id == app, results.c.build_id == build, results.c.verdict == "VIOLATION"
        )
        return [
            _Result(row.id, row.bundle, row.manifest, json.loads(row.counts).get("VIOLATION", 0))
            for row in connection.execute(of)
        ]


def _make(
    campaign: Campaign, number: int, app: int, folder: Path, rows: list[_Result], until: dt.date, told: Told
) -> str:
    """Make the dossier; return the digest of its list of files."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    except OSError as error:
        raise write_error(error, folder) from None
    try:
        for row in rows:
            told.progress(f"order {number}: {shown(row.bundle)}")
            _notices(campaign, row, folder, told)
        _table(folder / "evidence.csv", _evidence(campaign, rows))
        _table(folder / "complaints.csv", _complaints(campaign, app))
        about = _about(campaign, number, app, rows, until)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        about["files"] = {str(path.relative_to(folder)): _digest(path) for path in files}
        data = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True).encode()
        write_whole(folder / "dossier.json", data)
        campaign.store(str(folder.relative_to(campaign.home)))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return hashlib.sha256(data).hexdigest()


def _notices(campaign: Campaign, row: _Result, folder: Path, told: Told) -> None:
    bundle = campaign.here(row.bundle)
    found = verified(Bundle(bundle))
    if not found.intact or found.manifest != row.manifest:
        raise StoreError(f"The evidence {shown(row.bundle)} is not as it was sealed: no order can rest on it.")
    done = assess_source(Request(source=bundle, rules=list(campaign.settings.rules)), told, workers=1)
    for lang in ("zh", "en"):
        for name in NOTICES:
            how = How(lang, redact=False, source=bundle.name, deadline=campaign.settings.term)
            try:
                (made,) = rendered(done, [name], how)
            except NoticeError as error:
                told.warn(str(error))
                continue
            path = folder / f"{bundle.name}.{lang}{FORMATS[name]}"
            write_whole(path, made if isinstance(made, bytes) else made.encode("utf-8", "backslashreplace"))
    shutil.copytree(bundle, folder / "bundles" / bundle.name)


def _evidence(campaign: Campaign, rows: list[_Result]) -> list[list[str]]:
    """Return what speaks against the app, row by row, as it stands in the notices."""
    names = (
        "result_id",
        "rule",
        "verdict",
        "strength",
        "status",
        "category",
        "actor",
        "recipient",
        "phase",
        "zh",
        "en",
    )
    bundles = {row.id: row.bundle for row in rows}
    of = select(findings).where(findings.c.result_id.in_(bundles)).order_by(findings.c.verdict.desc(), findings.c.id)
    with reading(campaign.engine) as connection:
        found = [[str(getattr(row, name)) for name in names] for row in connection.execute(of)]
    return [["bundle", *names[1:]], *([bundles[int(row[0])], *row[1:]] for row in found)]


def _complaints(campaign: Campaign, app: int) -> list[list[str]]:
    of = select(complaints).where(complaints.c.app_id == app).order_by(complaints.c.id)
    with reading(campaign.engine) as connection:
        found = [[utc(row.received), row.store, row.text, str(row.times)] for row in connection.execute(of)]
    return [["received", "store", "text", "times"], *found]


def _about(campaign: Campaign, number: int, app: int, rows: list[_Result], until: dt.date) -> dict[str, object]:
    of = (
        select(apps.c.package, apps.c.label, apps.c.signer, builds.c.id, builds.c.version_name, builds.c.sha256)
        .join_from(results, builds)
        .join(apps, apps.c.id == app)
        .where(results.c.id == rows[0].id)
    )
    with reading(campaign.engine) as connection:
        row = connection.execute(of).one()
        found = connection.execute(select(listings.c.store).where(listings.c.build_id == row.id))
        stores = sorted({store for store in found.scalars() if store})
    return {
        "campaign": campaign.name, "order": number, "deadline": until.isoformat(), "package": row.package,
        "label": row.label, "signer": row.signer, "version": row.version_name, "sha256": row.sha256, "stores": stores,
        "bundles": {each.bundle.rpartition("/")[2]: each.manifest for each in rows},
    }  # fmt: skip


def _table(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[cell(value) for value in row] for row in rows])
    write_whole(path, b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "backslashreplace"))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(campaign: Campaign, order: int) -> None:
    """Raise ``HarnessError`` where a dossier is not as it was issued."""
    with reading(campaign.engine) as connection:
        row = connection.execute(select(orders.c.dossier, orders.c.manifest).where(orders.c.id == order)).first()
    if row is None:
        raise CampaignError(f"There is no order {order}.")
    folder = campaign.here(row.dossier)
    index = folder / "dossier.json"
    if not index.is_file() or _digest(index) != row.manifest:
        raise HarnessError(f"The dossier of order {order} is not as it was issued: its list of files is another.")
    for name, digest in json.loads(index.read_bytes())["files"].items():
        path = folder / name
        if not path.is_file() or _digest(path) != digest:
            raise HarnessError(f"The dossier of order {order} is not as it was issued: {shown(name)} is another.")
