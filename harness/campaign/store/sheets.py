"""Tables as people keep them, CSV and workbooks, by what their columns are called."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from harness.campaign.store.errors import CampaignError
from harness.files.names import shown
from harness.files.read import MIB, read_bytes

SHEETS = (".csv", ".xlsx", ".xlsm")
_MOST, _MOST_ROWS = 64 * MIB, 1_000_000


def sheet(
    source: Path, columns: Mapping[str, Sequence[str]], one_of: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row of a table that says anything: its number, and its cells by the names of ``columns``.

    ``columns`` are names with what each may be called in the first row, in lower case; ``one_of`` those of which one at
    least must be there. Raises :class:`CampaignError` and ``ReadError``.
    """
    known: dict[str, int] | None = None
    rows = _csv_rows(source) if source.suffix.lower() == ".csv" else _xlsx_rows(source)
    for number, row in enumerate(rows, 1):
        cells = ["" if cell is None else str(cell).strip() for cell in row]
        if not any(cells):
            continue
        if known is None:
            heads = [cell.lower() for cell in cells]
            known = {name: heads.index(head) for name, said in columns.items() for head in said if head in heads}
            if not set(one_of) & set(known):
                names = ", ".join(repr(columns[name][0]) for name in one_of)
                raise CampaignError(f"The first row of {shown(source)} must name the columns, {names} among them.")
            continue
        if number > _MOST_ROWS:
            raise CampaignError(f"{shown(source)} has more than {_MOST_ROWS} rows.")
        yield number, {name: cells[at] for name, at in known.items() if at < len(cells)}
    if known is None:
        raise CampaignError(f"{shown(source)} is empty.")


def _csv_rows(source: Path) -> Iterable[Sequence[object]]:
    data = read_bytes(source, "the list", _MOST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")  # what a Chinese Excel writes
        except UnicodeDecodeError:
            raise CampaignError(f"{shown(source)} is neither UTF-8 nor GB 18030 text.") from None
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as error:
        raise CampaignError(f"{shown(source)} cannot be read as CSV: {error}.") from None


def _xlsx_rows(source: Path) -> Iterable[Sequence[object]]:
    import openpyxl

    data = read_bytes(source, "the list", _MOST)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > 16 * _MOST:
                raise CampaignError(f"{shown(source)} unpacks to more than {16 * _MOST // MIB} MiB.")
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        yield from sheet.iter_rows(values_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError, OSError, SyntaxError) as error:
        raise CampaignError(f"{shown(source)} is no workbook that can be read: {shown(str(error)[:200])}.") from None
