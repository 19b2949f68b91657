"""Moments of shared tasks, read from their history: given out, accepted, held up, delivered, confirmed, handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from app.audit import WHICH
from app.audit_story import told
from app.formats import date_short
from app.language import Lazy as _l
from app.story.events import Moment, Topic
from app.tasks.states import PartState, TaskState

P = PartState
PLAIN = {"created": "plus", "changed": "refresh", "deleted": "trash", "reminded": "bell"}
# What a part's new state means, where nothing else about the step says more.
STEPS: dict[PartState, Any] = {
    P.OFFERED: _l("Bagian ditawarkan lagi kepada %(agency)s"),
    P.ACCEPTED: _l("%(agency)s menerima bagiannya"),
    P.DOING: _l("%(agency)s mengerjakan bagiannya"),
    P.BLOCKED: _l("%(agency)s terhambat"),
    P.DELIVERED: _l("%(agency)s menyelesaikan bagiannya dan meminta konfirmasi"),
    P.DONE: _l("%(agency)s menyelesaikan bagiannya"),
    P.DECLINED: _l("%(agency)s menolak bagiannya"),
    P.WAIVED: _l("%(agency)s dibebaskan dari bagiannya"),
    P.HANDED_OVER: _l("%(agency)s menyerahkan bagiannya"),
}
CONFIRMED = _l("Bagian %(agency)s dikonfirmasi selesai")
GIVEN_BACK = _l("Bagian %(agency)s dikembalikan")
KEY_STEPS = (P.BLOCKED, P.DECLINED, P.DONE)


def task_moments(rows: Sequence[Any]) -> list[Moment]:
    """Return the moments of events of tasks, in their order. Rows with a `reference` also say which task it is."""
    moments = []
    for row, event in zip(rows, told(rows), strict=True):
        moment = _step(row) or _whole(row) or _plain(row, event)
        moment.href, moment.topic = f"/tugas/{row.root_id}", Topic.TASKS
        if reference := getattr(row, "reference", ""):
            moment.about = (f"{reference} {row.title}", moment.href)
        moments.append(moment)
    return moments


def _step(row: Any) -> Moment | None:
    """A part that was asked for, or that took a step."""
    agency = row.changes.get(WHICH, ["", ""])[1] or ""
    if row.subject_type != "task_part" or "state" not in row.changes:
        return None
    old, new = row.changes["state"]
    state = PartState(new)
    if row.action == "created":
        moment = _moment(row, gettext("Bagian ditawarkan kepada %(agency)s", agency=agency), P.OFFERED)
        moment.tell(gettext("Yang dikerjakan"), _new(row, "scope"))
        return moment
    sentence = STEPS[state]
    if old == P.DELIVERED and state is not P.DELIVERED:
        sentence = CONFIRMED if state is P.DONE else GIVEN_BACK if _new(row, "answer") else sentence
    moment = _moment(row, str(sentence % {"agency": agency}), state)
    for key, label in WORDS.items():
        moment.tell(label, _new(row, key))
    return moment


WORDS = {
    "handed_to": _l("Diserahkan kepada"), "blocked_on": _l("Menunggu pihak"), "answer": _l("Yang belum sesuai"),
    "note": _l("Catatan"), "reason": _l("Alasan"),
}  # fmt: skip


def _whole(row: Any) -> Moment | None:
    """What happened to the task as a whole, where it has a name."""
    if row.subject_type != "task":
        return None
    state = _new(row, "state")
    if row.action == "created":
        moment = _moment(row, gettext("Tugas diberikan"), TaskState.OFFERED, is_key=True)
        moment.tell(gettext("Tugas"), _new(row, "title"))
        if due := _new(row, "due"):
            moment.tell(gettext("Tenggat"), date_short(dt.date.fromisoformat(due)))
        return moment
    if "trashed_at" in row.changes:
        gone = _new(row, "trashed_at")
        sentence = gettext("Tugas dibuang") if gone else gettext("Tugas dipulihkan dari tempat sampah")
        return Moment("task", row.at, sentence, row.actor_name, row.actor_id, "trash" if gone else "arrow-back-up")
    if state == TaskState.CANCELLED:
        return _moment(row, gettext("Tugas dibatalkan"), TaskState.CANCELLED, is_key=True)
    if state == TaskState.DONE:
        return _moment(row, gettext("Tugas selesai: semua bagian selesai"), TaskState.DONE, is_key=True)
    return None


def _plain(row: Any, event: Any) -> Moment:
    """Anything else, as the history tells it."""
    icon = PLAIN.get(row.action, "circle")
    moment = Moment(row.action, row.at, event.sentence, row.actor_name, row.actor_id, icon, is_key=False)
    moment.who = moment.who or event.who
    for label, before, after in event.changes:
        moment.tell(label, f"{before or '–'} → {after or '–'}" if row.action == "changed" else after)
    return moment


def _moment(row: Any, sentence: str, state: PartState | TaskState, is_key: bool | None = None) -> Moment:
    key = state in KEY_STEPS if is_key is None else is_key
    who = row.actor_name or gettext("Sistem")
    return Moment("task", row.at, sentence, who, row.actor_id, state.icon, state.tone, is_key=key)


def _new(row: Any, key: str) -> Any:
    return row.changes.get(key, (None, None))[1]
