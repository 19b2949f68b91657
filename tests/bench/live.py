"""Live minutes: a running meeting of 300 lines is opened, typed into by two, and followed by two hundred."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from urllib.parse import urlencode

import sqlalchemy as sa

from app.clock import now
from app.extensions import Base
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import MinutesLine
from app.scale import words
from app.submissions import Submission
from tests.bench.client import Connection, apart, get, post
from tests.bench.crowd import Asker, Crowd, drive
from tests.bench.measure import ROUNDS, Samples, Site, floor_beside
from tests.bench.pages import LEADER, LIAISON, REVIEWER, SECRETARIAT
from tests.bench.server import Database, Server, fill
from tests.bench.visit import weights
from tests.browser import Form

SAVED = "saving a line"
LINES, EACH, COMMITS = 300, 24, 60
TAKERS, FOLLOWERS, SECONDS = 2, 200, 20
LINE_EVERY, DRAFT_EVERY, LOOK_EVERY, FOLLOW_EVERY = 1.0, 3.0, 8.0, 10.0
# Twenty people follow, each over ten connections: signing in takes a password check each time.
READERS = (LEADER, LIAISON, REVIEWER, *(f"orang{number}" for number in range(6, 23)))
MEETINGS, ITEMS, ROWS = (model.__table__ for model in (Meeting, AgendaItem, MinutesLine))


@dataclass
class Live:
    """What was measured. Times in seconds."""

    commit: float
    unchanged: int
    crowd: Crowd
    opening: dict[str, Samples] = field(default_factory=dict)
    bytes_of: dict[str, list[int]] = field(default_factory=dict)


def measure_live(site: Site) -> Live:
    """Measure one size; the meeting is made of old ones first."""
    server = site.server
    meeting = prepare(server.database)
    for who in READERS:
        server.sign_in(who)
    path = f"/rapat/{meeting}/notula"
    live = Live(durable_commit(server.database), unchanged(server, path), Crowd())
    for name, who in (("300 lines, typing", SECRETARIAT), ("300 lines, reading", LEADER)):
        live.opening[name] = _opening(site, get(path, server.cookies[who]))
        live.bytes_of[name] = weights(server, path, who)
    askers = [*_takers(server, meeting), *_followers(server, path)]
    live.crowd = apart(drive, server.port, askers, SECONDS)
    return live


def prepare(database: Database) -> int:
    """Make one running meeting of the lines, commitments and tasks of the oldest closed ones; return its id."""
    engine = sa.create_engine(database.url)
    with engine.begin() as connection:
        closed = sa.select(MEETINGS.c.id).where(MEETINGS.c.state == MeetingState.CLOSED).order_by(MEETINGS.c.id)
        first = connection.scalars(closed.limit(1)).one()
        items = sa.select(ITEMS.c.id).where(ITEMS.c.meeting_id == first).order_by(ITEMS.c.position)
        places = list(connection.scalars(items))
        old = sa.select(ROWS.c.id, ITEMS.c.position).join(ITEMS, ITEMS.c.id == ROWS.c.agenda_item_id)
        of_closed = old.join(MEETINGS, MEETINGS.c.id == ROWS.c.meeting_id).where(
            MEETINGS.c.state == MeetingState.CLOSED
        )
        moved = connection.execute(of_closed.order_by(ROWS.c.meeting_id, ROWS.c.id).limit(LINES)).all()
        for number, row in enumerate(moved, 1):
            values = {"meeting_id": first, "agenda_item_id": places[row.position - 1], "position": number}
            connection.execute(sa.update(ROWS).where(ROWS.c.id == row.id).values(values))
        for name in ("commitment", "task"):
            work = Base.metadata.tables[name]
            mine = work.c.line_id.in_([row.id for row in moved])
            connection.execute(sa.update(work).where(mine).values(meeting_id=first))
        connection.execute(sa.update(MEETINGS).where(MEETINGS.c.id == first).values(state=MeetingState.RUNNING))
    engine.dispose()
    return first


def durable_commit(database: Database) -> float:
    """The least that keeping anything costs: p50 of one row written and committed with the site's own settings."""
    engine = sa.create_engine(database.url)
    table = Submission.__table__
    took = []
    for number in range(COMMITS):
        start = time.perf_counter()
        with engine.begin() as connection:
            connection.execute(sa.insert(table), {"digest": f"bench {number}", "at": now(), "location": "/"})
        took.append(time.perf_counter() - start)
    with engine.begin() as connection:
        connection.execute(sa.delete(table).where(table.c.digest.startswith("bench ")))
    engine.dispose()
    return median(took)


