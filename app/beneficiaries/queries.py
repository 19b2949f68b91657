"""Which persons a list shows, who looked at whom, and what is left of those who are gone."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.activities.models import Activity
from app.activities.steps import ActivityState, PeopleGroup
from app.areas.models import Area
from app.areas.queries import area_choices
from app.beneficiaries.models import NAMEABLE, Beneficiary, BeneficiaryView, NameSwitch, PurgedCount, ViewKind
from app.clock import today
from app.columns import BIGGEST_ID
from app.extensions import fetch
from app.findings.models import Skill
from app.language import Lazy as _l
from app.listing import Choices, Filter, Listing, Rows, Values
from app.policy import Holder, can

MOST_ACTIVITIES = 200
SOON = dt.timedelta(days=90)  # before the end of keeping
_ACTIVITIES = (
    sa.select(Activity.id, Activity.reference, Activity.title)
    .where(Activity.removed_at.is_(None), Activity.state != ActivityState.CANCELLED)
    .order_by(Activity.starts_on.desc(), Activity.id.desc())
    .limit(MOST_ACTIVITIES)
)
_SKILLS = (
    sa.select(Skill.id, Skill.name).where(Skill.id.in_(sa.select(Beneficiary.skill_id))).order_by(Skill.name)
)  # fmt: skip


def activity_choices() -> list[tuple[int, str]]:
    """The latest activities, for a select field."""
    return [(row.id, f"{row.reference} {row.title}") for row in fetch(_ACTIVITIES)]


def person_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list. Templates mask the name; a NIK is in no column."""
    return (
        Beneficiary.visible_to(who)
        .join(Area, Area.id == Beneficiary.area_id)
        .outerjoin(Skill, Skill.id == Beneficiary.skill_id)
        .outerjoin(Activity, Activity.id == Beneficiary.activity_id)
        .with_only_columns(
            Beneficiary.id, Beneficiary.name, Beneficiary.group.label("people_of"), Area.kind, Area.code,
            Area.name.label("area"), Skill.name.label("skill"), Activity.reference, Beneficiary.interest,
            Beneficiary.consented_on, Beneficiary.keep_until, maintain_column_froms=True,
        )
    )  # fmt: skip


def _areas() -> Choices:
    return [("", _l("Semua kawasan")), *((str(key), name) for key, name in area_choices())]


def _skills() -> Choices:
    return [("", _l("Semua keterampilan")), *((str(row.id), row.name) for row in fetch(_SKILLS))]


def _ends_soon(value: str) -> sa.ColumnElement[bool]:
    return Beneficiary.keep_until <= today() + SOON


PERSONS = Listing(
    rows=person_rows,
    identity=Beneficiary.id,
    sorts={"nomor": Beneficiary.id, "simpan": Beneficiary.keep_until},
    default="-nomor",
    filters=(
        Filter("kawasan", _l("Kawasan"), lambda value: Beneficiary.area_id == int(value), _areas),
        Filter("kelompok", _l("Kelompok"), lambda value: Beneficiary.group == PeopleGroup(value),
               lambda: [("", _l("Semua kelompok")), *((each.value, each.label) for each in NAMEABLE)]),
        Filter("keterampilan", _l("Keterampilan"), lambda value: Beneficiary.skill_id == int(value), _skills),
        Filter("simpan", _l("Masa simpan"), _ends_soon,
               lambda: [("", _l("Semua")), ("segera", _l("Berakhir dalam 90 hari"))]),
    ),
)  # fmt: skip


def view_rows(who: Holder, values: Values) -> Rows:
    """The columns of the log: who, when, what, why; of whom only the number of the record."""
    visible = sa.true() if can("beneficiary.log", who=who) else sa.false()
    v = BeneficiaryView
    return sa.select(v.id, v.kind, v.beneficiary_id, v.number, v.reason, v.by_name, v.at).where(visible)


def _record(value: str) -> tuple[str, str] | None:
    known = value.isascii() and value.isdigit() and 0 < int(value) <= BIGGEST_ID
    return (value, value) if known else None


VIEWS = Listing(
    rows=view_rows,
    identity=BeneficiaryView.id,
    sorts={"waktu": BeneficiaryView.at},
    default="-waktu",
    filters=(
        Filter("tindakan", _l("Tindakan"), lambda value: BeneficiaryView.kind == ViewKind(value),
               lambda: [("", _l("Semua tindakan")), *ViewKind.choices()]),
        Filter("data", _l("Nomor data"), lambda value: BeneficiaryView.beneficiary_id == int(value),
               lambda: [("", _l("Semua data"))], read=_record, more=True),
    ),
)  # fmt: skip
# Who has looked at the data of one person, or taken them away.
VIEWS_OF = (
    sa.select(BeneficiaryView.kind, BeneficiaryView.at, BeneficiaryView.by_name, BeneficiaryView.reason)
    .where(BeneficiaryView.beneficiary_id == sa.bindparam("id", type_=sa.BigInteger))
    .order_by(BeneficiaryView.id)
)
# All acts of switching, the last first.
SWITCHES = sa.select(NameSwitch).order_by(NameSwitch.id.desc()).limit(50)
STORED = sa.select(sa.func.count(Beneficiary.id))
SAME_NIK = sa.select(Beneficiary).where(Beneficiary.nik_key == sa.bindparam("key")).order_by(Beneficiary.id).limit(2)
# How many are left of persons who are gone.
LEFT = (
    sa.select(Area.id, Area.kind, Area.name, PurgedCount.group.label("people_of"), PurgedCount.year, PurgedCount.number)
    .join(Area, Area.id == PurgedCount.area_id)
    .order_by(PurgedCount.year.desc(), Area.code, PurgedCount.group)
)
