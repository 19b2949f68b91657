"""The agenda of a meeting, and how long each of its items takes."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.audit import WHICH, note
from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.meetings import timekeeping
from app.meetings.models import Meeting, MeetingState, PartOfMeeting
from app.refusal import Refused


class AgendaKind(Labelled):
    """What an item of the agenda is for."""

    OPENING = "opening", _l("Pembukaan")
    PRESENTATION = "presentation", _l("Pemaparan")
    DISCUSSION = "discussion", _l("Pembahasan")
    DECISION = "decision", _l("Keputusan")
    FOLLOW_UP = "follow_up", _l("Tindak lanjut rapat sebelumnya")
    CLOSING = "closing", _l("Penutup")


class AgendaItem(PartOfMeeting, Model):
    """One item of the agenda (acara). `planned_minutes` is minutes of the clock.

    `section` is the heading of the part of the agenda that begins with this item, "" within a part. `started_at` is
    set while this is the meeting's present item, `used_seconds` what it took before that. A topic that is carried from
    meeting to meeting has an item in each; `topic_id` is the first of them, None for that first one itself.
    `deferred_reason` says why a decision was put off.
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
    recurring: so.Mapped[bool] = so.mapped_column(default=False, info={"label": _l("Selalu dibahas")})
    topic_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("agenda_item.id"), index=True, info={"audit": False}
    )
    deferred_reason: so.Mapped[str] = so.mapped_column(
        sa.String(500), default="", info={"label": _l("Keputusan ditunda")}
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

    def defer(self, reason: str) -> None:
        """Put the decision off, so that the meeting can end without it."""
        self._expect_typed()
        if self.kind is not AgendaKind.DECISION:
            raise Refused(gettext("Hanya acara berjenis keputusan yang dapat ditunda keputusannya."))
        self.deferred_reason = reason

    def resume(self) -> None:
        """Take the deferral back; nothing happens when there is none."""
        self._expect_typed()
        self.deferred_reason = ""

    def _expect_typed(self) -> None:
        if not self.meeting.is_typed:
            raise Refused(gettext("Keputusan hanya dapat ditunda selama notula masih diketik."))

    def _expect_running(self) -> None:
        if self.meeting.state is not MeetingState.RUNNING:
            raise Refused(gettext("Acara hanya dapat dijalankan selama rapat berlangsung."))

    def minutes_used(self, at: dt.datetime) -> int:
        """The whole minutes taken by the instant `at`."""
        return timekeeping.minutes_used(self, at)

    def overrun(self, at: dt.datetime) -> int:
        """The whole minutes beyond the plan, 0 when within it."""
        return timekeeping.overrun(self, at)
