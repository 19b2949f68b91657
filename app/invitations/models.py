"""The letter that calls a meeting, and who was sent what when."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.attendance.models import Attendance
from app.clock import now
from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.meetings.models import Meeting, PartOfMeeting
from app.policy import Holder


class Nature(Labelled):
    """The secrecy that the letter names (sifat)."""

    ORDINARY = "ordinary", _l("Biasa")
    LIMITED = "limited", _l("Terbatas")
    SECRET = "secret", _l("Rahasia")
    TOP_SECRET = "top_secret", _l("Sangat Rahasia")


class Matter(Labelled):
    """What was sent."""

    INVITATION = "invitation", _l("Undangan")
    CHANGE = "change", _l("Perubahan")
    CANCELLATION = "cancellation", _l("Pembatalan")


class Channel(Labelled):
    """By which way. Nothing is sent by the system itself."""

    LETTER = "letter", _l("Surat")
    WHATSAPP = "whatsapp", _l("WhatsApp")
    EMAIL = "email", _l("Surel")
    TELEPHONE = "telephone", _l("Telepon")
    OTHER = "other", _l("Cara lain")


class Standing(Labelled):
    """What an invitee has been told so far. Derived, never stored."""

    UNTOLD = "untold", _l("Belum dikirim"), "alert-triangle", "warn"
    OUTDATED = "outdated", _l("Perubahan belum dikirim"), "alert-triangle", "warn"
    NOT_CALLED_OFF = "not_called_off", _l("Pembatalan belum dikirim"), "alert-triangle", "danger"
    TOLD = "told", _l("Terkirim"), "check", "ok"
    NEEDLESS = "needless", _l("Tidak perlu dikirim"), "ban", "neutral"


DUE = (Standing.UNTOLD, Standing.OUTDATED, Standing.NOT_CALLED_OFF)  # something is still to be sent


class InvitationLetter(PartOfMeeting, Model):
    """The words of the letter (surat undangan). Its number and date are the meeting's; day and place come from there.

    `signer_number` is NIP or NRP; `copies` are the lines of the tembusan.
    """

    __tablename__ = "invitation_letter"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), unique=True, info={"audit": False})
    nature: so.Mapped[Nature] = so.mapped_column(
        choice(Nature), default=Nature.ORDINARY, info={"label": _l.pgettext("surat", "Sifat")}
    )
    attachment: so.Mapped[str] = so.mapped_column(sa.String(100), default="", info={"label": _l("Lampiran")})
    subject: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Hal")})
    opening: so.Mapped[str] = so.mapped_column(info={"label": _l("Paragraf pembuka")})
    closing: so.Mapped[str] = so.mapped_column(info={"label": _l("Paragraf penutup")})
    signer: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Penanda tangan")})
    signer_position: so.Mapped[str] = so.mapped_column(
        sa.String(200), default="", info={"label": _l("Jabatan penanda tangan")}
    )
    signer_rank: so.Mapped[str] = so.mapped_column(sa.String(100), default="", info={"label": _l("Pangkat/golongan")})
    signer_number: so.Mapped[str] = so.mapped_column(sa.String(50), default="", info={"label": _l("NIP/NRP")})
    copies: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Tembusan")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    __mapper_args__ = {"version_id_col": version}


class Dispatch(Model):
    """One thing sent to one invitee, as a person says. What is marked in one step has the same `noted_at`."""

    __tablename__ = "dispatch"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True)
    attendance_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("attendance.id", ondelete="CASCADE"), index=True)
    matter: so.Mapped[Matter] = so.mapped_column(choice(Matter))
    channel: so.Mapped[Channel] = so.mapped_column(choice(Channel))
    at: so.Mapped[dt.datetime]
    noted_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    noted_name: so.Mapped[str] = so.mapped_column(sa.String(200))

    meeting: so.Mapped[Meeting] = so.relationship()
    attendance: so.Mapped[Attendance] = so.relationship()

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Dispatch]:
        """As visible as the meeting."""
        return sa.select(cls).join(Meeting).where(Meeting.visible_clause(who))
