"""Series of meetings, and what the meetings of a series share: phrases, an agenda template, a parking lot."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.audit import Audited
from app.clock import now
from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import Meeting, MeetingState, PartOfMeeting
from app.policy import Holder, can
from app.refusal import Refused

MOST = 50  # phrases and template items in one series


def name_key(name: str) -> str:
    """Return what two names have in common that people would call the same."""
    return " ".join(name.split()).casefold()


class MeetingSeries(Audited, Model):
    """A series (seri rapat). `name_key` makes the name unique whatever its capitals and blanks."""

    __tablename__ = "meeting_series"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Nama")})
    name_key: so.Mapped[str] = so.mapped_column(unique=True, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    phrases: so.Mapped[list[SeriesPhrase]] = so.relationship(
        order_by="SeriesPhrase.position", back_populates="series", cascade="all, delete-orphan"
    )
    items: so.Mapped[list[SeriesItem]] = so.relationship(
        order_by="SeriesItem.position", back_populates="series", cascade="all, delete-orphan"
    )

    __table_args__ = (sa.Index("ix_meeting_series_name_id", "name", "id"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[MeetingSeries]:
        """Open to everyone who may read meetings."""
        return sa.select(cls).where(cls.visible_clause(who))

    @classmethod
    def visible_clause(cls, who: Holder) -> sa.ColumnElement[bool]:
        """The condition behind `visible_to`, for selects of single columns."""
        return sa.true() if can("meeting.read", who=who) else sa.false()

    @so.validates("name")
    def _keep_key(self, _field: str, name: str) -> str:
        self.name_key = name_key(name)
        return name

    def add_phrase(self, text: str) -> None:
        """Put a phrase at the end."""
        _expect_room(self.phrases)
        self.phrases.append(SeriesPhrase(position=_last(self.phrases) + 1, text=text))

    def add_item(self, **values: Any) -> None:
        """Put an item at the end of the agenda template."""
        _expect_room(self.items)
        self.items.append(SeriesItem(position=_last(self.items) + 1, **values))


def _last(rows: list[Any]) -> int:
    return max((row.position for row in rows), default=0)


def _expect_room(rows: list[Any]) -> None:
    if len(rows) >= MOST:
        raise Refused(gettext("Satu seri memuat paling banyak %(most)s.", most=MOST))


class PartOfSeries(Audited):
    """What belongs to one series: as visible as the series, its history on the page of the series."""

    series_id: so.Mapped[int]

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """As visible as the series."""
        return sa.select(cls).where(MeetingSeries.visible_clause(who))

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the page of the series."""
        return "meeting_series", self.series_id


