"""Which activities a page shows, and which of them leave something open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.activities.models import ACTIVITY_AREAS, Activity
from app.activities.parts import ActivityCount
from app.activities.steps import ActivityKind, ActivityState, ActivityStep, CountOf, ReportSending
from app.agencies.queries import filter_choices
from app.areas.inside import inside_each
from app.areas.models import Area
from app.clock import today
from app.commitments.filters import UNSAID, area_choices, period_choices, period_days, read_period
from app.commitments.models import Commitment
from app.commitments.states import SupportKind
from app.extensions import fetch
from app.findings.models import Finding, FindingKind, Skill
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values, text_filter
from app.meetings.models import Meeting
from app.paging import Choices
from app.policy import Holder

ID = sa.bindparam("activity_id", type_=sa.BigInteger)
FOLLOWED_WITHIN = 30  # days after a training; its accompaniment is then planned or held. A working rule, not BNN's.
LIVE = sa.and_(Activity.removed_at.is_(None), Activity.state != ActivityState.CANCELLED)
NOT_CANCELLED = "tidak-batal"
WITHOUT_FOLLOWING, MISMATCHED = "tanpa-pendampingan", "tidak-sesuai-minat"
# Tables, not classes: an alias of a class wants all models loaded already.
_FOLLOWER = Activity.__table__.alias("follower")
HERE, THERE = Area.__table__.alias("here"), Area.__table__.alias("there")


def kind_of_support() -> sa.ColumnElement[str]:
    """The kind of support that an activity is, as commitments have it: known only of received support."""
    same = (ActivityKind.GOODS, ActivityKind.PEOPLE, ActivityKind.OTHER)  # words that SupportKind has too
    known = sa.and_(Activity.step == ActivityStep.SUPPORT, Activity.kind.in_(same))
    return sa.case((known, sa.cast(Activity.kind, sa.String)), else_=UNSAID)


def family(one: Any, other: Any) -> sa.ColumnElement[bool]:
    """Two areas are the same, or one lies inside the other."""
    return sa.or_(
        one.c.id == other.c.id, one.c.code.like(other.c.code.concat(".%")), other.c.code.like(one.c.code.concat(".%"))
    )


def is_without_following() -> sa.ColumnElement[bool]:
    """A training that was over FOLLOWED_WITHIN days ago, and no accompaniment of it is planned or held."""
    followed = sa.select(_FOLLOWER.c.follows_id).where(
        _FOLLOWER.c.follows_id.is_not(None), _FOLLOWER.c.step == ActivityStep.FOLLOWING,
        _FOLLOWER.c.state != ActivityState.CANCELLED, _FOLLOWER.c.removed_at.is_(None),
    )  # fmt: skip
    edge = today() - dt.timedelta(days=FOLLOWED_WITHIN)
    held = sa.and_(Activity.step == ActivityStep.TRAINING, Activity.state == ActivityState.HELD)
    return sa.and_(LIVE, held, Activity.ends_on < edge, Activity.id.not_in(followed))


def wished_for() -> sa.Subquery:
    """Each area with each skill that somebody in it, inside it or around it is known to be interested in.

    A set to join with, not a question per training: only equal ids are compared, so it grows as the areas do.
    """
    pairs = inside_each(sa.true())
    interest = sa.and_(
        Finding.kind == FindingKind.INTEREST, Finding.removed_at.is_(None), Finding.skill_id.is_not(None)
    )
    here = [
        sa.select(mine.label("area_id"), Finding.skill_id).join(Finding, Finding.area_id == theirs).where(interest)
        for mine, theirs in ((pairs.c.top, pairs.c.id), (pairs.c.id, pairs.c.top))
    ]
    return sa.union(*here).subquery("wished_for")


def is_mismatched() -> sa.ColumnElement[bool]:
    """A training of a skill that nobody in one of its areas is known to be interested in."""
    training, wished = Activity.__table__.alias("training"), wished_for()
    rows = sa.select(training.c.id).join(ACTIVITY_AREAS, ACTIVITY_AREAS.c.activity_id == training.c.id)
    same = sa.and_(wished.c.area_id == ACTIVITY_AREAS.c.area_id, wished.c.skill_id == training.c.skill_id)
    skilled = sa.and_(training.c.step == ActivityStep.TRAINING, training.c.skill_id.is_not(None))
    return sa.and_(LIVE, Activity.id.in_(rows.outerjoin(wished, same).where(skilled, wished.c.skill_id.is_(None))))


OPEN_ENDS = {
    WITHOUT_FOLLOWING: (_l("Pelatihan tanpa pendampingan"), is_without_following),
    MISMATCHED: (_l("Keterampilan tanpa minat yang tercatat"), is_mismatched),
}


def _in_area(value: str) -> sa.ColumnElement[bool]:
    """In the area or in one inside it, however deep."""
    inside = sa.or_(THERE.c.id == HERE.c.id, THERE.c.code.like(HERE.c.code.concat(".%")))
    rows = sa.select(ACTIVITY_AREAS.c.activity_id).join(THERE, THERE.c.id == ACTIVITY_AREAS.c.area_id)
    return Activity.id.in_(rows.join(HERE, inside).where(HERE.c.id == int(value)))


def _in_period(value: str) -> sa.ColumnElement[bool]:
    days = period_days(value)
    return Activity.starts_on.between(*days) if days else sa.true()


def _periods() -> Choices:
    return [("", _l("Semua periode")), *period_choices()[1:]]


def activity_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list, with the number of people who took part."""
    people = sa.select(sa.func.sum(ActivityCount.women + ActivityCount.men))
    people = people.where(ActivityCount.activity_id == Activity.id, ActivityCount.of == CountOf.PARTICIPANT)
    rows = Activity.visible_to(who).outerjoin(Skill, Skill.id == Activity.skill_id)
    return rows.where(Activity.removed_at.is_(None)).with_only_columns(
        Activity.id, Activity.reference, Activity.step, Activity.state, Activity.title, Activity.starts_on,
        Activity.ends_on, Activity.agency_name, Skill.name.label("skill"),
        people.scalar_subquery().label("people"), maintain_column_froms=True,
    )  # fmt: skip


