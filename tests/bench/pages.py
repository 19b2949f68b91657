"""Which pages are measured, with objects that look alike at every size."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlencode

import sqlalchemy as sa

from app.scale.people import LIAISON_AGENCY
from tests.bench import programme
from tests.bench.server import Server

LIAISON, SECRETARIAT, REVIEWER, LEADER, ADMIN = "narahubung", "sekretariat", "peninjau", "pimpinan", "admin"
PEOPLE = (LIAISON, SECRETARIAT, REVIEWER, LEADER, ADMIN)
KEYWORD = "perbengkelan"
# A verified commitment with two reports, a task with three parts that came from a meeting; the newest of each.
COMMITMENT = """SELECT MAX(c.id) FROM commitment c WHERE c.state = 'verified' AND c.line_id IS NOT NULL
    AND (SELECT COUNT(*) FROM progress_report r WHERE r.commitment_id = c.id) = 2"""
TASK = "SELECT MAX(id) FROM task WHERE parts_total = 3 AND state = 'underway' AND line_id IS NOT NULL"
MEETING = "SELECT MAX(id) FROM meeting WHERE state = 'closed'"
RUNNING = "SELECT MIN(id) FROM meeting WHERE state = 'running'"


@dataclass(frozen=True)
class Shown:
    """A page: its name in the report, its kind (which has a goal), who opens it, and where it is at each size."""

    name: str
    kind: str
    who: str
    paths: dict[str, str]


def pages(servers: dict[str, Server]) -> list[Shown]:
    """Return the pages to measure."""
    found = [_same(servers, *each) for each in FIXED]
    found += [_deep(servers, *each) for each in DEEP]
    found.append(Shown("komitmen, semua saringan", "list", LEADER, {k: _asked(v) for k, v in servers.items()}))
    if all(server.ask(STORY, LIAISON).status == 200 for server in servers.values()):
        found.append(_same(servers, "cerita, 200 peristiwa", "story", LIAISON, STORY))
    found += [_same(servers, name, programme.KIND, who, path) for name, who, path in programme.answered(servers)]
    return found + _objects(servers)


def _asked(server: Server) -> str:
    """The list that is asked for one commitment by every filter."""
    engine = sa.create_engine(server.database.url)
    query = f"""SELECT c.lead_agency_id, c.attainment, c.due, c.support_kind, m.reference, a.area_id, c.statement
        FROM commitment c JOIN meeting m ON m.id = c.meeting_id JOIN commitment_area a ON a.commitment_id = c.id
        WHERE c.id = {one(server, ASKED)}"""  # noqa: S608 - a number
    with engine.connect() as connection:
        row = connection.execute(sa.text(query)).first()
    engine.dispose()
    assert row is not None
    late = dt.date.fromisoformat(str(row.due)) < dt.date.today()  # noqa: DTZ011
    return "/komitmen?" + urlencode({
        "status": "underway", "instansi": row.lead_agency_id, "tenggat": "terlambat" if late else "belum-lewat",
        "cari": row.statement.split()[1], "kondisi": "dilaporkan", "capaian": row.attainment, "peran": "keduanya",
        "periode": str(row.due)[:4], "kawasan": row.area_id, "dukungan": row.support_kind, "rapat": row.reference,
    })  # fmt: skip


FIXED = (
    ('hanya "ok" (/healthz)', "", LIAISON, "/healthz"),  # what every answer costs before it says anything
    ("beranda, narahubung", "home", LIAISON, "/"),
    ("beranda, sekretariat", "home", SECRETARIAT, "/"),
    ("beranda, peninjau", "home", REVIEWER, "/"),
    ("beranda, pimpinan", "home", LEADER, "/"),
    ("beranda, pengelola", "home", ADMIN, "/"),
    ("komitmen", "first list", LIAISON, "/komitmen"),
    ("komitmen, satu instansi", "list", LIAISON, f"/komitmen?status=semua&instansi={LIAISON_AGENCY}"),
    ("komitmen, terlambat", "list", LEADER, "/komitmen?tenggat=terlambat"),
    ("komitmen, kata kunci", "list", LIAISON, f"/komitmen?cari={KEYWORD}"),
    ("komitmen, kata kunci, semua", "list", LIAISON, f"/komitmen?status=semua&cari={KEYWORD}"),
    ("komitmen, satu kawasan", "list", LIAISON, "/komitmen?kawasan=3"),
    ("komitmen, berisiko", "list", LEADER, "/komitmen?kondisi=berisiko"),
    ("komitmen, tidak bergerak", "list", LEADER, "/komitmen?kondisi=tidak-bergerak"),
    ("komitmen, papan", "board", LEADER, "/komitmen/papan"),
    ("komitmen, matriks", "list", LEADER, "/komitmen/matriks"),
    ("komitmen, linimasa", "list", LEADER, "/komitmen/linimasa"),
    ("komitmen, antrean", "list", REVIEWER, "/komitmen/antrean"),
    ("tugas", "first list", LIAISON, "/tugas"),
    ("tugas, satu instansi", "list", LIAISON, f"/tugas?instansi={LIAISON_AGENCY}"),
    ("tugas, selesai", "list", LIAISON, "/tugas?status=done"),
    ("tugas, kata kunci, semua", "list", LIAISON, f"/tugas?status=semua&cari={KEYWORD}"),
    ("tugas, menunggu saya", "list", LIAISON, "/tugas?siapa=menunggu"),
    ("tugas, terhambat", "list", LEADER, "/tugas?kondisi=terhambat"),
    ("tugas, tidak bergerak", "list", LEADER, "/tugas?kondisi=tidak-bergerak"),
    ("tugas, papan instansi", "task board", LIAISON, "/tugas/papan"),
    ("tugas, papan semua", "task board", SECRETARIAT, "/tugas/papan"),
    ("tugas, kalender bulan", "calendar", LIAISON, "/tugas/kalender"),
    ("tugas, kalender agenda", "calendar", LIAISON, "/tugas/kalender?tampilan=agenda"),
    ("rapat", "first list", LIAISON, "/rapat"),
    ("rapat, selesai", "list", LIAISON, "/rapat?status=closed"),
    ("instansi", "list", LIAISON, "/instansi"),
    ("pengguna", "list", ADMIN, "/pengguna"),
    ("pemberitahuan", "list", LIAISON, "/pemberitahuan"),
    ("pemberitahuan, pengaturan", "object", LIAISON, "/pemberitahuan/pengaturan"),
)
STORY = "/komitmen/1/cerita"  # of the commitment that `app/scale/proofs.py` gave two hundred events
# The newest commitment that was told of a meeting and in an area: asked for by all that can be asked, it is one row.
ASKED = """SELECT MAX(c.id) FROM commitment c JOIN commitment_area a ON a.commitment_id = c.id
    WHERE c.meeting_id IS NOT NULL AND c.support_kind IS NOT NULL AND c.state = 'underway'"""
DEEP = (
    ("komitmen, jauh di dalam", "list", LIAISON, "/komitmen?status=semua"),
    ("tugas, jauh di dalam", "list", LIAISON, "/tugas?status=semua"),
    ("rapat, jauh di dalam", "list", LIAISON, "/rapat?urut=waktu"),
)


def _same(servers: dict[str, Server], name: str, kind: str, who: str, path: str) -> Shown:
    return Shown(name, kind, who, dict.fromkeys(servers, path))


def _deep(servers: dict[str, Server], name: str, kind: str, who: str, path: str) -> Shown:
    """The page before the last, reached by its key as a person reaches it."""
    paths = {}
    for size, server in servers.items():
        joint = "&" if "?" in path else "?"
        last = server.page(f"{path}{joint}sebelum=akhir", who)
        hrefs = [element.get("href") or "" for element in last.find("a")]
        before = [href for href in hrefs if re.search(r"[?&]sebelum=(?!akhir)", href)]
        if not before:
            raise RuntimeError(f"{path}: the last page does not lead back")
        paths[size] = before[0]
    return Shown(name, kind, who, paths)


def _objects(servers: dict[str, Server]) -> list[Shown]:
    commitment, task, meeting, running = (
        {size: one(server, query) for size, server in servers.items()} for query in (COMMITMENT, TASK, MEETING, RUNNING)
    )
    rows = (
        ("satu komitmen", "object", LIAISON, "/komitmen/{}", commitment),
        ("satu tugas", "object", LIAISON, "/tugas/{}", task),
        ("satu rapat", "object", LIAISON, "/rapat/{}", meeting),
        ("satu instansi", "object", LIAISON, "/instansi/{}", dict.fromkeys(servers, LIAISON_AGENCY)),
        ("notula, naskah", "minutes", LEADER, "/rapat/{}/notula", meeting),
        ("notula, mengetik", "minutes", SECRETARIAT, "/rapat/{}/notula", running),
    )
    return [
        Shown(name, kind, who, {size: path.format(key) for size, key in keys.items()})
        for name, kind, who, path, keys in rows
    ]


def one(server: Server, query: str) -> int:
    """Return the single number that a query finds."""
    engine = sa.create_engine(server.database.url)
    with engine.connect() as connection:
        found = connection.scalar(sa.text(query))
    engine.dispose()
    if found is None:
        raise RuntimeError(f"nothing found: {query}")
    return int(found)
