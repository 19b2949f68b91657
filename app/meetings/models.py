"""Meetings: how they are called, and the states they go through."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.audit import Audited
from app.clock import local, now
from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.policy import Holder, can
from app.refusal import Refused

if TYPE_CHECKING:
    from app.attendance.models import Attendance
    from app.meetings.agenda import AgendaItem


class MeetingKind(Labelled):
    """The kinds of meeting in the programme's yearly chain."""

    WORKING = "working", _l("Rapat kerja")
    COORDINATION = "coordination", _l("Rapat koordinasi")
    GUIDANCE = "guidance", _l("Bimbingan teknis")
    EVALUATION = "evaluation", _l("Monitoring dan evaluasi")
    OTHER = "other", _l("Rapat lain")


class MeetingState(Labelled):
    """draft -> announced -> running -> closed -> circulated -> signed; cancelled from any state before running.

    From closed on the minutes can be reopened with a reason: revising, and closed again.
    """

    DRAFT = "draft", _l("Draf"), "note", "neutral"
    ANNOUNCED = "announced", _l("Diumumkan"), "speakerphone", "info"
    RUNNING = "running", _l("Berlangsung"), "player-play", "warn"
    CLOSED = "closed", _l("Selesai"), "circle-check", "ok"
    CIRCULATED = "circulated", _l("Diedarkan"), "send", "info"
    SIGNED = "signed", _l("Ditandatangani"), "signature", "ok"
    REVISING = "revising", _l("Notula diperbaiki"), "edit", "warn"
    CANCELLED = "cancelled", _l("Dibatalkan"), "ban", "neutral"


TYPED = (MeetingState.RUNNING, MeetingState.REVISING)  # lines of the minutes can be written
HELD = (*TYPED, MeetingState.CLOSED, MeetingState.CIRCULATED, MeetingState.SIGNED)  # it took place


