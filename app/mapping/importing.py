"""Importing mappings: each row held against what is stored for its area and period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Dict
from functools import partial
from typing import Any, NamedTuple

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import url_for
from flask_babel import gettext

from app.areas.models import Area
from app.clock import today
from app.extensions import db
from app.mapping import service
from app.mapping.methods import MappingMethod, MethodKind
from app.mapping.models import Mapping
from app.mapping.queries import MAPPED
from app.mapping.service import Answer
from app.mapping.sheets import INDEX, PARTS, REMARK, methods, table_of
from app.periods import Half, period_of
from app.references import next_references
from app.refusal import Refused
from app.spreadsheets.service import Change, Importer, ImportPage, RowState
from app.spreadsheets.tables import Parsed, Row, Table
from app.spreadsheets.writing import plain

FIRST_YEAR = 2000
LIST = "/pemetaan"
Key = tuple[int, int, Half]  # area, year, part of the year


class Stored(NamedTuple):
    """What the rows are held against. `added` counts the new mappings of each year, which get their numbers at once."""

    method: MappingMethod
    table: Table
    areas: dict[str, Area]
    mappings: dict[Key, Mapping]
    added: Counter[int]
    numbers: dict[int, Iterator[str]]


class MappingImporter(Importer):
    """Mappings of one method, which the address names (`metode`)."""

    purpose = "mapping"

    def subject_id(self, subject: Any, asked: Dict[str, str]) -> int:
        """The method that was asked for, else the first that is in use."""
        known = {str(method.id): method.id for method in methods()}
        return known.get(asked.get("metode", ""), next(iter(known.values()), 0))

    def table(self, subject_id: int) -> Table:
        """All columns of the method."""
        return table_of(_method(subject_id))

    def page(self, subject_id: int) -> ImportPage:
        """What the pages say."""
        explanation = gettext(
            "Satu baris untuk satu kawasan dan satu periode. Templat sudah memuat semua kelurahan beserta kode "
            "resminya. Baris boleh terisi sebagian. Sel kosong tidak menghapus isian yang sudah ada; kategori yang "
            "ditetapkan tidak diimpor."
        )
        about = _method(subject_id).full_name
        kinds = [(m.full_name, url_for("mapping_sheets.take_spreadsheet", metode=m.id)) for m in methods()]
        path = url_for("mapping_sheets.take_spreadsheet", metode=subject_id)
        template = url_for("mapping_sheets.template", metode=subject_id)
        crumbs = [(gettext("Pemetaan"), LIST)]
        return ImportPage(gettext("Impor pemetaan"), explanation, crumbs, path, LIST, template, about, kinds)

    def compare(self, parsed: Parsed, subject_id: int, locking: bool) -> list[Change]:
        """Say of each row what it adds or changes."""
        stored = _stored(parsed, _method(subject_id), locking)
        periods: dict[tuple[int, int], dict[Half, str]] = {}
        for area_id, year, half in stored.mappings:
            periods.setdefault((area_id, year), {})[half] = stored.mappings[area_id, year, half].reference
        lines: dict[Key, int] = {}
        changes = []
        for row in parsed.rows:
            key = _place(row, parsed, stored, periods, lines)
            if key and not _too_many_back(row, key, parsed, stored) and not _contradicts(row, key, parsed, stored):
                changes.append(_change(row, key, stored))
        for row in parsed.broken:
            _area(row, parsed, stored)
        return changes


def _method(method_id: int) -> MappingMethod:
    method = db.session.get(MappingMethod, method_id)
    if method is None or not method.is_current:
        raise Refused(gettext("Belum ada metode pemetaan yang dipakai. Mintalah pengelola sistem mengaturnya."))
    return method


def _stored(parsed: Parsed, method: MappingMethod, locking: bool) -> Stored:
    """What is stored for the areas and years of the file: the areas are locked first, then their mappings."""
    codes = {row.get("code") for row in (*parsed.rows, *parsed.broken)}
    areas = sa.select(Area).where(Area.code.in_(codes)).order_by(Area.id)
    if locking:
        areas = areas.with_for_update(key_share=True)  # who decides on a mapping there need not wait
    found = {area.code: area for area in db.session.scalars(areas)}
    mappings = (
        sa.select(Mapping)
        .where(Mapping.method_id == method.id, Mapping.area_id.in_([area.id for area in found.values()]))
        .where(Mapping.year.in_({row.get("year") for row in parsed.rows}))
        .options(so.selectinload(Mapping.values))
        .order_by(Mapping.id)
        .execution_options(populate_existing=locking)
    )
    rows = db.session.scalars(mappings.with_for_update(of=Mapping) if locking else mappings)
    return Stored(method, table_of(method), found, {(one.area_id, one.year, one.half): one for one in rows},
                 Counter(), {})  # fmt: skip


def _area(row: Row, parsed: Parsed, stored: Stored) -> Area | None:
    """The area of a row; what is wrong with its code is noted, unless there is none, which was noted before."""
    code = row.get("code")
    area, column = stored.areas.get(code), stored.table.column("code").label
    if code and area is None:
        parsed.fault(row, gettext("%(code)s tidak ada di daftar kawasan.", code=code), column)
    elif area and area.kind not in MAPPED:
        parsed.fault(row, gettext("yang dipetakan adalah kelurahan atau bagiannya."), column)
        return None
    return area


def _place(row: Row, parsed: Parsed, stored: Stored, periods: Any, lines: dict[Key, int]) -> Key | None:
    """The area and period of a row; what is wrong with them is noted."""
    area, year, half = _area(row, parsed, stored), row.get("year"), row.get("half", Half.YEAR)
    code, period = stored.table.column("code").label, stored.table.column("half").label
    if area is None:
        return None
    if not FIRST_YEAR <= year <= today().year + 1:
        last = today().year + 1
        sentence = gettext("isi tahun antara %(first)s dan %(last)s.", first=FIRST_YEAR, last=last)
        parsed.fault(row, sentence, stored.table.column("year").label)
    elif (key := (area.id, year, half)) in lines:
        parsed.fault(row, gettext("kawasan dan periode ini sudah ada di baris %(line)s.", line=lines[key]), code)
    else:
        lines[key] = row.line
        others = periods.setdefault((area.id, year), {})
        others.setdefault(half, gettext("baris %(line)s", line=row.line))
        clash = next((o for o in others if o is not half and Half.YEAR in (o, half)), None)
        if clash is None:
            return key
        parsed.fault(row, gettext("tumpang tindih dengan %(other)s (%(what)s); setahun dan semester tidak dapat ada "
                                  "bersama.", other=str(clash.label), what=others[clash]), period)  # fmt: skip
    return None


def _too_many_back(row: Row, key: Key, parsed: Parsed, stored: Stored) -> bool:
    mapping = stored.mappings.get(key)
    back, out = (row.get(name, getattr(mapping, name, None)) for name in ("returned", "expected"))
    if back is None or out is None or back <= out:
        return False
    column = next(column.label for column in INDEX if column.key == "returned")
    parsed.fault(row, gettext("yang kembali tidak dapat lebih banyak daripada yang disebar."), column)
    return True


def _contradicts(row: Row, key: Key, parsed: Parsed, stored: Stored) -> bool:
    """As the form refuses it: not there, with a figure above nought."""
    answers = {} if stored.method.kind is MethodKind.INDEX else _answers(row, stored.mappings.get(key), stored)[1]
    wrong = [each for each in stored.method.indicators if each.id in answers and answers[each.id].contradicts]
    for each in wrong:
        sentence = gettext("nilai lebih dari nol tidak cocok dengan tidak ada.")
        parsed.fault(row, sentence, stored.table.column(f"{each.key}_value").label)
    return bool(wrong)


def _change(row: Row, key: Key, stored: Stored) -> Change:
    mapping, area = stored.mappings.get(key), stored.areas[row.get("code")]
    period = period_of(key[1], key[2])
    is_index = stored.method.kind is MethodKind.INDEX
    pairs, answers = _figures(row, mapping) if is_index else _answers(row, mapping, stored)
    remark = row.get("remark")
    if remark and remark != (mapping.remark if mapping else ""):
        pairs.append((str(REMARK.label), mapping.remark if mapping else "", remark))
    stored.added[key[1]] += bool(pairs and mapping is None)
    state = RowState.SAME if not pairs else RowState.CHANGED if mapping else RowState.ADDED
    apply: Callable[[], None] = partial(_store, row, key, stored, answers)
    return Change(row.line, f"{area.full_name} ({area.code}), {period}", state, tuple(pairs), apply)


def _figures(row: Row, mapping: Mapping | None) -> tuple[list[tuple[str, str, str]], dict[int, Answer]]:
    """What an index says anew."""
    pairs = []
    for column in INDEX:
        old = getattr(mapping, column.key) if mapping else None
        new = row.get(column.key, old)
        if new != old:
            pairs.append((str(column.label), plain(old), plain(new)))
    return pairs, {}


def _answers(row: Row, mapping: Mapping | None, stored: Stored) -> tuple[list[tuple[str, str, str]], dict[int, Answer]]:
    """What a row says anew, indicator by indicator; an empty cell leaves what is stored."""
    known = {value.indicator_id: value for value in mapping.values} if mapping else {}
    pairs, answers = [], {}
    for indicator in stored.method.indicators:
        value = known.get(indicator.id)
        old = {part: getattr(value, part) for part, *_ in PARTS} if value else {}
        new = {part: cell for part, *_ in PARTS if (cell := row.get(f"{indicator.key}_{part}")) is not None}
        changed = [part for part in new if new[part] != old.get(part)]
        if not changed:
            continue
        answers[indicator.id] = Answer(**({"unit": indicator.unit} | old | new))
        for part, word, *_ in PARTS:
            if part in changed:
                pairs.append((f"{indicator.key} {word}", plain(old.get(part)), plain(new[part])))
    return pairs, answers


def _store(row: Row, key: Key, stored: Stored, answers: dict[int, Answer]) -> None:
    mapping = stored.mappings.get(key)
    if mapping is None:
        mapping = service.blank(stored.areas[row.get("code")], stored.method, key[1], key[2], _number(stored, key[1]))
    if "remark" in row.values:
        mapping.remark = row.values["remark"]
    if stored.method.kind is MethodKind.INDEX:
        for column in INDEX:
            setattr(mapping, column.key, row.get(column.key, getattr(mapping, column.key)))
    service.fill(mapping, answers)


def _number(stored: Stored, year: int) -> str:
    """The next number of a year; all that this import needs are given out at once."""
    if year not in stored.numbers:
        stored.numbers[year] = iter(next_references(service.LETTERS, year, stored.added[year]))
    return next(stored.numbers[year])
