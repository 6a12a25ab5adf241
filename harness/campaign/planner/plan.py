"""From listed apps to jobs. The same app from several stores is one, and assessed once."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from harness.app.apk import ApkError, read_apk
from harness.app.errors import ArchiveRefused
from harness.app.static import read_static
from harness.app.suffixes import APPS
from harness.campaign.planner.listed import Listed
from harness.campaign.store.clock import now_us
from harness.campaign.store.database import writing
from harness.campaign.store.files import File, keep
from harness.campaign.store.home import Campaign
from harness.campaign.store.priorities import prioritise
from harness.campaign.store.tables import apps, builds, jobs, listings, seen_in
from harness.capture.scenario import load_scenario
from harness.catalog._load import CatalogError
from harness.catalog.app_types import app_type
from harness.files.names import shown
from harness.jobs.told import Told


class Added(msgspec.Struct, kw_only=True):
    """What a list brought: new ``apps``, ``versions`` and ``jobs``; ``same`` files of versions that were there.

    ``problems`` are sentences, one for each row that could not be used or that is not what the list says.
    """

    apps: int = 0
    versions: int = 0
    jobs: int = 0
    same: int = 0
    problems: list[str] = []


class Build(msgspec.Struct, frozen=True):
    """A version that was taken in: its row, and whether it is new."""

    id: int
    app: int
    new: bool
    new_app: bool


def branches(scenario: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the branches to run: those that are wanted, ``all``, or the scenario's default.

    Raises what a scenario raises that cannot be read, or that has no such branch.
    """
    loaded = load_scenario(scenario)
    return tuple(dict.fromkeys(name for each in wanted or (None,) for name in loaded.chosen(each)))


def add(campaign: Campaign, rows: Iterable[Listed], told: Told, files: Path | None = None) -> Added:
    """Take apps in and plan what is to be run of them. Rows without a file are looked for in ``files`` by package.

    Raises ``WriteError`` and ``StoreError``; what is wrong with one row is told of that row.
    """
    found, by_package = Added(), _by_package(files) if files is not None else {}
    for row in rows:
        told.progress(row.where)
        path = row.file if row.file is not None else by_package.get((row.package, row.version), by_package.get(
            (row.package, "")))  # fmt: skip
        if path is None:
            found.problems.append(f"{row.where}: there is no file of {shown(row.package)}")
            continue
        try:
            file = keep(campaign.apks, path)
            kind = app_type(row.app_type).id if row.app_type else ""
        except (ApkError, ArchiveRefused, CatalogError) as error:
            found.problems.append(f"{row.where}: {error}")
            continue
        if wrong := _unlike(row, file):
            found.problems.append(f"{row.where}: {wrong}")
            continue
        build = take_in(campaign, file, store=row.store, name=row.name, kind=kind)
        found.apps += build.new_app
        found.versions += build.new
        found.same += not build.new
        found.jobs += plan(campaign, build.id)
    prioritise(campaign.engine)
    return found


def take_in(campaign: Campaign, file: File, *, store: str = "", name: str = "", kind: str = "") -> Build:
    """Take one file in: which app it is, which version, where it was found."""
    apk, signer = file.apk, ",".join(file.apk.signer_sha256)
    campaign.store(f"apks/{file.name}")
    with writing(campaign.engine) as connection:
        app, new_app = _row(connection, apps, {"package": apk.package, "signer": signer}, {"label": name or apk.label})
        if kind:
            connection.execute(update(apps).where(apps.c.id == app).values(app_type=kind))
        about = {
            "sha256": apk.sha256, "file": file.name, "version_name": apk.version_name,
            "version_code": apk.version_code, "added": now_us(),
        }  # fmt: skip
        build, new = _row(connection, builds, {"app_id": app, "content": file.content}, about)
        _row(connection, listings, {"build_id": build, "store": store, "sha256": apk.sha256}, {"name": name})
    if new:
        _note_sdks(campaign, app, file)
    return Build(build, app, new, new_app)


def plan(campaign: Campaign, build: int) -> int:
    """Plan the jobs of a version that are not planned yet; return how many that are."""
    settings, count = campaign.settings, 0
    wanted = [
        {"build_id": build, "branch": branch, "repetition": number, "device_class": of}
        for branch in settings.branches
        for number in range(1, settings.repetitions + 1)
        for of in settings.device_classes
    ]
    with writing(campaign.engine) as connection:
        for row in wanted:
            count += _row(connection, jobs, row, {})[1]
    return count


def _row(connection: Connection, table: Table, key: dict[str, object], more: dict[str, object]) -> tuple[int, bool]:
    """Return the id of the row with this unique key, and whether it was made for that."""
    same = [table.c[name] == value for name, value in key.items()]
    known = connection.execute(select(table.c.id).where(*same)).scalar()
    if known is not None:
        return int(known), False
    try:
        with connection.begin_nested():
            made = connection.execute(insert(table).values(**key, **more).returning(table.c.id)).scalar_one()
    except IntegrityError:  # somebody else made it meanwhile
        return int(connection.execute(select(table.c.id).where(*same)).scalar_one()), False
    return int(made), True


def _note_sdks(campaign: Campaign, app: int, file: File) -> None:
    """Keep which SDKs are in an app's code: what they did elsewhere says how urgent it is."""
    found = read_static(campaign.apks / file.name, file.apk)
    with writing(campaign.engine) as connection:
        for sdk in found.sdks:
            key = {"kind": "holds", "key": f"sdk:{sdk.prefix}", "app_id": app}
            if connection.execute(select(seen_in.c.app_id).filter_by(**key)).first() is None:
                connection.execute(insert(seen_in).values(**key, before=0))


def _by_package(folder: Path) -> dict[tuple[str, str], Path]:
    """Return the files of a folder by package and version, and by package alone where there is but one."""
    found: dict[tuple[str, str], Path] = {}
    several: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in APPS or not path.is_file():
            continue
        try:
            apk = read_apk(path)
        except (ApkError, ArchiveRefused):
            continue
        found[apk.package, apk.version_name] = path
        several.setdefault(apk.package, []).append(path)
    return found | {(package, ""): paths[0] for package, paths in several.items() if len(paths) == 1}


def _unlike(row: Listed, file: File) -> str:
    """Say in what a file is not what its list says; empty where it is."""
    apk = file.apk
    if row.sha256 and row.sha256.lower() != apk.sha256:
        return f"{shown(apk.file)} is not the file of the index: its SHA-256 is another"
    if row.package and row.package != apk.package:
        return f"{shown(apk.file)} is {shown(apk.package)}, not {shown(row.package)}"
    if row.version and row.version not in (apk.version_name, apk.version_code):
        return f"{shown(apk.file)} is version {shown(apk.version_name)}, not {shown(row.version)}"
    return ""
