"""Which areas were chosen as target locations, and what there is to choose by."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.activities.models import ACTIVITY_AREAS, Activity
from app.activities.queries import LIVE
from app.areas.models import Area, AreaKind
from app.audit import AuditEvent
from app.clock import today
from app.columns import BIGGEST_ID
from app.commitments.models import Commitment
from app.commitments.promise import AREAS
from app.extensions import fetch
from app.findings.models import Finding, FindingKind, TargetChoice
from app.forms import FIRST_YEAR, LAST_YEAR
from app.language import Lazy as _l
from app.listing import Choices, Filter, Listing, Rows, Values
from app.mapping.latest import latest_level
from app.mapping.models import Mapping
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.policy import Holder, can

ID = sa.bindparam("id", type_=sa.BigInteger)
MOST_MEETINGS = 200  # offered when a choice is recorded, the latest
CHOSEN = TargetChoice.removed_at.is_(None)
_Inside, _Parent = Area.__table__.alias("inside"), Area.__table__.alias("parent")
# The area and what lies right in it: found by indexes, also among a thousand areas.
_HERE = sa.or_(_Inside.c.id == Area.id, _Inside.c.parent_id == Area.id)
_YEARS = sa.select(TargetChoice.year).where(CHOSEN).distinct().order_by(TargetChoice.year.desc())


def _found(kind: FindingKind) -> sa.ScalarSelect[int]:
    """How many findings of a kind there are in the area."""
    rows = sa.select(sa.func.count()).select_from(Finding)
    here = (Finding.area_id == Area.id, Finding.kind == kind, Finding.removed_at.is_(None))
    return rows.where(*here).correlate(Area).scalar_subquery()


def _promised(who: Holder) -> sa.ScalarSelect[int]:
    """How many open commitments there are in the area and in the areas right inside it."""
    rows = (
        sa.select(sa.func.count(sa.distinct(AREAS.c.commitment_id)))
        .select_from(_Inside.join(AREAS, AREAS.c.area_id == _Inside.c.id))
        .join(Commitment, Commitment.id == AREAS.c.commitment_id)
    )
    return rows.where(_HERE, Commitment.is_open, Commitment.visible_clause(who)).correlate(Area).scalar_subquery()


def _running(year: int) -> sa.ScalarSelect[int]:
    """How many activities of a year there are in the area and in the areas right inside it."""
    rows = (
        sa.select(sa.func.count(sa.distinct(ACTIVITY_AREAS.c.activity_id)))
        .select_from(_Inside.join(ACTIVITY_AREAS, ACTIVITY_AREAS.c.area_id == _Inside.c.id))
        .join(Activity, Activity.id == ACTIVITY_AREAS.c.activity_id)
    )
    during = Activity.starts_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return rows.where(_HERE, LIVE, during).correlate(Area).scalar_subquery()


def year_of(values: Values) -> int:
    """The year that is asked, the present one without."""
    return int(values.get("tahun") or today().year)


def target_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list of target locations."""
    visible = sa.true() if can("finding.read", who=who) else sa.false()
    return (
        sa.select(
            TargetChoice.id, TargetChoice.year, TargetChoice.why, TargetChoice.expected, Area.id.label("area_id"),
            Area.kind, Area.name, _Parent.c.kind.label("parent_kind"), _Parent.c.name.label("parent"),
            Meeting.id.label("meeting_id"), Meeting.reference, Meeting.theme, Meeting.starts_at,
            _found(FindingKind.PROBLEM).label("problems"), _found(FindingKind.INTEREST).label("interests"),
            _promised(who).label("commitments"),
        )
        .join(Area, Area.id == TargetChoice.area_id)
        .join(Meeting, Meeting.id == TargetChoice.meeting_id)
        .outerjoin(_Parent, _Parent.c.id == Area.parent_id)
        .where(CHOSEN, visible)
    )  # fmt: skip


def year_choices() -> Choices:
    """The years in which something was chosen, and the present one."""
    years = {row.year for row in fetch(_YEARS)} | {today().year}
    return [("", _l("Semua tahun")), *((str(year), str(year)) for year in sorted(years, reverse=True))]


def _year(value: str) -> tuple[str, str] | None:
    """A year in which nothing was chosen: an empty list says so."""
    return (value, value) if value.isascii() and value.isdigit() and FIRST_YEAR <= int(value) <= LAST_YEAR else None