class SeriesPhrase(PartOfSeries, Model):
    """A preset phrase (kalimat siap pakai) that the minutes editor offers."""

    __tablename__ = "series_phrase"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    series_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting_series.id"), index=True, info={"audit": False})
    position: so.Mapped[int] = so.mapped_column(info={"label": _l("Urutan")})
    text: so.Mapped[str] = so.mapped_column(sa.String(500), info={"label": _l("Kalimat")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    series: so.Mapped[MeetingSeries] = so.relationship(back_populates="phrases")

    __mapper_args__ = {"version_id_col": version}


class SeriesItem(PartOfSeries, Model):
    """One item of the agenda template; the same facts as an `AgendaItem`."""

    __tablename__ = "series_item"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    series_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting_series.id"), index=True, info={"audit": False})
    position: so.Mapped[int] = so.mapped_column(info={"label": _l("Urutan")})
    kind: so.Mapped[AgendaKind] = so.mapped_column(choice(AgendaKind), info={"label": _l("Jenis")})
    title: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Acara")})
    presenter: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Penyaji")})
    planned_minutes: so.Mapped[int | None] = so.mapped_column(info={"label": _l("Rencana menit")})
    section: so.Mapped[str] = so.mapped_column(
        sa.String(120), default="", info={"label": _l.pgettext("agenda", "Bagian")}
    )
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    series: so.Mapped[MeetingSeries] = so.relationship(back_populates="items")

    __mapper_args__ = {"version_id_col": version}


class ParkedState(Labelled):
    """waiting -> taken onto an agenda, or dropped with a reason; both can be undone."""

    WAITING = "waiting", _l("Menunggu"), "hourglass", "warn"
    TAKEN = "taken", _l("Masuk agenda"), "circle-check", "ok"
    DROPPED = "dropped", _l("Digugurkan"), "ban", "neutral"


class ParkedItem(PartOfSeries, Model):
    """A topic in the parking lot (daftar tunda bahasan). `meeting_id` is the meeting in which it came up.

    `agenda_item_id` is the agenda item that it became.
    """

    __tablename__ = "parked_item"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    series_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting_series.id"), info={"audit": False})
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    title: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Bahasan")})
    note: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Catatan")})
    added_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"audit": False})
    added_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    state: so.Mapped[ParkedState] = so.mapped_column(
        choice(ParkedState), default=ParkedState.WAITING, info={"label": _l("Status")}
    )
    drop_reason: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Alasan")})
    agenda_item_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("agenda_item.id"), unique=True, info={"audit": False}
    )
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    agenda_item: so.Mapped[AgendaItem | None] = so.relationship()

    __table_args__ = (sa.Index("ix_parked_item_series_id_state_id", "series_id", "state", "id"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the page of the series, but on the meeting's while that is a draft: not everyone reads drafts."""
        session = so.object_session(self)
        meeting = session and session.get(Meeting, self.meeting_id)
        if meeting and meeting.state is MeetingState.DRAFT:
            return "meeting", self.meeting_id
        return super().audit_root

    @property
    def audit_name(self) -> str:
        """The history of a series tells of several."""
        return self.title

    def expect_waiting(self) -> None:
        """Raise Refused once it was taken or dropped."""
        if self.state is not ParkedState.WAITING:
            raise Refused(gettext("Bahasan ini sudah berstatus %(state)s.", state=str(self.state.label)))

    def become(self, item: AgendaItem) -> None:
        """It is on an agenda now."""
        self.expect_waiting()
        self.state, self.agenda_item = ParkedState.TAKEN, item

    def drop(self, reason: str) -> None:
        """Nobody will talk about it any more. `restore` undoes it."""
        self.expect_waiting()
        self.state, self.drop_reason = ParkedState.DROPPED, reason

    def restore(self) -> None:
        """Let it wait again: it was dropped, or the meeting that took it was called off. Else nothing happens."""
        called_off = self.agenda_item is not None and self.agenda_item.meeting.state is MeetingState.CANCELLED
        if self.state is ParkedState.DROPPED or called_off:
            self.wait()

    def wait(self) -> None:
        """Stand in the parking lot again, as if nothing had been decided."""
        self.state, self.drop_reason, self.agenda_item = ParkedState.WAITING, "", None


class ProposalState(Labelled):
    """waiting -> accepted as an agenda item, or declined with a word."""

    WAITING = "waiting", _l("Menunggu sekretariat"), "hourglass", "warn"
    ACCEPTED = "accepted", _l("Diterima"), "circle-check", "ok"
    DECLINED = "declined", _l("Ditolak"), "circle-x", "neutral"


class AgendaProposal(PartOfMeeting, Model):
    """An agenda item that an invited agency asks for (usulan acara); `agency_name` is its name at that time."""

    __tablename__ = "agenda_proposal"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), info={"audit": False})
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l.pgettext("satu", "Instansi")})
    title: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Acara")})
    reason: so.Mapped[str] = so.mapped_column(info={"label": _l("Alasan")})
    planned_minutes: so.Mapped[int | None] = so.mapped_column(info={"label": _l("Rencana menit")})
    added_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"audit": False})
    added_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    state: so.Mapped[ProposalState] = so.mapped_column(
        choice(ProposalState), default=ProposalState.WAITING, info={"label": _l("Status")}
    )
    answer: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Jawaban")})
    agenda_item_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("agenda_item.id"), unique=True, info={"audit": False}
    )
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    meeting: so.Mapped[Meeting] = so.relationship()
    agenda_item: so.Mapped[AgendaItem | None] = so.relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """The history of a meeting tells of several."""
        return self.title

    def accept(self, item: AgendaItem) -> None:
        """It is on the agenda now."""
        self._expect_waiting()
        self.state, self.agenda_item = ProposalState.ACCEPTED, item

    def decline(self, answer: str) -> None:
        """It does not come onto the agenda; the agency reads why."""
        self._expect_waiting()
        self.state, self.answer = ProposalState.DECLINED, answer

    def _expect_waiting(self) -> None:
        if self.state is not ProposalState.WAITING:
            raise Refused(gettext("Usulan ini sudah berstatus %(state)s.", state=str(self.state.label)))
