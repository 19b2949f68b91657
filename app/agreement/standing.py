"""How far a meeting's minutes are agreed: worked out from what happened, never by a job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app import formats
from app.agreement import queries
from app.agreement.models import CorrectionState, SignerRole
from app.agreement.versions import MinutesVersion
from app.clock import now
from app.extensions import fetch
from app.meetings.models import Meeting, MeetingState


@dataclass
class Standing:
    """A meeting with its copies of the present circulation, all its corrections, and its versions, newest first."""

    meeting: Meeting
    copies: Sequence[Any]
    corrections: Sequence[Any]
    versions: Sequence[MinutesVersion]

    @property
    def waiting(self) -> list[Any]:
        """Corrections that nobody has decided, of whatever circulation."""
        return [row for row in self.corrections if row.state is CorrectionState.WAITING]

    @property
    def valid(self) -> MinutesVersion | None:
        """The version that is not struck: signed by one or both."""
        return next((each for each in self.versions if each.struck_at is None), None)

    @property
    def agreed(self) -> int:
        """How many said that they agree."""
        return sum(row.agreed_at is not None for row in self.copies)

    @property
    def silent(self) -> int:
        """How many neither said so nor proposed a correction."""
        spoke = {row.copy_id for row in self.corrections}
        return sum(row.agreed_at is None and row.id not in spoke for row in self.copies)

    @property
    def is_due(self) -> bool:
        """The time for corrections is over."""
        until = self.meeting.corrections_until
        return until is not None and now() > until

    @property
    def all_agreed(self) -> bool:
        """Everybody who got a copy said yes."""
        return bool(self.copies) and self.agreed == len(self.copies)

    @property
    def is_signable(self) -> bool:
        """Silence or words agree, and no correction waits."""
        circulated = self.meeting.state is MeetingState.CIRCULATED
        return circulated and not self.waiting and (self.is_due or self.all_agreed)

    @property
    def missing(self) -> list[SignerRole]:
        """The signatures that the present version still needs."""
        return [role for role in SignerRole if not (self.valid and self.valid.by(role))]

    @property
    def ripe_since(self) -> dt.datetime | None:
        """Since when the minutes wait for the next signature."""
        if self.valid:
            return self.valid.signed_at
        agreed = max((row.agreed_at for row in self.copies if row.agreed_at), default=None)
        ripe = agreed if self.all_agreed and not self.is_due else self.meeting.corrections_until
        decided = [row.decided_at for row in self.corrections if row.decided_at]
        return max((each for each in (ripe, *decided) if each), default=None)

    @property
    def has_begun(self) -> bool:
        """There are minutes that can be agreed: the meeting is or was held."""
        return self.meeting.is_held

    @property
    def step(self) -> int:
        """Which of the four steps is the present one: 0 close, 1 circulate, 2 correct, 3 sign, 4 done."""
        known = {MeetingState.CLOSED: 1, MeetingState.CIRCULATED: 3 if self.is_signable else 2, MeetingState.SIGNED: 4}
        return known.get(self.meeting.state, 0)

    def sentence(self) -> str:
        """Say in one line what the minutes wait for."""
        state = self.meeting.state
        if state is MeetingState.CIRCULATED:
            return self._circulated()
        if state is MeetingState.SIGNED and self.valid:
            signed = formats.datetime(self.valid.signed_at)
            return gettext(
                "Ditandatangani kedua pihak pada %(at)s sebagai versi %(n)s.", at=signed, n=self.valid.number
            )
        sentences = {
            MeetingState.RUNNING: gettext("Rapat masih berlangsung. Persetujuan dimulai setelah rapat ditutup."),
            MeetingState.CLOSED: gettext("Notula selesai diketik dan menunggu diedarkan kepada peserta."),
            MeetingState.REVISING: gettext("Notula dibuka kembali dan sedang diperbaiki."),
            MeetingState.CANCELLED: gettext("Rapat ini dibatalkan, jadi tidak ada notula yang perlu disetujui."),
        }
        return sentences.get(state, gettext("Persetujuan notula dimulai setelah rapat berlangsung dan ditutup."))

    def _circulated(self) -> str:
        until, count = formats.datetime(self.meeting.corrections_until), len(self.waiting)
        if self.is_signable:
            return self._signable()
        if self.is_due:
            return gettext(
                "Masa perbaikan berakhir %(until)s; %(count)s usulan menunggu keputusan sekretariat.",
                until=until, count=count,
            )  # fmt: skip
        if count:
            return gettext("Menunggu perbaikan sampai %(until)s; %(count)s usulan belum diputuskan.",
                           until=until, count=count)  # fmt: skip
        return gettext("Menunggu perbaikan sampai %(until)s.", until=until)

    def _signable(self) -> str:
        since = formats.datetime(self.ripe_since)
        if len(self.missing) > 1:
            return gettext("Menunggu tanda tangan pimpinan rapat dan pencatat sejak %(since)s.", since=since)
        if SignerRole.CHAIR in self.missing:
            return gettext("Menunggu tanda tangan pimpinan rapat sejak %(since)s.", since=since)
        return gettext("Menunggu tanda tangan pencatat sejak %(since)s.", since=since)


def standing_of(meeting: Meeting) -> Standing:
    """Read how far a meeting's minutes are agreed; three queries and one for the signatures."""
    return Standing(
        meeting,
        fetch(queries.COPIES, meeting_id=meeting.id, circulation=meeting.circulation),
        fetch(queries.CORRECTIONS, meeting_id=meeting.id),
        queries.versions_of(meeting.id),
    )