class Meeting(Audited, Model):
    """A meeting. `starts_at` and `ends_at` are as called; `opened_at` and `closed_at` as they happened.

    Letter numbers are free text: offices have their own registers. `previous_id` is the meeting that this one goes on
    from. `circulation` counts how often the minutes went out for correction; until `corrections_until` those who were
    there may propose corrections, and after it silence is agreement. `reopen_reason` says why its minutes were last
    written again.
    """

    __tablename__ = "meeting"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    reference: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True)
    kind: so.Mapped[MeetingKind] = so.mapped_column(choice(MeetingKind), info={"label": _l("Jenis")})
    theme: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Tema")})
    convener_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), info={"label": _l("Penyelenggara")})
    venue: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Tempat")})
    starts_at: so.Mapped[dt.datetime] = so.mapped_column(info={"label": _l("Mulai")})
    ends_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l.pgettext("waktu", "Selesai")})
    chair: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Pimpinan rapat")})
    chair_position: so.Mapped[str] = so.mapped_column(
        sa.String(200), default="", info={"label": _l("Jabatan pimpinan")}
    )
    secretary: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Sekretaris")})
    minute_taker: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Pencatat")})
    letter_number: so.Mapped[str] = so.mapped_column(
        sa.String(100), default="", info={"label": _l("Nomor surat undangan")}
    )
    letter_date: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Tanggal surat undangan")})
    series_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("meeting_series.id"), info={"label": _l("Seri rapat")}
    )
    previous_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("meeting.id"), index=True, info={"label": _l("Rapat sebelumnya")}
    )
    state: so.Mapped[MeetingState] = so.mapped_column(
        choice(MeetingState), default=MeetingState.DRAFT, info={"label": _l("Status")}
    )
    opened_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Dibuka")})
    closed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Ditutup")})
    cancel_reason: so.Mapped[str] = so.mapped_column(
        sa.String(500), default="", info={"label": _l("Alasan pembatalan")}
    )
    circulation: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    circulated_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"audit": False})
    corrections_until: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Perbaikan sampai")})
    reopen_reason: so.Mapped[str] = so.mapped_column(
        sa.String(500), default="", info={"label": _l("Alasan dibuka kembali")}
    )
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    convener: so.Mapped[Agency] = so.relationship(lazy="joined", innerjoin=True)
    attendances: so.Mapped[list[Attendance]] = so.relationship(
        order_by="Attendance.id", back_populates="meeting", cascade="all, delete-orphan"
    )
    agenda: so.Mapped[list[AgendaItem]] = so.relationship(
        order_by="AgendaItem.position", back_populates="meeting", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.Index("ix_meeting_starts_at_id", "starts_at", "id"),
        sa.Index("ix_meeting_state_starts_at_id", "state", "starts_at", "id"),
        sa.Index("ix_meeting_series_id_starts_at_id", "series_id", "starts_at", "id"),
    )
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Meeting]:
        """Drafts are the secretariat's own; all else is open to everyone with a post.

        The convener comes along with its names over time, as every page prints the one of that day: `unique()` it.
        """
        names = so.joinedload(cls.convener, innerjoin=True).joinedload(Agency.names)
        return sa.select(cls).options(names).where(cls.visible_clause(who))

    @classmethod
    def visible_clause(cls, who: Holder) -> sa.ColumnElement[bool]:
        """The condition behind `visible_to`, for selects of single columns."""
        if can("meeting.read_draft", who=who):
            return sa.true()
        return cls.state != MeetingState.DRAFT if can("meeting.read", who=who) else sa.false()

    @property
    def day(self) -> dt.date:
        """The calendar day in Palopo."""
        return local(self.starts_at).date()

    @cached_property
    def invited_agency_ids(self) -> set[int]:
        """The agencies on the attendance list, for POLICY's conditions. A page that knows them sets them."""
        return {row.agency_id for row in self.attendances if row.agency_id and row.invited}

    def announce(self) -> None:
        """Show the meeting to everyone."""
        self._move(MeetingState.ANNOUNCED, MeetingState.DRAFT)

    def start(self) -> None:
        """Open the meeting: from now on minutes are typed, and the first item of the agenda is the present one."""
        if not self.agenda:
            raise Refused(gettext("Susun agendanya dahulu: notula diketik di bawah tiap acara."))
        self._move(MeetingState.RUNNING, MeetingState.DRAFT, MeetingState.ANNOUNCED)
        self.opened_at = now()
        self.agenda[0].begin(self.opened_at)

    def close(self) -> None:
        """End the meeting, or the revision of its minutes: they rest, and so does the clock of the present item."""
        self._move(MeetingState.CLOSED, *TYPED)
        self.closed_at = self.closed_at or now()
        if self.present:
            self.present.stop(self.closed_at)

    def circulate(self, until: dt.datetime) -> None:
        """Send the minutes to those who were there; until then they may propose corrections."""
        self._move(MeetingState.CIRCULATED, MeetingState.CLOSED)
        self.circulation += 1
        self.circulated_at, self.corrections_until = now(), until

    def seal(self) -> None:
        """Both have signed."""
        self._move(MeetingState.SIGNED, MeetingState.CIRCULATED)

    def reopen(self, reason: str) -> None:
        """Let the minutes be written again. Whoever calls this strikes the signatures."""
        self._move(MeetingState.REVISING, MeetingState.CLOSED, MeetingState.CIRCULATED, MeetingState.SIGNED)
        self.reopen_reason = reason

    @property
    def is_typed(self) -> bool:
        """True while lines of the minutes can be written."""
        return self.state in TYPED

    @property
    def is_held(self) -> bool:
        """True once the meeting has begun."""
        return self.state in HELD

    @property
    def is_over(self) -> bool:
        """True when nothing about it changes any more, unless its minutes are reopened."""
        return self.state is MeetingState.CANCELLED or (self.is_held and not self.is_typed)

    @property
    def present(self) -> AgendaItem | None:
        """The item of the agenda that the meeting is at, None during a pause and outside of the meeting."""
        return next((item for item in self.agenda if item.started_at), None)

    def cancel(self, reason: str) -> None:
        """Call the meeting off, with a reason that everyone can read."""
        self._move(MeetingState.CANCELLED, MeetingState.DRAFT, MeetingState.ANNOUNCED)
        self.cancel_reason = reason

    def _move(self, to: MeetingState, *allowed: MeetingState) -> None:
        if self.state not in allowed:
            raise Refused(gettext("Rapat ini sudah berstatus %(state)s.", state=str(self.state.label)))
        self.state = to


class PartOfMeeting(Audited):
    """What belongs to one meeting: as visible as the meeting, its history on the meeting's page."""

    meeting_id: so.Mapped[int]

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """As visible as the meeting."""
        return sa.select(cls).join(Meeting, Meeting.id == cls.meeting_id).where(Meeting.visible_clause(who))

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the meeting's page."""
        return "meeting", self.meeting_id
