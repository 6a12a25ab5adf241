"""Content providers: tables of the device state, queried with SQL in memory as Android's providers do.

Real providers hand ``selection`` to SQLite, so this one does too: a table is copied into a database in memory, where
only reading is authorised and a query is stopped after a bounded number of steps.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from .channel import AppError
from .state import DeviceState

_P = "android.permission."
#: Permissions to read and to write, by authority.
PERMISSIONS: Final[dict[str, tuple[str, str]]] = {
    "com.android.contacts": (_P + "READ_CONTACTS", _P + "WRITE_CONTACTS"),
    "call_log": (_P + "READ_CALL_LOG", _P + "WRITE_CALL_LOG"),
    "sms": (_P + "READ_SMS", _P + "READ_SMS"),
    "mms": (_P + "READ_SMS", _P + "READ_SMS"),
    "mms-sms": (_P + "READ_SMS", _P + "READ_SMS"),
    "com.android.calendar": (_P + "READ_CALENDAR", _P + "WRITE_CALENDAR"),
    "media": (_P + "READ_EXTERNAL_STORAGE", _P + "WRITE_EXTERNAL_STORAGE"),
}
_NO_PERMISSION: Final = {"settings", "user_dictionary", "downloads"}
#: Boxes of the SMS provider that are views of its one table.
_SMS_BOXES: Final = {"inbox": 1, "sent": 2, "draft": 3, "outbox": 4}
#: Columns that a table has whatever was written into it (the contract classes of ``android.provider``; a selection).
_COLUMNS: Final = {
    ("call_log", "calls"): ("number", "date", "duration", "type", "new", "name", "countryiso", "geocoded_location"),
    ("sms", ""): ("thread_id", "address", "person", "date", "read", "status", "type", "subject", "body"),
    ("com.android.contacts", "raw_contacts"): ("account_type", "account_name", "sourceid", "deleted"),
    ("com.android.contacts", "data"): ("raw_contact_id", "contact_id", "mimetype", "data1", "data2", "data3"),
    ("com.android.calendar", "events"): ("calendar_id", "title", "description", "dtstart", "dtend", "eventLocation"),
}
_NAME: Final = "vnd.android.cursor.item/name"
_PHONE: Final = "vnd.android.cursor.item/phone_v2"
#: Tables whose rows go with a row of another table: (parent, child, the child's column).
_CHILDREN: Final = {
    "com.android.contacts": (("raw_contacts", "data", "raw_contact_id"),),
    "com.android.calendar": (("calendars", "events", "calendar_id"),),
}
_MAX_STEPS = 200  # times 10,000 SQLite instructions


class ProviderError(AppError):
    """A query that the provider refuses; its Java type is the one Android throws."""


def split_uri(uri: str) -> tuple[str, str]:
    """Authority and path (without slashes around it) of a ``content:`` uri. Raises :class:`ProviderError`."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "content" or not parts.netloc:
        raise ProviderError("java.lang.IllegalArgumentException", f"Unknown URL {uri}")
    return parts.netloc.rpartition("@")[2], unquote(parts.path).strip("/")


