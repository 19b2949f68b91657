"""One page in time order: the story of a commitment, of a task, and of all that happened in an area."""

from __future__ import annotations

import datetime as dt
from math import ceil
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_login import current_user

from app.areas.models import Area
from app.clock import now
from app.columns import BIGGEST_ID
from app.commitments.models import Commitment
from app.extensions import fetch
from app.forms import clean_text
from app.policy import requires
from app.story import queries
from app.story.area import Thread, story_of_area
from app.story.area_rows import Edge
from app.story.commitment import story_of_commitment
from app.story.events import ALL, FILTERS, KEY, Moment
from app.story.task import story_of_task
from app.tasks.models import Task

story = Blueprint("story", __name__)
PER_PAGE = 300
NEWEST = "terbaru"


@story.app_template_global("siblings_of_task")
def _siblings_of_task(task: Task) -> Any:
    return fetch(queries.siblings_of_task(current_user), task_id=task.id) if task.line_id else ()


@story.get("/komitmen/<id:id>/cerita")
@requires("commitment.read", Commitment)
def commitment(commitment: Commitment) -> Any:
    """Everything that happened to a commitment, or what is asked for of it."""
    moments = story_of_commitment(commitment, current_user)
    return render_template("story/commitment.html", commitment=commitment, **_reading(moments, KEY), now=now())


@story.get("/tugas/<id:id>/cerita")
@requires("task.read", Task)
def task(task: Task) -> Any:
    """Everything that happened to a task."""
    moments = story_of_task(task, current_user)
    return render_template("story/task.html", task=task, **_reading(moments, ALL, FILTERS[1:2]), now=now())


@story.get("/kawasan/<id:id>/cerita")
@requires("area.read", Area)
def area(area: Area) -> Any:
    """All that happened in an area and inside it, or one thread of it, newest first."""
    thread = next((each for each in Thread if each.value == request.args.get("saring")), None)
    found = story_of_area(area, current_user, _edge(request.args.get("sebelum", "")), thread)
    asked = {"saring": thread.value} if thread else {}
    older = f"?{urlencode(asked | {'sebelum': _place(found.edge)})}" if found.edge else ""
    return render_template(
        "story/area.html", area=area, moments=found.moments, older=older, first="sebelum" not in request.args,
        threads=list(Thread), thread=thread, now=now(),
    )  # fmt: skip


def _reading(moments: list[Moment], default: str, filters: tuple[tuple[str, Any], ...] = FILTERS) -> dict[str, Any]:
    """What a page shows of a story: the filter, the order and the page that its address asks for, and the counts."""
    known = dict(filters)
    chosen = request.args.get("saring", default)
    chosen = chosen if chosen in known else default
    newest = request.args.get("urutan") == NEWEST
    shown = [each for each in moments if each.belongs(chosen)]
    if newest:
        shown.reverse()
    pages = max(1, ceil(len(shown) / PER_PAGE))
    number = _page(request.args.get("halaman", "1"), pages)

    def address(key: str = chosen, turned: bool = newest, page: int = 1) -> str:
        query = {"saring": key} | ({"urutan": NEWEST} if turned else {}) | ({"halaman": page} if page > 1 else {})
        return f"{request.path}?{urlencode(query)}"

    return {
        "moments": shown[(number - 1) * PER_PAGE : number * PER_PAGE], "chosen": chosen, "newest": newest,
        "filters": [(address(key), label, sum(e.belongs(key) for e in moments), key) for key, label in filters],
        "turn": address(turned=not newest), "total": len(shown), "number": number, "pages": pages,
        "before": address(page=number - 1) if number > 1 else "",
        "after": address(page=number + 1) if number < pages else "",
    }  # fmt: skip


def _page(text: str, pages: int) -> int:
    return min(max(int(text), 1), pages) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _place(edge: Edge) -> str:
    return f"{edge.at.isoformat()}~{edge.kind}~{edge.key}"


def _edge(text: str) -> Edge | None:
    """Read where a page ended; None when it is no place of ours."""
    try:
        instant, kind, key = text.split("~")
        edge = Edge(dt.datetime.fromisoformat(instant), clean_text(kind), int(key))
    except ValueError:
        return None
    sound = edge.at.tzinfo is not None and 1970 < edge.at.year < 9999 and 0 <= edge.key <= BIGGEST_ID
    return edge if sound else None
