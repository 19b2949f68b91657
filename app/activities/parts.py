"""What belongs to one activity: its sessions, its numbers of people, the agencies at it, its files."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.activities.steps import AgeBand, CountOf, PeopleGroup
from app.audit import Audited
from app.columns import choice
from app.extensions import Model
from app.files.attached import Attached
from app.files.models import shown_to
from app.formats import official_date
from app.language import Lazy as _l
from app.policy import Holder, can

if TYPE_CHECKING:
    from app.activities.models import Activity


class PartOfActivity(Audited):
    """Mix-in: its history stands on the activity's page, and who may act on the activity may act on it."""

    activity_id: so.Mapped[int]

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """Like the activity."""
        return sa.select(cls).where(sa.true() if can("activity.read", who=who) else sa.false())

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare: who organises the activity."""
        activity: Activity = self.activity  # type: ignore[attr-defined]
        return activity.responsible_agency_id

    @property
    def audit_root(self) -> tuple[str, int]:
        """The activity."""
        return "activity", self.activity_id


class ActivitySession(PartOfActivity, Model):
    """One meeting of an activity of several days or places. Times are local wall-clock times."""

    __tablename__ = "activity_session"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    activity_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("activity.id"), index=True, info={"audit": False})
    on: so.Mapped[dt.date] = so.mapped_column("on_date", info={"label": _l("Tanggal")})
    starts: so.Mapped[dt.time | None] = so.mapped_column(info={"label": _l("Mulai")})
    ends: so.Mapped[dt.time | None] = so.mapped_column(info={"label": _l("Selesai")})
    place: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Tempat")})
    topic: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Materi")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    activity: so.Mapped[Activity] = so.relationship(back_populates="sessions")

    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """Its day."""
        return official_date(self.on, "d MMMM y")


class ActivityCount(PartOfActivity, Model):
    """How many women and men of one group and age band took part, or had something of it. Never below 0."""

    __tablename__ = "activity_count"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    activity_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("activity.id"), info={"audit": False})
    of: so.Mapped[CountOf] = so.mapped_column("count_of", choice(CountOf), info={"audit": False})
    group: so.Mapped[PeopleGroup] = so.mapped_column("people_group", choice(PeopleGroup), info={"audit": False})
    age: so.Mapped[AgeBand] = so.mapped_column(choice(AgeBand), info={"audit": False})
    women: so.Mapped[int] = so.mapped_column(default=0, info={"label": _l("Perempuan")})
    men: so.Mapped[int] = so.mapped_column(default=0, info={"label": _l("Laki-laki")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    activity: so.Mapped[Activity] = so.relationship(back_populates="counts")

    __table_args__ = (
        sa.UniqueConstraint("activity_id", "count_of", "people_group", "age"),
        sa.CheckConstraint("women >= 0 AND men >= 0", name="not_negative"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """Who is counted."""
        return f"{self.of.label}: {self.group.label}, {self.age.label}"


class ActivityFile(Attached, PartOfActivity, Model):
    """A photo, list or report of an activity."""

    __tablename__ = "activity_file"
    owner = "activity_id"

    activity_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("activity.id"), info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    activity: so.Mapped[Activity] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("activity_id", "key"),)
    __mapper_args__ = {"version_id_col": version}


class ActivityAgency(Model):
    """A stakeholder of an activity, under its name of that day. Its history stands with the activity itself."""

    __tablename__ = "activity_agency"

    activity_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("activity.id"), primary_key=True)
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), primary_key=True, index=True)
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300))
    is_invited: so.Mapped[bool] = so.mapped_column(default=False)
    is_present: so.Mapped[bool] = so.mapped_column(default=False)


@shown_to
def _with_activities(who: Holder) -> sa.Select[Any]:
    """Files of activities that the person may read."""
    return ActivityFile.visible_to(who).with_only_columns(ActivityFile.file_id).where(ActivityFile.removed_at.is_(None))
