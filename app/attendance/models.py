"""Who was asked to a meeting and who came (daftar hadir): a row for each seat that is expected or taken."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.clock import now
from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.meetings.models import Meeting, MeetingState, PartOfMeeting
from app.refusal import Refused


class Presence(Labelled):
    """What became of an invitation."""

    INVITED = "invited", _l("Diundang"), "send", "neutral"
    PRESENT = "present", _l("Hadir"), "circle-check", "ok"
    REPRESENTED = "represented", _l("Diwakili"), "replace", "info"
    EXCUSED = "excused", _l("Izin"), "note", "warn"
    ABSENT = "absent", _l("Tidak hadir"), "circle-x", "danger"


CAME = (Presence.PRESENT, Presence.REPRESENTED)


class Source(Labelled):
    """How a row was written: typed by the secretariat, or by the person with the meeting's code (QR)."""

    TYPIST = "typist", _l("Diketik sekretariat")
    CODE = "code", _l("Kode rapat")


class Answer(Labelled):
    """What an agency says to its invitation before the meeting."""

    COMING = "coming", _l("Akan hadir"), "check", "ok"
    REPRESENTED = "represented", _l("Akan diwakili"), "replace", "info"
    NOT_COMING = "not_coming", _l("Berhalangan"), "circle-x", "warn"


class Attendance(PartOfMeeting, Model):
    """One row of the attendance list. `represents` names whom the person stands for.

    `answer` is what the invited agency said beforehand, `answer_note` who comes or why nobody does; who came says
    `presence`. An answer holds for the day and hour that it was given for.

    An invitation is `invited`: its `addressee` is the post that the letter goes to. Who comes without one is not, and
    need not belong to an agency of ours: then `agency_id` is None and `agency_name` what was typed. A row that somebody
    wrote by code counts once the secretariat has `confirmed` it. `device` is a random name of the telephone that wrote
    it; `signature` the drawn one, as the points of its strokes. A removed row keeps its place, so that undo brings it
    back, and counts as little as one that was never confirmed.

    Personal data: names and posts, as an attendance list needs them, and nothing else. The paper lists that offices
    know have a column for telephone numbers; there is none here, so that no shared print can show any.
    """

    __tablename__ = "attendance"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True)
    agency_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("agency.id"), index=True)
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"audit": False})
    addressee: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Ditujukan kepada")})
    invited: so.Mapped[bool] = so.mapped_column(default=True, info={"audit": False})
    presence: so.Mapped[Presence] = so.mapped_column(
        choice(Presence), default=Presence.INVITED, info={"label": _l("Kehadiran")}
    )
    person: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Nama")})
    position: so.Mapped[str] = so.mapped_column(
        sa.String(200), default="", info={"label": _l.pgettext("satu", "Jabatan")}
    )
    represents: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Mewakili siapa")})
    arrived_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Datang")})
    left_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Pulang")})
    source: so.Mapped[Source] = so.mapped_column(choice(Source), default=Source.TYPIST, info={"audit": False})
    confirmed: so.Mapped[bool] = so.mapped_column(default=True, info={"label": _l("Dikonfirmasi")})
    device: so.Mapped[str | None] = so.mapped_column(sa.String(64), info={"audit": False})
    signature: so.Mapped[str] = so.mapped_column(default="", info={"audit": False})
    answer: so.Mapped[Answer | None] = so.mapped_column(choice(Answer), info={"label": _l("Jawaban undangan")})
    answer_note: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Catatan jawaban")})
    removed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Dihapus")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    meeting: so.Mapped[Meeting] = so.relationship(back_populates="attendances")
    agency: so.Mapped[Agency | None] = so.relationship()

    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "device"),
        sa.Index(
            "ix_attendance_unconfirmed", "meeting_id",
            sqlite_where=sa.text("NOT confirmed"), postgresql_where=sa.text("NOT confirmed"),
        ),
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """The agency."""
        return self.agency_name

    @property
    def responsible_agency_id(self) -> int | None:
        """The agency that POLICY's conditions compare."""
        return self.agency_id

    @property
    def may_be_answered(self) -> bool:
        """An invitation to a meeting that is announced and has not begun."""
        awaited = self.meeting.state is MeetingState.ANNOUNCED and self.meeting.starts_at > now()
        return self.invited and self.removed_at is None and awaited

    def reply(self, answer: Answer, note: str) -> None:
        """The invited agency says whether somebody comes. Raises Refused once the meeting has begun."""
        if not self.may_be_answered:
            raise Refused(gettext("Undangan ini tidak dapat dijawab lagi: rapatnya sudah dimulai, lewat, atau batal."))
        if answer is Answer.REPRESENTED and not note:
            raise Refused(gettext("Tulis siapa yang mewakili, agar sekretariat dapat mencatatnya."))
        self.answer, self.answer_note = answer, note

    def ask_anew(self) -> None:
        """Forget the answer: it was given for another time."""
        self.answer, self.answer_note = None, ""

    @property
    def is_here(self) -> bool:
        """True when somebody of this row came, whether or not that was confirmed."""
        return self.presence in CAME

    def remove(self) -> None:
        """Take the row off the list."""
        self.removed_at, self.confirmed = self.removed_at or now(), False

    def restore(self) -> None:
        """Bring a removed row back; one that was written by code waits for confirmation again."""
        if self.removed_at:
            self.removed_at, self.confirmed = None, self.source is Source.TYPIST


class CheckInMinute(Model):
    """How many people checked in to a meeting by code in the minute (counted from 1970) that saw the last of them."""

    __tablename__ = "check_in_minute"

    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), primary_key=True, autoincrement=False)
    minute: so.Mapped[int]
    entries: so.Mapped[int]