def _meeting(value: str) -> tuple[str, str] | None:
    """A meeting that the address names by its id."""
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= BIGGEST_ID):
        return None
    rows = sa.select(Meeting.reference).where(Meeting.id == int(value), Meeting.state != MeetingState.DRAFT)
    return next(((value, row.reference) for row in fetch(rows)), None)


TARGETS = Listing(
    rows=target_rows,
    identity=TargetChoice.id,
    sorts={"kode": Area.code, "tahun": TargetChoice.year},
    default="kode",
    filters=(
        Filter("tahun", _l("Tahun"), lambda value: TargetChoice.year == int(value), year_choices, read=_year),
        Filter("rapat", _l("Rapat"), lambda value: TargetChoice.meeting_id == int(value),
               lambda: [("", _l("Semua rapat"))], read=_meeting, more=True),
    ),
)  # fmt: skip


def candidate_rows(who: Holder, values: Values) -> Rows:
    """The columns of the areas that may be chosen: what was found there, what runs there, and whether it is chosen."""
    year = year_of(values)
    chosen = sa.select(TargetChoice.id).where(TargetChoice.area_id == Area.id, TargetChoice.year == year, CHOSEN)
    joined = sa.outerjoin(Area, Mapping, Mapping.id == latest_level(who))
    joined = joined.outerjoin(_Parent, _Parent.c.id == Area.parent_id)
    visible = Area.visible_to(who).select_from(joined)
    return visible.where(Area.kind.in_((AreaKind.VILLAGE, AreaKind.PART))).with_only_columns(
        Area.id, Area.kind, Area.name, _Parent.c.kind.label("parent_kind"), _Parent.c.name.label("parent"),
        _found(FindingKind.PROBLEM).label("problems"), _found(FindingKind.INTEREST).label("interests"),
        _promised(who).label("commitments"), _running(year).label("activities"),
        Mapping.level, Mapping.released_at.label("released"),
        chosen.correlate(Area).scalar_subquery().label("chosen"), maintain_column_froms=True,
    )  # fmt: skip


def _in_district(value: str) -> sa.ColumnElement[bool]:
    return Area.code.startswith(value + ".", autoescape=True)


def _districts() -> Choices:
    rows = sa.select(Area.code, Area.name).where(Area.kind == AreaKind.DISTRICT).order_by(Area.code)
    return [("", _l("Semua kecamatan")), *((row.code, row.name) for row in fetch(rows))]


def _years_to_choose_for() -> Choices:
    return [(str(today().year + step), str(today().year + step)) for step in (0, 1, 2, -1)]


CANDIDATES = Listing(
    rows=candidate_rows,
    identity=Area.id,
    sorts={"kode": Area.code, "masalah": _found(FindingKind.PROBLEM), "minat": _found(FindingKind.INTEREST)},
    default="-masalah",
    filters=(
        Filter("tahun", _l("Tahun"), lambda value: sa.true(), _years_to_choose_for),
        Filter("kecamatan", _l("Kecamatan"), _in_district, _districts),
    ),
)

# What was done to one choice, newest first.
EVENTS_OF = (
    sa.select(*AuditEvent.__table__.c)
    .where(
        AuditEvent.root_type == "area", AuditEvent.root_id == sa.bindparam("area_id", type_=sa.BigInteger),
        AuditEvent.subject_type == "target_choice", AuditEvent.subject_id == ID,
    )
    .order_by(AuditEvent.id.desc())
)  # fmt: skip
# What may have decided: meetings that are no drafts and were not called off, the latest first.
MEETINGS = (
    sa.select(Meeting.id, Meeting.reference, Meeting.theme)
    .where(Meeting.state.not_in((MeetingState.DRAFT, MeetingState.CANCELLED)))
    .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    .limit(MOST_MEETINGS)
)
# The decisions of one meeting, as its minutes have them.
DECISIONS_OF = (
    sa.select(MinutesLine.id, MinutesLine.text)
    .where(MinutesLine.meeting_id == ID, MinutesLine.kind == LineKind.DECISION, MinutesLine.removed_at.is_(None))
    .order_by(MinutesLine.agenda_item_id, MinutesLine.position, MinutesLine.id)
)
LINE = sa.select(MinutesLine.text, MinutesLine.removed_at).where(MinutesLine.id == ID)
