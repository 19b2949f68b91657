"""A table as data: which columns an import knows, found under their names wherever they stand, each cell checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask_babel import gettext

from app.columns import MOST_PEOPLE, Labelled
from app.refusal import Refused
from app.spreadsheets import values
from app.spreadsheets.grid import MOST_ROWS, Cell, Sheet
from app.spreadsheets.values import Unreadable, folded

LOOKED_AT = 20  # lines at the top among which the head of the table is looked for


@dataclass(frozen=True)
class Column:
    """One column. `kind` is text, quantity, whole, date, yes, choice (of `choices`), or info: written, never read.

    `most` is the largest of whole numbers, `also` are further names under which it is found, `options` are values that
    the written file offers to choose from.
    """

    key: str
    label: Any
    kind: str = "text"
    required: bool = False
    longest: int = 200
    most: int = MOST_PEOPLE
    choices: type[Labelled] | None = None
    hint: Any = ""
    also: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    width: int = 0

    @property
    def names(self) -> frozenset[str]:
        """All names of the column, folded."""
        return values.names_of(self.label) | {folded(self.key), *map(folded, self.also)}

    def read(self, cell: Cell) -> Any:
        """The value of a cell, None for an empty one. Raises Unreadable."""
        if values.is_empty(cell):
            return None
        if self.kind == "text":
            return values.text(cell, self.longest) or None
        if self.choices:
            return values.member(cell, self.choices)
        if self.kind == "whole":
            return values.whole(cell, self.most)
        return values.READERS[self.kind](cell)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one line; line 0 is of the table as a whole."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        if not self.line:
            return self.sentence
        if self.column:
            return gettext(
                "Baris %(line)s, kolom %(column)s: %(sentence)s",
                line=self.line, column=self.column, sentence=self.sentence,
            )  # fmt: skip
        return gettext("Baris %(line)s: %(sentence)s", line=self.line, sentence=self.sentence)


@dataclass
class Row:
    """One line of the table: what stands in it, without its empty cells."""

    line: int
    values: dict[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        """A value, or `default` where the cell is empty or the column is not there."""
        return self.values.get(key, default)


@dataclass
class Parsed:
    """What a file says. `lines` are all lines with content, good or bad; `unused` the heads that no column claims.

    `broken` are the rows with cells that cannot be read, without those cells: no import takes them over.
    """

    rows: list[Row] = field(default_factory=list)
    broken: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def fault(self, row: Row | int, sentence: str, column: Any = "") -> None:
        """Note what is wrong with a row, found by whoever knows what the table means."""
        line = row if isinstance(row, int) else row.line
        self.faults.append(Fault(line, str(column), sentence))


@dataclass(frozen=True)
class Table:
    """A table by its columns. `name` is the name of its sheet when it is written."""

    name: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """A column by its key."""
        return next(column for column in self.columns if column.key == key)

    def parse(self, sheets: Sequence[Sheet]) -> Parsed:
        """Read the first sheet that has the head of this table. Raises Refused when there is none, or no row in it."""
        sheet, head = self._find(sheets)
        line, cells = sheet.rows[head]
        places = self._places(cells)
        parsed = Parsed(unused=[str(cell).strip() for n, cell in enumerate(cells) if _is_foreign(cell, places.get(n))])
        rows = sheet.rows[head + 1 :]
        if not rows:
            raise Refused(gettext("Di bawah judul kolom tidak ada satu baris pun. Isi dahulu, lalu unggah lagi."))
        if len(rows) > MOST_ROWS or sheet.longer:
            raise Refused(
                gettext("Paling banyak %(most)s baris sekali impor. Bagi menjadi beberapa berkas.", most="10.000")
            )
        missing = self._missing(places, line)
        parsed.faults += self._merged(sheet, line) + missing
        hollow = _by_line(sheet.hollow)
        for number, row in rows:
            self._read(number, row, places, hollow.pop(number, set()), parsed)
        if missing:
            parsed.rows.clear()  # whoever knows what a row means may rely on what it needs
        parsed.faults += [
            Fault(number, "", _hollow()) for number in hollow if number > line
        ]  # of lines with nothing else
        parsed.faults.sort(key=lambda fault: fault.line)
        return parsed

    def _find(self, sheets: Sequence[Sheet]) -> tuple[Sheet, int]:
        """The sheet and the place of the head: where most columns are named, and at least half of the required."""
        best, found = 1, None  # one alone may be a title
        required = [column for column in self.columns if column.required]
        for sheet in sheets:
            for place, (_, cells) in enumerate(sheet.rows[:LOOKED_AT]):
                named = set(self._places(cells).values())
                if len(named) > best and len(named.intersection(required)) * 2 >= len(required):
                    best, found = len(named), (sheet, place)
        if found is None:
            needed = ", ".join(str(column.label) for column in required or self.columns[:4])
            raise Refused(
                gettext("Judul kolom tidak ditemukan. Yang harus ada: %(columns)s. Unduh templatnya.", columns=needed)
            )
        return found

    def _places(self, cells: Sequence[Cell]) -> dict[int, Column]:
        """Which column stands where; the first of two with the same name counts."""
        places: dict[int, Column] = {}
        for number, cell in enumerate(cells):
            column = self._named.get(folded(cell)) if isinstance(cell, str) else None
            if column and column not in places.values():
                places[number] = column
        return places

    @cached_property
    def _named(self) -> dict[str, Column]:
        return {name: column for column in reversed(self.columns) for name in column.names}

    def _missing(self, places: dict[int, Column], line: int) -> list[Fault]:
        there = places.values()
        return [
            Fault(line, "", gettext("kolom %(column)s tidak ada.", column=str(column.label)))
            for column in self.columns
            if column.required and column not in there
        ]

    def _merged(self, sheet: Sheet, head: int) -> list[Fault]:
        """Merged cells in titles above the head do no harm."""
        sentence = gettext("sel yang digabung. Pisahkan selnya (unmerge), lalu isi tiap baris.")
        return [Fault(max(first, head), "", sentence) for first, last in sheet.merged if last >= head]

    def _read(self, line: int, cells: list[Cell], places: dict[int, Column], hollow: set[int], parsed: Parsed) -> None:
        parsed.lines.append(line)
        found: dict[str, Any] = {}
        before = len(parsed.faults)
        for number, column in places.items():
            if column.kind == "info":
                continue
            try:
                value = _value(cells, number, column, number in hollow)
            except Unreadable as reason:
                parsed.fault(line, str(reason), column.label)
                continue
            if value is not None:
                found[column.key] = value
            elif column.required:
                parsed.fault(line, gettext("belum diisi."), column.label)
        rows = parsed.rows if len(parsed.faults) == before else parsed.broken
        rows.append(Row(line, found))


def _value(cells: list[Cell], number: int, column: Column, is_hollow: bool) -> Any:
    if is_hollow:
        raise Unreadable(_hollow())
    return column.read(cells[number] if number < len(cells) else None)


def _hollow() -> str:
    return gettext("rumus tanpa hasil. Buka dan simpan berkasnya sekali lagi, atau ganti dengan angkanya.")


def _is_foreign(cell: Cell, column: Column | None) -> bool:
    return column is None and not values.is_empty(cell)


def _by_line(places: Sequence[Sequence[int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for line, column in places:
        found.setdefault(line, set()).add(column)
    return found


def list_of(text: str | None, also: str = "") -> Iterator[str]:
    """The parts of a cell that holds several values: divided by semicolons, lines, or one of the signs `also`."""
    for sign in "\n" + also:
        text = (text or "").replace(sign, ";")
    yield from (part.strip() for part in (text or "").split(";") if part.strip())
