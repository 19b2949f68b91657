"""The monthly meetings of the small city: announced a week before, answered by most, one called off, one moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agreement import service, signing
from app.agreement.models import SignerRole
from app.agreement.standing import standing_of
from app.extensions import db
from app.meetings.models import Meeting
from tests.notices.city import YEAR, City

INVITED = ("dinsos", "dinkes", "polres", "disnaker")
LATE = {2: "dinkes", 5: "polres", 8: "dinsos"}  # who has not answered on the eve
CALLED_OFF, MOVED, AGREED = 6, 9, 3


def tell_meetings(city: City, call_off: Callable[[Meeting, str], Any]) -> None:
    """Plan twelve meetings, on the second Wednesday of each month."""
    for month in range(1, 13):
        day = next(d for d in range(8, 15) if dt.date(YEAR, month, d).weekday() == 2)
        before = f"{month:02}-{day - 7:02}"
        city.on(f"{before} 10.00", "Sekar", f"mengundang empat instansi ke rapat bulan {month} pada tanggal {day}",
                partial(city.call, month, day, *INVITED))  # fmt: skip
        answering = [key for key in INVITED if key != LATE.get(month)]
        city.on(f"{month:02}-{day - 5:02} 10.00", "Sekar", "mencatat jawaban: "
                f"{len(answering)} dari 4 instansi akan hadir", partial(city.answer, month, *answering))  # fmt: skip
        if month == CALLED_OFF:
            city.on(f"{month:02}-{day - 2:02} 10.00", "Sekar", "membatalkan rapat itu",
                    partial(_call_off, city, month, call_off))  # fmt: skip
            continue
        if month == MOVED:
            city.on(f"{month:02}-{day - 2:02} 11.00", "Sekar", "mengundurkan rapat itu dua hari",
                    partial(_put_off, city, month))  # fmt: skip
            day += 2
        city.on(f"{month:02}-{day:02} 13.00", "Sekar", "menutup rapat itu", partial(city.hold, month))
        if month == AGREED:
            _agree(city, month, day)


def _call_off(city: City, month: int, call_off: Callable[[Meeting, str], Any]) -> None:
    call_off(city.meetings[month], "Ruangan dipakai")


def _put_off(city: City, month: int) -> None:
    """Another day: who had answered is asked anew."""
    meeting = city.meetings[month]
    meeting.starts_at += dt.timedelta(days=2)
    for row in meeting.attendances:
        row.ask_anew()


def _agree(city: City, month: int, day: int) -> None:
    on = city.on
    on(f"{month:02}-{day + 1:02} 09.00", "Sekar", "mengedarkan notula selama tujuh hari",
       lambda: service.circulate(city.meetings[month], 7))  # fmt: skip
    on(f"{month:02}-{day + 9:02} 09.00", "Herman", "menandatangani notula",
       partial(_sign, city, month, "Herman", SignerRole.CHAIR))  # fmt: skip
    on(f"{month:02}-{day + 9:02} 10.00", "Sekar", "menandatangani notula",
       partial(_sign, city, month, "Sekar", SignerRole.TAKER))  # fmt: skip


def _sign(city: City, month: int, name: str, role: SignerRole) -> None:
    meeting = city.meetings[month]
    user = db.session.scalars(sa.select(User).where(User.name == name)).one()
    digest = signing.to_be_signed(standing_of(meeting)).sha256
    signing.sign(meeting, role, digest, user.id, name, "Jabatan, Instansi")
