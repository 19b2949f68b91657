"""Column types that mean the same on SQLite and PostgreSQL, and the closed sets that pages show as badges."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles

BIGGEST_ID = 2**31 - 1  # what the INTEGER of PostgreSQL holds
QUANTITY_LIMIT = Decimal(10) ** 12
MOST_PEOPLE = 1_000_000  # in one figure


class UTC(sa.types.TypeDecorator[dt.datetime]):
    """An instant. Takes and gives aware datetimes; SQLite, which drops zones, stores them as naive UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True
    python_type = dt.datetime

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Quantity(sa.types.TypeDecorator[Decimal]):
    """A count or measure with up to three decimals, below 10^12; kept as whole thousandths, so sums are exact."""

    impl = sa.BigInteger
    cache_ok = True
    python_type = Decimal

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        return None if value is None else int(Decimal(value) * 1000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        whole, rest = divmod(value, 1000)
        return Decimal(value).scaleb(-3).normalize() if rest else Decimal(whole)


class days_between(sa.sql.functions.FunctionElement[float]):
    """Days from one instant to another, with fractions; the same on both databases."""

    inherit_cache = True
    type = sa.Float()
    name = "days_between"


@compiles(days_between, "sqlite")
def _days_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    first, last = (compiler.process(each, **options) for each in element.clauses)
    return f"(julianday({last}) - julianday({first}))"


@compiles(days_between)
def _days(element: Any, compiler: Any, **options: Any) -> str:
    first, last = (compiler.process(each, **options) for each in element.clauses)
    return f"(CAST(EXTRACT(EPOCH FROM ({last}) - ({first})) AS DOUBLE PRECISION) / 86400)"


class Labelled(str, Enum):
    """A closed set whose members carry what people read: label, icon name and tone (ok warn danger info neutral)."""

    label: Any
    icon: str
    tone: str

    def __new__(cls, value: str, label: Any = "", icon: str = "", tone: str = "neutral") -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.icon, member.tone = label, icon, tone
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, Any]]:
        """Return (value, label) pairs for a select field."""
        return [(member.value, member.label) for member in cls]


def choice(kind: type[Labelled]) -> sa.Enum:
    """Return the column type for a `Labelled` set: short text, so that adding a member needs no migration."""
    return sa.Enum(kind, native_enum=False, length=20, values_callable=lambda members: [m.value for m in members])
