"""What lists of apps say: a folder, a table (CSV, XLSX), the index of a repository as F-Droid has it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from harness.app.suffixes import APPS
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.sheets import SHEETS, sheet
from harness.files.names import shown
from harness.files.read import MIB, read_bytes

_MOST_INDEX = 512 * MIB
COLUMNS = {
    "file": ("file", "path", "apk", "文件", "文件名", "安装包"),
    "package": ("package", "package name", "package_name", "包名", "应用包名"),
    "name": ("name", "app", "app name", "app_name", "应用名称", "应用", "名称"),
    "store": ("store", "source", "应用商店", "商店", "应用来源", "来源"),
    "version": ("version", "version name", "version_name", "版本", "版本号", "应用版本"),
    "app_type": ("app type", "app_type", "type", "应用类型", "类型"),
}
"""The columns of a table by what they may be called; the names in Chinese are those of the public lists."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One app as a list has it; ``where`` says in which row. ``file`` is None where only its package is known.

    ``sha256`` is what its file must be, empty where nobody says.
    """

    where: str
    file: Path | None
    package: str = ""
    name: str = ""
    store: str = ""
    version: str = ""
    app_type: str = ""
    sha256: str = ""


def listed(source: Path, store: str = "") -> list[Listed]:
    """Read a list, whatever kind it is. ``store`` is what apps get whose list does not say one.

    Raises :class:`CampaignError` and ``ReadError``.
    """
    if source.is_dir():
        index = next((source / name for name in ("index-v2.json", "index-v1.json") if (source / name).is_file()), None)
        return list(_of_index(index, store) if index is not None else _of_folder(source, store))
    suffix = source.suffix.lower()
    if suffix in APPS:
        return [Listed(where=shown(source.name), file=source, store=store)]
    if suffix == ".json":
        return list(_of_index(source, store))
    if suffix in SHEETS:
        return list(_of_table(source, store))
    raise CampaignError(
        f"{shown(source)} is no list of apps: a folder, an app, .csv, .xlsx, or the index-v1.json or index-v2.json of "
        "an F-Droid repository."
    )


def _of_folder(folder: Path, store: str) -> Iterator[Listed]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in APPS and path.is_file():
            yield Listed(where=shown(path.relative_to(folder)), file=path, store=store)


def _of_table(source: Path, store: str) -> Iterator[Listed]:
    for number, said in sheet(source, COLUMNS, ("file", "package")):
        file, said["store"] = said.pop("file", ""), said.get("store") or store
        path = source.parent / file if file else None
        yield Listed(where=f"{shown(source.name)}:{number}", file=path, **said)


def _of_index(source: Path, store: str) -> Iterator[Listed]:
    """Read the newest version of each app of a repository (https://f-droid.org/docs/All_our_APIs)."""
    try:
        index = json.loads(read_bytes(source, "the index", _MOST_INDEX))
        packages = index["packages"]
        two = not isinstance(next(iter(packages.values()), []), list)
        named = store or _repository(index)
        for package, about in sorted(packages.items()):
            one = _newest_of_v2(about) if two else _newest_of_v1(about, index, package)
            if one is None:
                continue
            file, sha256, version, name = one
            where = f"{shown(source.name)}: {shown(package)}"
            # A name in an index is a name in its folder and nothing else.
            path = source.parent / Path(file).name
            yield Listed(
                where=where, file=path, package=package, name=name, store=named, version=version, sha256=sha256
            )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CampaignError(f"{shown(source)} is no index of a repository: {shown(str(error)[:200])}.") from None


def _repository(index: dict[str, Any]) -> str:
    name = index.get("repo", {}).get("name", "")
    return _one_of(name) or "F-Droid"


def _one_of(said: object) -> str:
    """Return a text that an index may give in several languages."""
    if isinstance(said, dict):
        return str(said.get("en-US") or said.get("zh-CN") or next(iter(said.values()), ""))
    return str(said or "")


def _newest_of_v2(about: dict[str, Any]) -> tuple[str, str, str, str] | None:
    versions = about["versions"].values()
    if not versions:
        return None
    newest = max(versions, key=lambda each: int(each["manifest"].get("versionCode", 0)))
    file, manifest = newest["file"], newest["manifest"]
    name = _one_of(about.get("metadata", {}).get("name", ""))
    return str(file["name"]), str(file.get("sha256", "")), str(manifest.get("versionName", "")), name


def _newest_of_v1(about: list[Any], index: dict[str, Any], package: str) -> tuple[str, str, str, str] | None:
    if not about:
        return None
    newest = max(about, key=lambda each: int(each.get("versionCode", 0)))
    apps = index.get("apps", [])
    name = next((_one_of(app.get("name")) for app in apps if app.get("packageName") == package), "")
    sha256 = str(newest.get("hash", "")) if newest.get("hashType", "sha256") == "sha256" else ""
    return str(newest["apkName"]), sha256, str(newest.get("versionName", "")), name
