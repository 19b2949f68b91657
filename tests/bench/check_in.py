"""A full hall checks in by the code: many telephones over eight connections, spread over several meetings."""

from __future__ import annotations

import re

import sqlalchemy as sa

from app.meetings.models import Meeting, MeetingState
from tests.bench.client import load, post
from tests.bench.measure import CONNECTIONS, Samples, Site
from tests.bench.pages import SECRETARIAT
from tests.bench.server import Server, fill

HALLS, EACH, ROUNDS = 4, 30, 3  # of one meeting no more than its limit for a minute lets pass
ADDRESS = re.compile(r"/hadir/[\w.-]+")
MEETINGS = Meeting.__table__


def measure_check_in(site: Site) -> Samples:
    """Measure the writing of the forms; they were opened before, each with a cookie of its own."""
    samples = Samples()
    for number in range(ROUNDS):
        halls = _halls(site.server, number)
        forms = [_form(site.server, hall, guest) for guest in range(EACH) for hall in halls]
        samples.add_busy(*load(site.server.port, CONNECTIONS, forms, 303))
    return samples


def _halls(server: Server, number: int) -> list[str]:
    """Let some closed meetings run again, others in each round; return the addresses in their codes."""
    engine = sa.create_engine(server.database.url)
    with engine.begin() as connection:
        closed = sa.select(MEETINGS.c.id).where(MEETINGS.c.state == MeetingState.CLOSED).order_by(MEETINGS.c.id.desc())
        ids = list(connection.scalars(closed.offset(number).limit(HALLS)))
        connection.execute(sa.update(MEETINGS).where(MEETINGS.c.id.in_(ids)).values(state=MeetingState.RUNNING))
    engine.dispose()
    found = [ADDRESS.search(server.page(f"/rapat/{key}/kode", SECRETARIAT).text) for key in ids]
    return [each[0] for each in found if each]


def _form(server: Server, hall: str, guest: int) -> bytes:
    """Open the form as a new telephone and fill it in: some for an agency of the list, some for another body."""
    answer = server.ask(hall)
    server.cookies["telephone"] = "; ".join(answer.cookies)
    form = server.page(hall, "telephone").form(hall)
    strokes = "M40 90" + "".join(f"L{40 + 4 * n} {90 + n * n % 60}" for n in range(80))
    values = {"person": f"Peserta {guest}", "position": "Staf", "agency": "lain", "agency_name": "Yayasan (contoh)"}
    return post(hall, fill(form, **values, signature=strokes), server.cookies["telephone"])