ACTIVITIES = Listing(
    rows=activity_rows,
    identity=Activity.id,
    sorts={"mulai": Activity.starts_on, "nomor": Activity.id},
    default="-mulai",
    filters=(
        Filter("langkah", _l("Langkah"), lambda value: Activity.step == ActivityStep(value),
               lambda: [("", _l("Semua langkah")), *ActivityStep.choices()]),
        Filter("kawasan", _l("Kawasan"), _in_area, area_choices),
        Filter("periode", _l("Periode"), _in_period, _periods, read=read_period),
        text_filter(Activity.title, Activity.reference, Activity.place),
        Filter("status", _l("Status"), lambda value: LIVE if value == NOT_CANCELLED else
               Activity.state == ActivityState(value), lambda: [
            ("", _l("Semua status")), *ActivityState.choices(), (NOT_CANCELLED, _l("Direncanakan atau terlaksana"))],
               more=True),
        Filter("instansi", _l.pgettext("satu", "Instansi"), lambda value: Activity.agency_id == int(value),
               filter_choices, more=True),
        Filter("dukungan", _l("Jenis dukungan"), lambda value: kind_of_support() == value, lambda: [
            ("", _l("Semua jenis dukungan")), *SupportKind.choices(),
            (UNSAID, _l("Bukan dukungan, atau jenisnya belum disebut"))], more=True),
        Filter("laporan", _l("Pengiriman laporan"), lambda value: Activity.sending == ReportSending(value),
               lambda: [("", _l("Semua laporan")), *ReportSending.choices()], more=True),
        Filter("catatan", _l("Yang perlu dilihat"), lambda value: OPEN_ENDS[value][1](), lambda: [
            ("", _l("Semua kegiatan")), *((key, label) for key, (label, _) in OPEN_ENDS.items())], more=True),
    ),
)  # fmt: skip