class Providers:
    """The providers of one device."""

    def __init__(self, state: DeviceState) -> None:
        self._state = state

    def permission(self, uri: str, *, write: bool = False) -> str | None:
        """The permission that a uri needs, or None."""
        return PERMISSIONS.get(split_uri(uri)[0], (None, None))[int(write)]

    def query(
        self,
        uri: str,
        projection: list[str] | None = None,
        selection: str | None = None,
        selection_args: list[Any] | None = None,
        sort: str | None = None,
    ) -> dict[str, Any] | None:
        """Columns and rows, or None when no provider has the authority. Raises :class:`ProviderError`."""
        authority, path = split_uri(uri)
        table = self._table(authority, path)
        if table is None:
            if authority not in PERMISSIONS and authority not in _NO_PERMISSION:
                return None
            return {"columns": list(projection or ["_id"]), "rows": []}
        columns, rows, condition = table
        return _select(columns, rows, condition, projection, selection, selection_args or [], sort)

    def insert(self, uri: str, values: dict[str, Any]) -> str:
        """Add a row and give its uri. Raises :class:`ProviderError`."""
        authority, path = split_uri(uri)
        if authority == "settings":
            self._state.put_setting(path, str(values.get("name", "")), str(values.get("value", "")))
            return f"{uri.rstrip('/')}/{values.get('name', '')}"
        tables = self._state.get("providers", {}).get(authority)
        if tables is None and authority not in PERMISSIONS:
            raise ProviderError("java.lang.IllegalArgumentException", f"Unknown URL {uri}")
        tables = dict(tables or {})
        path, values = self._placed(authority, path, values)
        columns = ["_id", *_COLUMNS.get((authority, path), ())]
        table = tables.setdefault(path, {"columns": columns, "rows": []})
        for name in values:
            if name not in table["columns"]:
                table["columns"].append(name)
                for row in table["rows"]:
                    row.append(None)
        number = 1 + max([row[0] for row in table["rows"] if row and isinstance(row[0], int)], default=0)
        row = {"_id": number, **values}
        table["rows"].append([row.get(name) for name in table["columns"]])
        self._put(authority, tables)
        return f"content://{authority}/{path}/{number}"

    def _placed(self, authority: str, path: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Where a new row goes: the boxes of the SMS provider are one table, and a data row knows its contact."""
        if authority == "sms":
            return "", {"type": _SMS_BOXES.get(path, 1), **values}
        if authority == "com.android.contacts" and path == "data":
            return path, {"contact_id": values.get("raw_contact_id"), **values}
        return path, values

    def delete(self, uri: str, selection: str | None = None) -> int:
        """Delete the rows that match and give their number. Raises :class:`ProviderError`."""
        authority, path = split_uri(uri)
        if authority == "settings":
            namespace, _, key = path.partition("/")
            key = key or (selection or "").partition("=")[2].strip("'\"")
            return int(self._state.put_setting(namespace, key, None))
        found = self._find(authority, path)
        if found is None:
            return 0
        key_path, condition = found
        tables = dict(self._state.get("providers", {})[authority])
        table = tables[key_path]
        numbered = [[number, *row] for number, row in enumerate(table["rows"])]
        doomed = _select(["__row", *table["columns"]], numbered, condition, ["__row"], selection, [], None)["rows"]
        numbers = {row[0] for row in doomed}
        gone = {row[0] for number, row in enumerate(tables[key_path]["rows"]) if number in numbers}
        table["rows"] = [row for number, row in enumerate(table["rows"]) if number not in numbers]
        for parent, child, column in _CHILDREN.get(authority, ()):
            if key_path == parent and child in tables and column in tables[child]["columns"]:
                at = tables[child]["columns"].index(column)
                tables[child]["rows"] = [row for row in tables[child]["rows"] if row[at] not in gone]
        self._put(authority, tables)
        return len(numbers)

    def _put(self, authority: str, tables: dict[str, Any]) -> None:
        providers = dict(self._state.get("providers", {}))
        providers[authority] = tables
        self._state.put("providers", providers)

    def _find(self, authority: str, path: str) -> tuple[str, str] | None:
        """The seeded table that a path means and the condition that the rest of the path sets."""
        tables = self._state.get("providers", {}).get(authority)
        if not isinstance(tables, dict):
            return None
        seeded = {key.strip("/"): key for key in tables}
        if path in seeded:
            return seeded[path], ""
        base, _, last = path.rpartition("/")
        if last.isdigit() and base in seeded:
            return seeded[base], f"_id = {int(last)}"
        if authority == "sms" and path in _SMS_BOXES and "" in seeded:
            return seeded[""], f"type = {_SMS_BOXES[path]}"
        if authority == "sms" and last.isdigit() and "" in seeded:
            return seeded[""], f"_id = {int(last)}"
        return None

    def _table(self, authority: str, path: str) -> tuple[list[str], list[list[Any]], str] | None:
        if authority == "settings":
            namespace, _, key = path.partition("/")
            values = self._state.settings(namespace)
            rows = [[number, name, value] for number, (name, value) in enumerate(sorted(values.items()), 1)]
            return ["_id", "name", "value"], [row for row in rows if not key or row[1] == key], ""
        if authority == "telephony" and path == "siminfo":
            keys = ("iccid", "line1", "imsi")
            row = [1, *(self._state.get(f"telephony.{key}") or "" for key in keys), 0, "Sandbox"]
            return ["_id", "icc_id", "number", "imsi", "sim_id", "display_name"], [row], ""
        if authority == "com.android.contacts" and path in ("data/phones", "contacts"):
            return self._people(path)
        found = self._find(authority, path)
        if found is None:
            return None
        table = self._state.get("providers")[authority][found[0]]
        return table["columns"], table["rows"], found[1]

    def _people(self, path: str) -> tuple[list[str], list[list[Any]], str] | None:
        """``data/phones`` and ``contacts``: what was seeded, and the views of the rows in ``data``."""
        tables = self._state.get("providers", {}).get("com.android.contacts", {})
        seeded = tables.get(path)
        data = tables.get("data", {"columns": [], "rows": []})
        rows = [dict(zip(data["columns"], row, strict=True)) for row in data["rows"]]
        names = {row.get("raw_contact_id"): row.get("data1") for row in rows if row.get("mimetype") == _NAME}
        if seeded is None and not rows:
            return None
        if path == "contacts":
            columns = seeded["columns"] if seeded else ["_id", "display_name"]
            made = [{"_id": number, "display_name": name} for number, name in names.items()]
        else:
            columns = seeded["columns"] if seeded else ["_id", "contact_id", "display_name", "data1"]
            made = [
                {**row, "display_name": names.get(row.get("raw_contact_id"))}
                for row in rows
                if row.get("mimetype") == _PHONE
            ]
        kept = list(seeded["rows"]) if seeded else []
        return columns, kept + [[row.get(name) for name in columns] for row in made], ""


def _select(
    columns: list[str],
    rows: list[list[Any]],
    condition: str,
    projection: list[str] | None,
    selection: str | None,
    selection_args: list[Any],
    sort: str | None,
) -> dict[str, Any]:
    wanted = projection or columns
    connection = sqlite3.connect(":memory:")
    try:
        names = ", ".join(_quote(name) for name in columns)
        connection.execute(f"CREATE TABLE t ({names})")
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO t VALUES ({marks})", [[_value(item) for item in row] for row in rows])  # noqa: S608
        connection.set_authorizer(_authorize)
        steps = iter(range(_MAX_STEPS))
        connection.set_progress_handler(lambda: next(steps, None) is None, 10_000)
        shown = ", ".join(name if " as " in name.lower() or "(" in name else _quote(name) for name in wanted)
        where = " AND ".join(f"({text})" for text in (condition, selection) if text)
        sql = f"SELECT {shown} FROM t" + (f" WHERE {where}" if where else "") + (f" ORDER BY {sort}" if sort else "")  # noqa: S608
        for name in wanted:
            if "(" not in name and " " not in name and name not in columns and name != "*":
                raise ProviderError("java.lang.IllegalArgumentException", f"Invalid column {name}")
        cursor = connection.execute(sql, [_value(item) for item in selection_args])
        found = cursor.fetchall()
        return {"columns": [item[0] for item in cursor.description], "rows": [list(row) for row in found]}
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise ProviderError("android.database.sqlite.SQLiteException", f"{error} (code 1 SQLITE_ERROR)") from None
    finally:
        connection.close()


def _quote(name: str) -> str:
    return "*" if name == "*" else '"' + name.replace('"', '""').replace("\0", "") + '"'


def _value(item: Any) -> Any:
    return item if isinstance(item, str | int | float | bytes | None) else str(item)


_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_FORBIDDEN_FUNCTIONS = {"load_extension", "readfile", "writefile", "randomblob", "zeroblob"}


def _authorize(action: int, _first: str | None, second: str | None, _database: str | None, _source: str | None) -> int:
    if action not in _ALLOWED or (second or "").lower() in _FORBIDDEN_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
