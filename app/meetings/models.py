"""Meetings, who was asked and who came, and the agenda."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.audit import WHICH, Audited, note
from app.clock import local, now
from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.meetings import timekeeping
from app.policy import Holder, can
from app.refusal import Refused


class MeetingKind(Labelled):
    """The kinds of meeting in the programme's yearly chain."""

    WORKING = "working", _l("Rapat kerja")
    COORDINATION = "coordination", _l("Rapat koordinasi")
    GUIDANCE = "guidance", _l("Bimbingan teknis")
    EVALUATION = "evaluation", _l("Monitoring dan evaluasi")
    OTHER = "other", _l("Rapat lain")


class MeetingState(Labelled):
    """draft -> announced -> running -> closed; cancelled from any state before running."""

    DRAFT = "draft", _l("Draf"), "note", "neutral"
    ANNOUNCED = "announced", _l("Diumumkan"), "speakerphone", "info"
    RUNNING = "running", _l("Berlangsung"), "player-play", "warn"
    CLOSED = "closed", _l("Selesai"), "circle-check", "ok"
    CANCELLED = "cancelled", _l("Dibatalkan"), "ban", "neutral"


class Meeting(Audited, Model):
    """A meeting. `starts_at` and `ends_at` are as called; `opened_at` and `closed_at` as they happened.

    Letter numbers are free text: offices have their own registers.
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
    state: so.Mapped[MeetingState] = so.mapped_column(
        choice(MeetingState), default=MeetingState.DRAFT, info={"label": _l("Status")}
    )
    opened_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Dibuka")})
    closed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Ditutup")})
    cancel_reason: so.Mapped[str] = so.mapped_column(
        sa.String(500), default="", info={"label": _l("Alasan pembatalan")}
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
        """Drafts are the secretariat's own; all else is open to everyone with a post."""
        return sa.select(cls).where(cls.visible_clause(who))

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
        return {row.agency_id for row in self.attendances}

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
        """End the meeting: its minutes rest, and so does the clock of the present item."""
        self._move(MeetingState.CLOSED, MeetingState.RUNNING)
        self.closed_at = now()
        if self.present:
            self.present.stop(self.closed_at)

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

    def invite(self, agency: Agency) -> Attendance:
        """Ask an agency to come; the list keeps the name it had on the day of the meeting."""
        attendance = Attendance(agency=agency, agency_name=agency.name_on(self.day))
        self.attendances.append(attendance)
        return attendance


class Presence(Labelled):
    """What became of an invitation."""

    INVITED = "invited", _l("Diundang"), "send", "neutral"
    PRESENT = "present", _l("Hadir"), "circle-check", "ok"
    REPRESENTED = "represented", _l("Diwakili"), "replace", "info"
    EXCUSED = "excused", _l("Izin"), "note", "warn"
    ABSENT = "absent", _l("Tidak hadir"), "circle-x", "danger"


class Attendance(Audited, Model):
    """One row of the attendance list (daftar hadir). `represents` names whom the person stands for."""

    __tablename__ = "attendance"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True)
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), index=True)
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"audit": False})
    presence: so.Mapped[Presence] = so.mapped_column(
        choice(Presence), default=Presence.INVITED, info={"label": _l("Kehadiran")}
    )
    person: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Nama")})
    position: so.Mapped[str] = so.mapped_column(
        sa.String(200), default="", info={"label": _l.pgettext("satu", "Jabatan")}
    )
    represents: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Mewakili siapa")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    meeting: so.Mapped[Meeting] = so.relationship(back_populates="attendances")
    agency: so.Mapped[Agency] = so.relationship()

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Attendance]:
        """As visible as the meeting."""
        return sa.select(cls).join(Meeting).where(Meeting.visible_clause(who))

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the meeting's page."""
        return "meeting", self.meeting_id

    @property
    def audit_name(self) -> str:
        """The agency."""
        return self.agency_name


class AgendaKind(Labelled):
    """What an item of the agenda is for."""

    OPENING = "opening", _l("Pembukaan")
    PRESENTATION = "presentation", _l("Pemaparan")
    DISCUSSION = "discussion", _l("Pembahasan")
    DECISION = "decision", _l("Keputusan")
    CLOSING = "closing", _l("Penutup")


class AgendaItem(Audited, Model):
    """One item of the agenda (acara). `planned_minutes` is minutes of the clock.

    `section` is the heading of the part of the agenda that begins with this item, "" within a part. `started_at` is
    set while this is the meeting's present item, `used_seconds` what it took before that.
    """

    __tablename__ = "agenda_item"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True)
    position: so.Mapped[int] = so.mapped_column(info={"label": _l("Urutan")})
    kind: so.Mapped[AgendaKind] = so.mapped_column(choice(AgendaKind), info={"label": _l("Jenis")})
    title: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Acara")})
    presenter: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Penyaji")})
    planned_minutes: so.Mapped[int | None] = so.mapped_column(info={"label": _l("Rencana menit")})
    section: so.Mapped[str] = so.mapped_column(
        sa.String(120), default="", info={"label": _l.pgettext("agenda", "Bagian")}
    )
    used_seconds: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    started_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    meeting: so.Mapped[Meeting] = so.relationship(back_populates="agenda")

    __table_args__ = (
        sa.Index(
            "ix_agenda_item_present", "meeting_id", unique=True,
            sqlite_where=sa.text("started_at IS NOT NULL"), postgresql_where=sa.text("started_at IS NOT NULL"),
        ),
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[AgendaItem]:
        """As visible as the meeting."""
        return sa.select(cls).join(Meeting).where(Meeting.visible_clause(who))

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the meeting's page."""
        return "meeting", self.meeting_id

    def begin(self, at: dt.datetime) -> None:
        """Become the present item; nothing happens when it is. The one before has to be stopped first."""
        self._expect_running()
        if self.started_at is None:
            self.started_at = at
            note(self, "begun", **{WHICH: self.title})

    def stop(self, at: dt.datetime) -> None:
        """Be the present item no longer, keeping the seconds that it took."""
        self.used_seconds, self.started_at = timekeeping.seconds_used(self, at), None

    def pause(self, at: dt.datetime) -> None:
        """Stop without another item beginning; nothing happens when it is not the present one."""
        self._expect_running()
        if self.started_at:
            self.stop(at)
            note(self, "paused", **{WHICH: self.title})

    def _expect_running(self) -> None:
        if self.meeting.state is not MeetingState.RUNNING:
            raise Refused(gettext("Acara hanya dapat dijalankan selama rapat berlangsung."))

    def minutes_used(self, at: dt.datetime) -> int:
        """The whole minutes taken by the instant `at`."""
        return timekeeping.minutes_used(self, at)

    def overrun(self, at: dt.datetime) -> int:
        """The whole minutes beyond the plan, 0 when within it."""
        return timekeeping.overrun(self, at)
