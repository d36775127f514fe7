"""Workbooks of Excel, as little as one needs to have."""

import datetime
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DATES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
)
FIRST_DAY = datetime.date(1899, 12, 30)  # day 0 of dates


def workbook(
    sheets: Mapping[str, Sequence[Sequence[object]]], merged: str = "", hidden: Sequence[str] = ()
) -> bytes:
    """An .xlsx of sheets, each of rows; None and "" are cells that are not there.

    Args:
        sheets: by name.
        merged: cells of every sheet that are merged, as "B2:B4".
        hidden: names of sheets that are not shown.
    """
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"'
        f"{_state(name in hidden)}/>"
        for number, name in enumerate(sheets, 1)
    )
    parts = {
        "_rels/.rels": _links({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _links(
            {f"r{n}": ("worksheet", f"worksheets/s{n}.xml") for n, _ in enumerate(sheets, 1)}
            | {"styles": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": DATES,
    }
    more = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    for number, rows in enumerate(sheets.values(), 1):
        cells = "".join(
            f'<row r="{n}">{"".join(_cell(i, n, value) for i, value in enumerate(row))}</row>'
            for n, row in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/s{number}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData>{more}</worksheet>'
        )
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


def _state(is_hidden: bool) -> str:
    return ' state="hidden"' if is_hidden else ""


def _links(targets: Mapping[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _cell(column: int, row: int, value: object) -> str:
    place = f'r="{chr(65 + column)}{row}"'
    if value is None or value == "":
        return ""
    if isinstance(value, datetime.date):
        return f'<c {place} s="1"><v>{(value - FIRST_DAY).days}</v></c>'
    if isinstance(value, int | float):
        return f"<c {place}><v>{float(value)}</v></c>"
    text = escape(str(value))
    return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
