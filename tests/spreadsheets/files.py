"""Spreadsheets as other programs write them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def xlsx(rows: Rows, name: str = "Data", also: Callable[[Any, Any], None] | None = None, **more: Rows) -> bytes:
    """An XLSX file; `also` may do more with (book, sheet), `more` are further sheets by name."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        first = book.add_worksheet(name)
        _fill(book, first, rows)
        if also:
            also(book, first)
        for title, lines in more.items():
            _fill(book, book.add_worksheet(title), lines)
    return content.getvalue()


def _fill(book: Any, sheet: Any, rows: Rows) -> None:
    look = book.add_format({"num_format": "dd/mm/yyyy"})
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(line, place, dt.datetime.combine(cell, dt.time()), look)
            elif isinstance(cell, str):
                sheet.write_string(line, place, cell)
            elif cell is not None:
                sheet.write(line, place, cell)


def ods(rows: Rows, name: str = "Data", raw: str = "") -> bytes:
    """An ODS file of texts and numbers; `raw` are further rows as they stand in its content."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    return ods_of(f'<table:table table:name="{escape(name)}">{lines}{raw}</table:table>')


def ods_of(tables: str) -> bytes:
    """An ODS file with these tables."""
    uses = " ".join(
        f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"' for key in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {uses} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return package({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_cell(cell: Any) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    )


def package(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return content.getvalue()