def unchanged(server: Server, path: str) -> int:
    """The bytes of the answer to a follower when nothing changed, head included."""
    connection = Connection(server.port)
    tag = connection.ask(get(f"{path}/perubahan", server.cookies[LEADER], HX_Request="true")).headers["etag"]
    look = get(f"{path}/perubahan", server.cookies[LEADER], HX_Request="true", If_None_Match=tag)
    answer = connection.ask(look)
    if answer.status != 304:
        raise RuntimeError(f"{path}/perubahan: {answer.status}, not 304")
    return answer.wire


def _opening(site: Site, request: bytes) -> Samples:
    samples = Samples()
    for _ in range(ROUNDS):
        samples.add(Connection(site.server.port).time([request] * EACH), floor_beside(site))
    return samples


def _takers(server: Server, meeting: int) -> list[Asker]:
    """Two sessions of the secretariat, each under an agenda item of its own, sending what the page's script sends."""
    path = f"/rapat/{meeting}/notula"
    places = [form for form in server.page(path, SECRETARIAT).find("section") if (form.get("id") or "")[:6] == "acara-"]
    askers = []
    for number, place in enumerate(islice(places, 1, 1 + TAKERS)):
        item = (place.get("id") or "")[6:]
        server.sign_in(SECRETARIAT)
        form = server.page(f"{path}?acara={item}", SECRETARIAT).form(f"/rapat/agenda/{item}/butir")
        cookie, phase = server.cookies[SECRETARIAT], number / TAKERS
        token = dict(form.fields)["csrf_token"]
        askers += [
            Asker(SAVED, LINE_EVERY, phase, _line(form, cookie, number)),
            Asker("keeping a draft", DRAFT_EVERY, phase + 0.25, _draft(form.action, token, cookie)),
            Asker("looks of who types", LOOK_EVERY, 0.75 + phase * LOOK_EVERY, _look(path, cookie)),
        ]
    return askers


def _line(form: Form, cookie: str, taker: int) -> Callable[[int, str], bytes]:
    def build(turn: int, _tag: str) -> bytes:
        text = f"{words.REMARKS[turn % len(words.REMARKS)]} Dicatat oleh penulis {taker + 1}, butir {turn}."
        body = fill(form, key=f"{taker:08x}{turn:08x}", kind="note", text=text)
        return post(form.action, body, cookie, HX_Request="true")

    return build


def _draft(place: str, token: str, cookie: str) -> Callable[[int, str], bytes]:
    def build(turn: int, _tag: str) -> bytes:
        fields = {"place": place, "text": words.REMARKS[turn % len(words.REMARKS)], "csrf_token": token}
        return post("/draf", urlencode(fields).encode(), cookie, HX_Request="true")

    return build


def _look(path: str, cookie: str) -> Callable[[int, str], bytes]:
    def build(_turn: int, tag: str) -> bytes:
        known = {"If_None_Match": tag} if tag else {}
        return get(f"{path}/perubahan", cookie, HX_Request="true", **known)

    return build


def _followers(server: Server, path: str) -> list[Asker]:
    """Two hundred screens, each with its own connection and tag, spread evenly over the ten seconds."""
    return [
        Asker(
            "looks of who follows", FOLLOW_EVERY, number * FOLLOW_EVERY / FOLLOWERS,
            _look(path, server.cookies[READERS[number % len(READERS)]]),
        )
        for number in range(FOLLOWERS)
    ]  # fmt: skip
