"""Tables as files: XLSX with a sheet of explanations, and CSV. No text of anybody becomes a formula or a link."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext, pgettext

from app.columns import Labelled
from app.spreadsheets.grid import SIGNS
from app.spreadsheets.tables import Column, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
WIDTHS = {"quantity": 12, "whole": 10, "date": 12, "yes": 10, "choice": 18}
LISTS_FOR = 5_000  # lines below the head for which the choices are offered


def workbook(table: Table, rows: Iterable[Mapping[str, Any]], titles: Sequence[str] = (), notes: Sequence[str] = (),
             lists: Mapping[str, Sequence[Sequence[Any]]] | None = None) -> bytes:  # fmt: skip
    """Return an XLSX file: the table with `titles` above it, explanations (`notes`), and `lists` to look things up in.

    Each row is {key: value}; what reads it again finds the same values.
    """
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        looks = {
            "title": book.add_format({"bold": True}), "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E6F0FA"}),
            "date": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
            "fraction": book.add_format({"num_format": "#,##0.0##", "valign": "top"}),
        }  # fmt: skip
        sheet = book.add_worksheet(table.name)
        _write_table(sheet, table, rows, titles, looks)
        offered = _offered(table)
        _explain(book.add_worksheet(gettext("Petunjuk")), table, notes, looks)
        if offered:
            _offer(book.add_worksheet(gettext("Pilihan")), sheet, table, offered, len(titles) + 1, looks)
        for name, lines in (lists or {}).items():
            _write_list(book.add_worksheet(name), lines, looks)
    return content.getvalue()


def csv_file(head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV file in UTF-8. Numbers have a decimal comma; texts that could run as a formula get an apostrophe."""
    content = io.StringIO(newline="")
    writer = csv.writer(content, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow([harmless(plain(value)) for value in row])
    return content.getvalue().encode()


def harmless(text: str) -> str:
    """A text that no office program takes for a formula; `grid.read` takes the apostrophe away again."""
    return f"'{text}" if text.lstrip("'").startswith(SIGNS) else text


def plain(value: Any) -> str:
    """A value as text."""
    if value is None:
        return ""
    if isinstance(value, Labelled):
        return str(value.label)
    if isinstance(value, bool):
        return gettext("ya") if value else gettext("tidak")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else repr(value).replace(".", ",")
    return str(value)


def _write_table(
    sheet: Any, table: Table, rows: Iterable[Mapping[str, Any]], titles: Sequence[str], looks: Any
) -> None:
    for line, title in enumerate(titles):
        sheet.write_string(line, 0, title, looks["title"])
    head = len(titles)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width or WIDTHS.get(column.kind) or min(50, 12 + column.longest // 20))
        sheet.write_string(head, place, str(column.label), looks["head"])
    for line, row in enumerate(rows, start=head + 1):
        for place, column in enumerate(table.columns):
            _write(sheet, line, place, row.get(column.key), looks)
    sheet.freeze_panes(head + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    if titles:
        sheet.set_header("&C" + titles[0].replace("&", "&&")[:200])


def _write(sheet: Any, line: int, place: int, value: Any, looks: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(line, place, dt.datetime.combine(value, dt.time()), looks["date"])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        look = None if isinstance(value, int) else looks["number" if value == int(value) else "fraction"]
        sheet.write_number(line, place, value, look)
    else:
        sheet.write_string(line, place, _answer(value) if isinstance(value, bool) else plain(value), looks["text"])


def _answer(is_so: bool) -> str:
    """What is chosen in a column of kind yes."""
    return pgettext("sel", "ada") if is_so else pgettext("sel", "tidak ada")


def _offered(table: Table) -> dict[int, list[str]]:
    """The values to choose from, by the place of their column."""
    found: dict[int, list[str]] = {}
    for place, column in enumerate(table.columns):
        if column.kind == "yes":
            found[place] = [_answer(True), _answer(False)]
        elif column.choices:
            found[place] = [str(each.label) for each in column.choices]
        elif column.options:
            found[place] = list(column.options)
    return found


def _offer(lists: Any, sheet: Any, table: Table, offered: dict[int, list[str]], first: int, looks: Any) -> None:
    """Write each set of choices once, and let the cells of its columns choose from it. Free texts only get a hint."""
    written: dict[tuple[str, ...], int] = {}
    for place, texts in offered.items():
        column = written.setdefault(tuple(texts), len(written))
        for line, text in enumerate((str(table.columns[place].label), *texts)):
            lists.write_string(line, column, text, looks["head"] if not line else looks["text"])
        letter = _letter(column)
        source = f"='{lists.name}'!${letter}$2:${letter}${len(texts) + 1}"
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "warning" if table.columns[place].options else "stop",
        }
        sheet.data_validation(first, place, first + LISTS_FOR, place, rule)
    lists.set_column(0, max(0, len(written) - 1), 40)


def _letter(column: int) -> str:
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def _explain(sheet: Any, table: Table, notes: Sequence[str], looks: Any) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 90)
    for line, note in enumerate(notes):
        sheet.write_string(line, 0, note)
    first = len(notes) + 1 if notes else 0
    for place, word in enumerate((gettext("Nama kolom"), gettext("Wajib"), gettext("Cara mengisi"))):
        sheet.write_string(first, place, word, looks["head"])
    for line, column in enumerate(table.columns, start=first + 1):
        wanted = gettext("ya") if column.required else ""
        for place, text in enumerate((str(column.label), wanted, how_to_fill(column))):
            sheet.write_string(line, place, text, looks["text"])


def how_to_fill(column: Column) -> str:
    """Say in a sentence what may stand in a column."""
    if column.kind == "info":
        kind = gettext("Hanya untuk dibaca; perubahan di kolom ini tidak diimpor.")
    elif column.choices:
        allowed = ", ".join(str(each.label) for each in column.choices)
        kind = gettext("Salah satu dari: %(allowed)s.", allowed=allowed)
    else:
        kind = {
            "quantity": gettext("Angka nol atau lebih, misalnya 1.234,5."),
            "whole": gettext("Bilangan bulat, nol atau lebih."),
            "date": gettext("Tanggal, misalnya 31/12/2026."),
            "yes": gettext("ada atau tidak ada (ya atau tidak juga dibaca)."),
        }.get(column.kind) or gettext("Teks, paling banyak %(most)s karakter.", most=column.longest)
    return " ".join(filter(None, (str(column.hint), kind)))


def _write_list(sheet: Any, lines: Sequence[Sequence[Any]], looks: Any) -> None:
    """A list to look things up in; its first line is its head."""
    for line, cells in enumerate(lines):
        for place, cell in enumerate(cells):
            sheet.write_string(line, place, plain(cell), looks["head"] if not line else looks["text"])
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 5, 40)
    sheet.freeze_panes(1, 0)