def _beside(kind: Any, key: Any, reference: Any, title: Any, of: Any = "") -> sa.Select[Any]:
    return sa.select(
        sa.type_coerce(kind, sa.String).label("kind"), key.label("id"), reference.label("reference"),
        title.label("title"),
        sa.type_coerce(of, sa.String).label("detail"),
    )  # fmt: skip


_FOLLOWED = Activity.__table__.alias("followed")
_MINE = Activity.id == ID
REMOVED = "removed"
# What an activity is tied to: areas, meeting, commitment, skill, the training it follows, and what follows it.
BESIDE = sa.union_all(
    _beside("area", Area.id, Area.code, Area.name, Area.kind).join(
        ACTIVITY_AREAS).where(ACTIVITY_AREAS.c.activity_id == ID),
    _beside("meeting", Meeting.id, Meeting.reference, Meeting.theme).join(
        Activity, Activity.meeting_id == Meeting.id).where(_MINE),
    _beside("commitment", Commitment.id, Commitment.reference, sa.func.substr(Commitment.statement, 1, 200)).join(
        Activity, Activity.commitment_id == Commitment.id).where(_MINE),
    _beside("skill", Skill.id, Skill.plain, Skill.name).join(Activity, Activity.skill_id == Skill.id).where(_MINE),
    _beside(
        "follows", _FOLLOWED.c.id, _FOLLOWED.c.reference, _FOLLOWED.c.title,
        sa.case((_FOLLOWED.c.removed_at.is_not(None), REMOVED), else_=_FOLLOWED.c.state),
    ).join(
        Activity, Activity.follows_id == _FOLLOWED.c.id).where(_MINE),
    _beside(
        sa.case((_FOLLOWER.c.step == ActivityStep.FOLLOWING, "follower"), else_="evaluator"),
        _FOLLOWER.c.id, _FOLLOWER.c.reference, _FOLLOWER.c.title,
    ).where(_FOLLOWER.c.follows_id == ID, _FOLLOWER.c.removed_at.is_(None),
            _FOLLOWER.c.state != ActivityState.CANCELLED),
)  # fmt: skip
# The interests found in each of an activity's areas, inside it or around it.
INTERESTS = (
    sa.select(
        HERE.c.id.label("area_id"), Finding.skill_id, Finding.title, Finding.count, Skill.name.label("skill"),
        THERE.c.id.label("found_id"), THERE.c.kind, THERE.c.name.label("found_in"),
        HERE.c.code.like(THERE.c.code.concat(".%")).label("is_around"),
    )
    .select_from(ACTIVITY_AREAS.join(HERE, HERE.c.id == ACTIVITY_AREAS.c.area_id).join(THERE, family(HERE, THERE)))
    .join(Finding, sa.and_(Finding.area_id == THERE.c.id, Finding.kind == FindingKind.INTEREST))
    .outerjoin(Skill, Skill.id == Finding.skill_id)
    .where(ACTIVITY_AREAS.c.activity_id == ID, Finding.removed_at.is_(None))
    .order_by(HERE.c.code, Finding.rank, Finding.id)
)  # fmt: skip


_AREAS_OF: Any = (
    sa.select(ACTIVITY_AREAS.c.activity_id, Area.kind, Area.name)
    .join(Area, Area.id == ACTIVITY_AREAS.c.area_id)
    .where(ACTIVITY_AREAS.c.activity_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(Area.code)
)


def areas_of(ids: list[int]) -> dict[int, str]:
    """The areas of these activities, by name."""
    found: dict[int, list[str]] = {}
    for row in fetch(_AREAS_OF, ids=ids) if ids else ():
        found.setdefault(row.activity_id, []).append(row.kind.named(row.name))
    return {key: ", ".join(names) for key, names in found.items()}
