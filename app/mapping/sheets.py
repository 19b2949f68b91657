"""Mappings as a table: a row for each area and period, and for each indicator its columns side by side.

An office fills in one line per kelurahan, as its own lists are; a line per indicator would be thirteen times as long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.areas.models import Area
from app.extensions import db
from app.language import LANGUAGES, speaking
from app.language import Lazy as _l
from app.mapping.levels import Level, computed
from app.mapping.methods import MappingIndicator, MappingMethod, MethodKind
from app.mapping.models import Mapping
from app.mapping.queries import MAPPED
from app.periods import Half
from app.policy import Holder
from app.spreadsheets.tables import Column, Table

# What is said of one indicator: its attribute, how its column is called, of which kind it is.
PARTS = (
    ("is_present", _l.pgettext("kolom", "ada"), "yes", 0),
    ("value", _l.pgettext("kolom", "nilai"), "quantity", 0),
    ("unit", _l.pgettext("kolom", "satuan"), "text", 50),
    ("source", _l.pgettext("kolom", "sumber"), "text", 300),
    ("remark", _l.pgettext("kolom", "keterangan"), "text", 1000),
)
ASKED = ("is_present", "value", "source")  # what the template has columns for; the others are read too
INDEX = (
    Column("score", _l("Nilai indeks"), "quantity"),
    Column("scale", _l("Skala"), longest=200),
    Column("given", _l("Kategori menurut indeks"), "choice", choices=Level, hint=_l("Seperti dalam hasil indeks.")),
    Column("expected", _l("Kuesioner yang disebar"), "whole"),
    Column("returned", _l("Kuesioner yang kembali"), "whole"),
)  # fmt: skip
PLACE = (
    Column("code", _l("Kode wilayah"), required=True, longest=20, width=16, also=("kode", "kode kelurahan"),
           hint=_l("Kode resmi kelurahan atau bagiannya, seperti di lembar Kode wilayah.")),
    Column("name", _l("Kawasan"), "info", width=28),
    Column("year", _l("Tahun"), "whole", required=True),
    Column("half", _l("Periode"), "choice", choices=Half, hint=_l("Bila kosong: setahun.")),
)  # fmt: skip
REMARK = Column("remark", _l("Catatan"), longest=2000, also=("catatan umum",))
FOUND = (
    Column("computed", _l("Hasil hitung"), "info", width=14),
    Column("level", _l("Kategori ditetapkan"), "info", width=14),
    Column("reference", _l("Nomor pemetaan"), "info", width=16),
)


def methods() -> Sequence[MappingMethod]:
    """The methods in use, the first one first."""
    return db.session.scalars(sa.select(MappingMethod).where(MappingMethod.is_current).order_by(MappingMethod.id)).all()


def table_of(method: MappingMethod, parts: Sequence[str] = (), found: bool = False) -> Table:
    """The table of a method. `parts` are the columns of each indicator, all by default; `found` adds what came out."""
    wanted = [part for part in PARTS if not parts or part[0] in parts]
    asked = tuple(_column(each, *part) for each in method.indicators for part in wanted)
    if method.kind is MethodKind.INDEX:
        asked = INDEX
    return Table(str(_l("Pemetaan")), (*PLACE, *asked, REMARK, *(FOUND if found else ())))


def _column(indicator: MappingIndicator, part: str, word: Any, kind: str, longest: int) -> Column:
    names = []
    for language in LANGUAGES:
        with speaking(language):
            names += [f"{indicator.key} {word}", _head(indicator, word)]
    if part == "is_present":
        names += [indicator.key, _key(indicator)]
    return Column(
        f"{indicator.key}_{part}", _head(indicator, word), kind, longest=longest, also=tuple(names),
        width=24 if longest else 0, hint=_l("Yang dihitung oleh aturan.") if part == "is_present" else "",
    )  # fmt: skip


def _head(indicator: MappingIndicator, word: Any) -> str:
    return f"{_key(indicator)}: {word}"


def _key(indicator: MappingIndicator) -> str:
    return f"{indicator.key} {indicator.label}"


def mapped_areas() -> Sequence[Area]:
    """The areas that can be mapped, by code."""
    return db.session.scalars(sa.select(Area).where(Area.kind.in_(MAPPED)).order_by(Area.code)).all()


def code_list() -> list[tuple[Any, ...]]:
    """The official codes, to look them up in."""
    return [(_l("Kode wilayah"), _l("Kawasan")), *((area.code, area.full_name) for area in mapped_areas())]


def visible(who: Holder, method: MappingMethod, year: int | None = None) -> Sequence[Mapping]:
    """The mappings by a method that the person may see, by area and period."""
    rows = sa.select(Mapping).join(Area).where(Mapping.visible_clause(who), Mapping.method_id == method.id)
    rows = rows.where(Mapping.year == year) if year else rows
    rows = rows.options(so.selectinload(Mapping.values))
    return db.session.scalars(rows.order_by(Area.code, Mapping.year, Mapping.half)).all()


def rows_of(mappings: Sequence[Mapping], method: MappingMethod) -> Iterator[dict[str, Any]]:
    """The mappings as rows of `table_of`."""
    keys = {indicator.id: indicator.key for indicator in method.indicators}
    rules = [rule.threshold for rule in method.rules]
    for mapping in mappings:
        row = {column.key: getattr(mapping, column.key) for column in INDEX} | {
            "code": mapping.area.code, "name": mapping.area.full_name, "year": mapping.year, "half": mapping.half,
            "remark": mapping.remark, "reference": mapping.reference, "level": _named(mapping.level),
            "given": _named(mapping.given), "computed": _named(_computed(mapping, rules)),
        }  # fmt: skip
        for value in mapping.values:
            for part, *_ in PARTS:
                row[f"{keys[value.indicator_id]}_{part}"] = getattr(value, part)
        yield row


def _computed(mapping: Mapping, rules: list[Any]) -> Level | None:
    if mapping.method.kind is MethodKind.INDEX and mapping.score is None:
        return None
    return computed(rules, mapping.main, mapping.supporting, int((mapping.score or 0) * 1000))


def _named(level: Level | None) -> str:
    """The level with its number: the words alone are read both ways."""
    return f"{level.value} {level.label}" if level else ""
