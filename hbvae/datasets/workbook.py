"""The sheets of a workbook (Excel, LibreOffice) as records, as if exported as text."""

import datetime
from io import BytesIO
from typing import Any, NamedTuple

from hbvae.datasets.table_text import WORKBOOKS, Record
from hbvae.errors import AudioError, DatasetError
from hbvae.jobs.sandbox import guarded

WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
# Limits in s and bytes: a small archive may unpack to a thousand times its size.
SECONDS, MEMORY = 60.0, 1 << 30


class Sheet(NamedTuple):
    """A sheet of a workbook."""

    name: str
    records: list[Record]  # its rows that are not empty; a record's line is its row number


def is_workbook(data: bytes) -> bool:
    """Whether a file's content is a workbook, or an archive that may be one."""
    return data.startswith(WORKBOOKS)


def read_workbook(data: bytes) -> list[Sheet]:
    """The visible sheets of a workbook that are not empty, in their order.

    Cells are read as text: numbers with as few digits as possible, dates in ISO 8601. A cell that
    is merged over several rows has its text in each of them.

    Args:
        data: content of the file.

    Raises:
        DatasetError: the file is damaged, protected by a password, or not a workbook.
    """
    (sheets,) = guarded(_read, [data], SECONDS, MEMORY)
    if isinstance(sheets, AudioError):
        sheets = "it is damaged"
    if isinstance(sheets, str):
        text = f"it is a workbook or an archive that cannot be read: {sheets}"
        raise DatasetError(f"{text}; export the table as CSV in UTF-8")
    return sheets


def _read(data: bytes) -> list[Sheet] | str:
    """The sheets, or the reason why they cannot be read."""
    from python_calamine import PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    try:
        workbook = load_workbook(BytesIO(data))
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        sheets = [Sheet(name, _records(workbook.get_sheet_by_name(name))) for name in names]
    except PasswordError:
        return "it is protected by a password"
    except MemoryError:
        raise
    except BaseException as problem:  # includes the reader's panics, which are not an Exception
        return str(problem)
    return [sheet for sheet in sheets if sheet.records]


def _records(sheet: Any) -> list[Record]:
    rows = sheet.to_python(skip_empty_area=False)
    cells = [[_text(value) for value in row] for row in rows]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom + 1, len(cells))):
            cells[row][left] = cells[top][left]
    last = max((i for row in cells for i, cell in enumerate(row) if cell.strip()), default=-1)
    records = [Record(number, row[: last + 1]) for number, row in enumerate(cells, 1)]
    return [record for record in records if any(cell.strip() for cell in record.cells)]


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
