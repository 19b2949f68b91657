"""Reads the cells of one XLSX or ODS file, as a program that `app.limited` runs; imports nothing of the application."""

from __future__ import annotations

import datetime as dt
import html
import io
import math
import re
import zipfile
from collections.abc import Iterator
from typing import Any

MOST_SHEETS, MOST_LINES, MOST_COLUMNS, MOST_CELLS = 30, 15_000, 300, 2_000_000
MOST_ODDITIES = 200_000
MOST_LETTERS = 20_000_000  # of all cells: a small file may say one long text again and again
_ATTRIBUTES = rb"((?:[^>\"']|\"[^\"]*\"|'[^']*')*)"
_CELL = re.compile(rb"<(?:\w+:)?c\b" + _ATTRIBUTES + rb"(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>/]*>[^<]")
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + _ATTRIBUTES + rb">")


def answer(content: bytes) -> dict[str, Any]:
    """Read all visible sheets: name, `rows` as [line, cells], merged lines, and formulas without a value.

    Returns `{"sheets": [...]}`, or `{"fault": ...}`: password, large, long, broken.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        shown = [each.name for each in book.sheets_metadata if each.visible is SheetVisibleEnum.Visible]
        sheets = _sheets(book, shown[:MOST_SHEETS])
    except PasswordError:
        return {"fault": "password"}
    except OverflowError:
        return {"fault": "large"}
    except MemoryError:
        return {"fault": "long"}
    except (CalamineError, ValueError):
        return {"fault": "broken"}
    found = _oddities(content)
    for sheet in sheets:
        merged, hollow = found.get(sheet["name"], ([], []))
        sheet["merged"] += merged
        sheet["hollow"] = hollow
    if sum(len(sheet["merged"]) + len(sheet["hollow"]) for sheet in sheets) > MOST_ODDITIES:
        return {"fault": "large"}
    return {"sheets": sheets}


def _sheets(book: Any, names: list[str]) -> list[dict[str, Any]]:
    """The sheets, as long as they are no more together than a server should hold."""
    sheets, cells, letters = [], 0, 0
    for name in names:
        sheets.append(_sheet(book.get_sheet_by_name(name)))
        for _line, row in sheets[-1]["rows"]:
            cells += len(row)
            letters += sum(len(cell) for cell in row if isinstance(cell, str))
        if cells > MOST_CELLS:
            raise OverflowError
        if letters > MOST_LETTERS:
            raise MemoryError
    return sheets


def _sheet(sheet: Any) -> dict[str, Any]:
    if sheet.total_width > MOST_COLUMNS or sheet.total_width * min(sheet.total_height, MOST_LINES) > MOST_CELLS:
        raise OverflowError
    rows = []
    for line, row in enumerate(sheet.to_python(skip_empty_area=False, nrows=MOST_LINES), start=1):
        cells = [_plain(cell) for cell in row]
        if any(cell not in ("", None) for cell in cells):
            rows.append([line, cells])
    merged = [[first[0] + 1, last[0] + 1] for first, last in sheet.merged_cell_ranges or ()]
    return {"name": sheet.name, "rows": rows, "merged": merged, "longer": sheet.total_height > MOST_LINES}


def _plain(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return {"d": cell.date().isoformat()}
    if isinstance(cell, dt.date):
        return {"d": cell.isoformat()}
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    return cell if isinstance(cell, str | int | float | bool) else str(cell)


def _oddities(content: bytes) -> dict[str, tuple[list[Any], list[Any]]]:
    """For each sheet what the reader does not tell: merged lines (ODS), and formulas that nobody has calculated yet."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        if "content.xml" in names:
            return dict(_of_ods(package.read("content.xml")))
        parts = _parts(package) if "xl/workbook.xml" in names else {}
        return {name: ([], list(_uncalculated(package.read(part)))) for name, part in parts.items() if part in names}


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """The file of each sheet by its name."""
    links = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", package.read("xl/_rels/workbook.xml.rels").decode()):
        target = _attribute(tag, "Target")
        links[_attribute(tag, "Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    tags = re.findall(r"<(?:\w+:)?sheet\b[^>]*>", package.read("xl/workbook.xml").decode())
    return {html.unescape(_attribute(tag, "name")): links.get(_attribute(tag, r"\w+:id"), "") for tag in tags}


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}=(\"[^\"]*\"|'[^']*')", tag)
    return found[1][1:-1] if found else ""


def _uncalculated(sheet: bytes) -> Iterator[list[int]]:
    """[line, column] of formulas without a value, or with an error in its place."""
    if not _FORMULA.search(sheet) and b't="e"' not in sheet:
        return
    for cell in _CELL.finditer(sheet):
        place = _PLACE.search(cell[1])
        hollow = _FORMULA.search(cell[2]) and not _VALUE.search(cell[2])
        if place and (hollow or re.search(rb"\bt=[\"']e[\"']", cell[1])):
            yield [int(place[2]), _column(place[1])]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _of_ods(content: bytes) -> Iterator[tuple[str, tuple[list[Any], list[Any]]]]:
    name, line, column, after = "", 1, 0, 0
    merged: list[Any] = []
    hollow: list[Any] = []
    for tag in _ODS_TAG.finditer(content):
        kind, attributes = tag[1], tag[2]
        if kind == b"table":
            if name:
                yield name, (merged, hollow)
            name, line, column, after, merged, hollow = _named(attributes), 1, 0, 0, [], []
        elif kind == b"table-row":
            line, column = line + after, 0
            after = _number(attributes, b"rows-repeated")
        else:
            if (rows := _number(attributes, b"rows-spanned")) > 1 or _number(attributes, b"columns-spanned") > 1:
                merged.append([line, line + rows - 1])
            if b"table:formula=" in attributes and b"office:value-type=" not in attributes:
                hollow.append([line, column])
            column += _number(attributes, b"columns-repeated")
    if name:
        yield name, (merged, hollow)


def _named(attributes: bytes) -> str:
    return html.unescape(_attribute(" " + attributes.decode(), "table:name"))


def _number(attributes: bytes, name: bytes) -> int:
    found = re.search(rb"table:number-" + name + rb"=[\"'](\d{1,7})", attributes)
    return int(found[1]) if found else 1
