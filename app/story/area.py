"""The whole story of an area and of the areas inside it, newest first: what was promised there and what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from app.areas.inside import inside_of
from app.areas.models import Area
from app.audit import AuditEvent
from app.columns import Labelled
from app.extensions import fetch
from app.kept import Kept
from app.language import Lazy as _l
from app.policy import Holder, Seat, Viewer
from app.story import area_acts as acts
from app.story import area_programme as programme
from app.story.area_promises import promise_moment, promise_rows
from app.story.area_rows import AREA, LAST, PAGE, Edge
from app.story.area_telling import TELLERS, programme_moment
from app.story.events import Moment


class Thread(Labelled):
    """What the moments of one filter tell of; the value is what the address says."""

    PROMISES = "komitmen", _l("Komitmen")
    TASKS = "tugas", _l("Tugas bersama")
    MAPPING = "pemetaan", _l("Pemetaan")
    FINDINGS = "temuan", _l("Temuan dan lokasi sasaran")
    PLANS = "rencana", _l("Rencana aksi")
    ACTIVITIES = "kegiatan", _l("Kegiatan")
    RESULTS = "hasil", _l("Hasil")
    MEETINGS = "rapat", _l("Rapat")


SOURCES: dict[Thread, Callable[[Holder, Any], list[sa.Select[Any]]]] = {
    Thread.PROMISES: promise_rows, Thread.TASKS: acts.task_rows, Thread.MAPPING: programme.mapping_rows,
    Thread.FINDINGS: programme.finding_rows, Thread.PLANS: programme.plan_rows,
    Thread.ACTIVITIES: programme.activity_rows, Thread.RESULTS: programme.outcome_rows,
    Thread.MEETINGS: programme.meeting_rows,
}  # fmt: skip
kept = Kept(AuditEvent.id)  # every act leaves one


@dataclass
class AreaStory:
    """One page of moments; `edge` is where the next page goes on, None at the end."""

    moments: list[Moment]
    edge: Edge | None


def story_of_area(area: Area, who: Holder, edge: Edge | None, thread: Thread | None = None) -> AreaStory:
    """Return the newest moments before an edge, of one thread or of all; one query, however much happened."""
    before = edge or LAST
    values = {"area_id": area.id, "before": before.at, "edge_kind": before.kind, "edge_key": before.key}
    rows = kept((area.id, who.seats, thread, edge), lambda: list(fetch(_moments(who.seats, thread), **values)))
    shown = rows[:PAGE]
    last = shown[-1] if len(rows) > PAGE else None
    return AreaStory([_moment(row) for row in shown], Edge(last.at, last.kind, last.key) if last else None)


@lru_cache(maxsize=64)
def _moments(seats: tuple[Seat, ...], thread: Thread | None) -> Any:
    """Build the query once for the same posts: building it takes longer than asking it."""
    here, who = inside_of(AREA), Viewer(seats)
    threads = [thread] if thread else list(Thread)
    parts = [sa.select(rows.subquery()) for each in threads for rows in SOURCES[each](who, here)]
    if not parts:
        return sa.select(Area.id).where(sa.false())
    union = sa.union_all(*parts).subquery()
    return sa.select(union).order_by(union.c.at.desc(), union.c.kind.desc(), union.c.key.desc()).limit(PAGE + 1)


def _moment(row: Any) -> Moment:
    return programme_moment(row) if row.kind in TELLERS else promise_moment(row)
