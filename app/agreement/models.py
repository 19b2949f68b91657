"""Agreeing on the minutes: copies for those who were there, their corrections, versions and their two signatures.

A version is a snapshot that never changes. `MinutesVersion.content` is the record of the meeting
(`app/minutes/record.py`) as canonical JSON: keys sorted, no blanks between signs, texts as they are, UTF-8. Its SHA-256
is the number that papers print, so `sha256sum` of the downloaded file gives it again.
"""

from __future__ import annotations

import datetime as dt
import secrets

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.clock import now
from app.columns import BIGGEST_ID, Labelled, choice
from app.drafts.models import LONGEST_KEY
from app.extensions import Model
from app.language import Lazy as _l
from app.meetings.models import Meeting, PartOfMeeting
from app.minutes.models import MinutesLine
from app.policy import Holder
from app.refusal import Refused

MOST_CORRECTIONS = 50  # of one copy


class CorrectionState(Labelled):
    """What became of a proposed correction."""

    WAITING = "waiting", _l("Belum diputuskan"), "hourglass", "warn"
    ACCEPTED = "accepted", _l("Diterima"), "circle-check", "ok"
    DECLINED = "declined", _l("Tidak diterima"), "circle-x", "neutral"


class SignerRole(Labelled):
    """The two who sign."""

    CHAIR = "chair", _l("Pimpinan rapat")
    TAKER = "taker", _l("Pencatat")


def new_nonce() -> int:
    """Return a random number that a link names, so that another number ends it."""
    return secrets.randbelow(BIGGEST_ID)


class MinutesCopy(Model):
    """The copy of the minutes that one attendee gets in one circulation, opened by a link of its own.

    The name is kept as it stood on the attendance list when the minutes went out. `nonce` is part of the link: a new
    one ends the old link. `sent_at` is when somebody said that the link was sent.
    """

    __tablename__ = "minutes_copy"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"))
    attendance_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("attendance.id", ondelete="SET NULL"), index=True
    )
    circulation: so.Mapped[int]
    person: so.Mapped[str] = so.mapped_column(sa.String(200), default="")
    position: so.Mapped[str] = so.mapped_column(sa.String(200), default="")
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), default="")
    nonce: so.Mapped[int] = so.mapped_column(default=new_nonce)
    opened_at: so.Mapped[dt.datetime | None]
    agreed_at: so.Mapped[dt.datetime | None]
    sent_at: so.Mapped[dt.datetime | None]
    sent_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="")

    meeting: so.Mapped[Meeting] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("meeting_id", "circulation", "attendance_id"),)

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[MinutesCopy]:
        """As visible as the meeting."""
        return sa.select(cls).join(Meeting).where(Meeting.visible_clause(who))

    @property
    def name(self) -> str:
        """The person, or where nobody wrote a name the agency."""
        return self.person or self.agency_name

    def mark_sent(self, who: str) -> None:
        """Note that the link was sent; said twice, the first time counts."""
        if self.sent_at is None:
            self.sent_at, self.sent_name = now(), who

    def unmark_sent(self) -> None:
        """Take the mark back."""
        self.sent_at, self.sent_name = None, ""

    def renew(self) -> None:
        """End the link that was handed out; the new one is still to be sent."""
        self.nonce = new_nonce()
        self.unmark_sent()


class Correction(PartOfMeeting, Model):
    """A correction that an attendee proposes to one line. `original` is the line's wording that the person saw.

    `key` is the name that the form gave it: sent twice it is made once. `written` is what an accepted one became.
    """

    __tablename__ = "correction"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    copy_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("minutes_copy.id"), index=True, info={"audit": False})
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    line_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("minutes_line.id"), index=True, info={"audit": False})
    circulation: so.Mapped[int] = so.mapped_column(info={"audit": False})
    line_number: so.Mapped[str] = so.mapped_column(sa.String(20), info={"audit": False})
    original: so.Mapped[str] = so.mapped_column(info={"audit": False})
    text: so.Mapped[str] = so.mapped_column(info={"label": _l("Usulan bunyi")})
    reason: so.Mapped[str] = so.mapped_column(sa.String(1000), info={"label": _l("Alasan")})
    author: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    author_agency: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    key: so.Mapped[str | None] = so.mapped_column(sa.String(LONGEST_KEY), unique=True, info={"audit": False})
    state: so.Mapped[CorrectionState] = so.mapped_column(
        choice(CorrectionState), default=CorrectionState.WAITING, info={"label": _l("Status")}
    )
    answer: so.Mapped[str] = so.mapped_column(sa.String(1000), default="", info={"label": _l("Jawaban")})
    written: so.Mapped[str] = so.mapped_column(default="", info={"audit": False})
    decided_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"audit": False})
    decided_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    meeting: so.Mapped[Meeting] = so.relationship()
    line: so.Mapped[MinutesLine] = so.relationship()

    __table_args__ = (
        sa.Index(
            "ix_correction_waiting", "meeting_id",
            sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"),
        ),
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """The number of the line."""
        return self.line_number

    def expect_waiting(self) -> None:
        """Refuse to decide what somebody else has decided."""
        if self.state is not CorrectionState.WAITING:
            raise Refused(
                gettext(
                    "Usulan ini sudah diputuskan oleh %(who)s: %(state)s.",
                    who=self.decided_name, state=str(self.state.label).lower(),
                )
            )  # fmt: skip

    def decide(self, state: CorrectionState, answer: str, who: str) -> None:
        """Accept or decline, once."""
        self.expect_waiting()
        self.state, self.answer, self.decided_at, self.decided_name = state, answer, now(), who
