"""One write of each kind, sent as the page's own form would be. Each needs an object of its own to act on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import sqlalchemy as sa

from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport, Review, ReviewPoint
from app.commitments.states import Attainment, CommitmentState
from app.evidence.models import Evidence
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting, MeetingState
from app.scale.people import LIAISON_AGENCY
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState, TaskState
from tests.bench.client import post
from tests.bench.pages import LIAISON, REVIEWER, SECRETARIAT
from tests.bench.server import Server, fill

POINTS, REVIEWS, EVIDENCE = (model.__table__ for model in (ReviewPoint, Review, Evidence))
LINES_PER_MEETING = 10
COMMITMENTS, REPORTS, MEETINGS, ITEMS, TASKS, PARTS = (
    model.__table__ for model in (Commitment, ProgressReport, Meeting, AgendaItem, Task, TaskPart)
)


@dataclass(frozen=True)
class Written:
    """A write: its name, who does it, the status of its answer, and how its requests are made."""

    name: str
    status: int
    requests: Callable[[Server, int], list[bytes]]


def _send(server: Server, who: str, page: str, action: str, htmx: bool = False, **values: str) -> bytes:
    """Open a page, fill in one of its forms, and return the request that sends it."""
    form = server.page(page, who).form(action)
    headers = {"HX-Request": "true"} if htmx else {}
    return post(form.action, fill(form, **values), server.cookies[who], **headers)


def _accept(server: Server, number: int) -> list[bytes]:
    ids = _commitments(server, CommitmentState.PROPOSED, number)
    return [_send(server, LIAISON, f"/komitmen/{key}", "/terima") for key in ids]


def _report(server: Server, number: int) -> list[bytes]:
    values = {"quantity": "2", "narrative": "Tahap ini selesai sesuai jadwal.", "on_date": dt.date.today().isoformat()}  # noqa: DTZ011
    ids = _commitments(server, CommitmentState.AGREED, number)
    return [_send(server, LIAISON, f"/komitmen/{key}/lapor", "/lapor", **values) for key in ids]


def _verify(server: Server, number: int) -> list[bytes]:
    values = {"verdict": "partly", "accepted": "1", "without": "Dilihat sendiri di tempat."}
    ids = _commitments(server, CommitmentState.REPORTED, number)
    return [_send(server, REVIEWER, f"/komitmen/{key}/periksa", "/verifikasi", **values) for key in ids]


def _update(server: Server, number: int) -> list[bytes]:
    mine = sa.select(PARTS.c.id, PARTS.c.task_id).where(
        PARTS.c.agency_id == LIAISON_AGENCY, PARTS.c.state == PartState.ACCEPTED, PARTS.c.task_is_open
    )
    values = {"state": "doing", "note": "Sedang berjalan."}
    return [
        _send(server, LIAISON, f"/tugas/{row.task_id}", f"/tugas/bagian/{row.id}", **values)
        for row in _rows(server, mine.order_by(PARTS.c.id).limit(number))
    ]


def _type(server: Server, number: int) -> list[bytes]:
    """Lines for several meetings: one alone would grow longer than meetings are. As the page's script sends them:

    to htmx's taste, and each under a key of its own.
    """
    item = sa.select(MEETINGS.c.id.label("meeting"), sa.func.max(ITEMS.c.id).label("item")).join(
        ITEMS, ITEMS.c.meeting_id == MEETINGS.c.id
    )
    running = (
        item.where(MEETINGS.c.state == MeetingState.RUNNING).group_by(MEETINGS.c.id).order_by(MEETINGS.c.id.desc())
    )
    places = _rows(server, running.limit(-(-number // LINES_PER_MEETING)))
    turns = list(product(range(LINES_PER_MEETING), places))[:number]
    return [
        _send(server, SECRETARIAT, f"/rapat/{row.meeting}/notula?acara={row.item}", f"/rapat/agenda/{row.item}/butir",
              htmx=True, key=f"{row.item:x}-{turn}", kind="note", text=f"Butir yang diketik ke-{turn} di rapat ini.")
        for turn, row in turns
    ]  # fmt: skip


WRITES = (
    Written("menyetujui komitmen", 303, _accept),
    Written("melaporkan perkembangan", 303, _report),
    Written("memverifikasi laporan", 303, _verify),
    Written("memperbarui bagian tugas", 303, _update),
    Written("menambah butir notula", 200, _type),
)


def prepare(server: Server, number: int) -> None:
    """Make what the writes act on: commitments proposed to the liaison's agency, parts of it, running meetings."""
    engine = sa.create_engine(server.database.url)
    with engine.begin() as connection:
        _propose(connection, number)
        _share(connection, number)
        newest = sa.select(MEETINGS.c.id).where(MEETINGS.c.state == MeetingState.CLOSED).order_by(MEETINGS.c.id.desc())
        ids = list(connection.scalars(newest.limit(-(-number // LINES_PER_MEETING))))
        connection.execute(sa.update(MEETINGS).where(MEETINGS.c.id.in_(ids)).values(state=MeetingState.RUNNING))
    engine.dispose()


def _propose(connection: sa.Connection, number: int) -> None:
    oldest = (
        sa.select(COMMITMENTS.c.id).where(COMMITMENTS.c.state == CommitmentState.VERIFIED).order_by(COMMITMENTS.c.id)
    )
    ids = list(connection.scalars(oldest.limit(number)))
    reports = list(connection.scalars(sa.select(REPORTS.c.id).where(REPORTS.c.commitment_id.in_(ids))))
    for table in (POINTS, REVIEWS, EVIDENCE):
        connection.execute(sa.delete(table).where(table.c.report_id.in_(reports)))
    connection.execute(sa.delete(REPORTS).where(REPORTS.c.id.in_(reports)))
    fresh = {
        "lead_agency_id": LIAISON_AGENCY, "state": CommitmentState.PROPOSED, "is_open": True, "claimed": 0,
        "verified": 0, "claimed_percent": 0, "verified_percent": 0, "is_checkable": True, "suggested_name": "",
        "target": 100000, "agreed_at": None, "reported_at": None, "attainment": Attainment.NOT_STARTED,
    }  # fmt: skip
    connection.execute(sa.update(COMMITMENTS).where(COMMITMENTS.c.id.in_(ids)).values(fresh))


def _share(connection: sa.Connection, number: int) -> None:
    """Open old tasks again with the liaison's agency as the last to act."""
    has_part = sa.exists().where(PARTS.c.task_id == TASKS.c.id, PARTS.c.agency_id == LIAISON_AGENCY)
    oldest = sa.select(TASKS.c.id).where(TASKS.c.state == TaskState.DONE, TASKS.c.trashed_at.is_(None), ~has_part)
    ids = list(connection.scalars(oldest.order_by(TASKS.c.id).limit(number)))
    firsts = list(
        connection.scalars(sa.select(sa.func.min(PARTS.c.id)).where(PARTS.c.task_id.in_(ids)).group_by(PARTS.c.task_id))
    )
    connection.execute(sa.update(TASKS).where(TASKS.c.id.in_(ids)).values(state=TaskState.UNDERWAY, is_open=True))
    connection.execute(sa.update(PARTS).where(PARTS.c.task_id.in_(ids)).values(task_is_open=True))
    mine = {"agency_id": LIAISON_AGENCY, "state": PartState.ACCEPTED, "is_open": True}
    connection.execute(sa.update(PARTS).where(PARTS.c.id.in_(firsts)).values(mine))


def _commitments(server: Server, state: CommitmentState, number: int) -> list[int]:
    """The oldest commitments of the liaison's agency in a state: those that `prepare` made."""
    own = sa.select(COMMITMENTS.c.id).where(
        COMMITMENTS.c.lead_agency_id == LIAISON_AGENCY, COMMITMENTS.c.state == state
    )
    return [row.id for row in _rows(server, own.order_by(COMMITMENTS.c.id).limit(number))]


def _rows(server: Server, query: sa.Select) -> list[sa.Row]:  # type: ignore[type-arg]
    engine = sa.create_engine(server.database.url)
    with engine.connect() as connection:
        rows = list(connection.execute(query))
    engine.dispose()
    return rows
