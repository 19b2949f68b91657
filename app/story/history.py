"""Moments that stand only in the history: proposed, agreed on, worded anew, reminded, brought back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from app.audit_story import told
from app.commitments.states import CommitmentState
from app.formats import date_short
from app.language import Lazy as _l
from app.story.events import Moment, Topic

if TYPE_CHECKING:
    from app.story.commitment import Sources

S = CommitmentState
TOGETHER = dt.timedelta(seconds=2)  # a change and its trace in the history are written within one request
WORDS = {"statement", "lead_agency_id", "place", "indicator", "unit", "baseline", "target", "proof", "due", "start",
         "support_kind", "fund_source", "in_plan", "rhythm", "is_high"}  # fmt: skip


def history_moments(known: Sources) -> list[Moment]:
    """Moments of the commitment itself; what a change or a report tells is left to them."""
    moments = [] if any(_is_making(event) for event in known.events) else [_proposed(known, None)]
    for event in (each for each in known.events if each.subject_type == "commitment"):
        if _is_making(event):
            moments.append(_proposed(known, event))
        elif event.action in REMINDED:
            moments.append(_reminded(known, event))
        elif moment := _moved(known, event):
            moments.append(moment)
    return moments + _revised(known) + _agreed_without_trace(known, moments)


REMINDED = {
    "reminded": (_l("Diingatkan oleh sekretariat"), "bell", "warn"),
    "reminder_undone": (_l("Tanda diingatkan diurungkan"), "arrow-back-up", "neutral"),
}


def _reminded(known: Sources, event: Any) -> Moment:
    sentence, icon, tone = REMINDED[event.action]
    moment = _moment(event.action, event, str(sentence), icon, tone, known, is_key=False)
    moment.tell(gettext("Lewat"), event.changes.get("channel", ("", ""))[1])
    return moment


def _is_making(event: Any) -> bool:
    return event.subject_type == "commitment" and event.action == "created"


def _proposed(known: Sources, event: Any) -> Moment:
    c = known.commitment
    due = (event.changes.get("due") if event else None) or [None, c.original_due.isoformat()]
    instant = event.at if event else c.created_at
    outside = gettext("Diusulkan di luar rapat kepada %(agency)s", agency=known.agency_at(instant))
    inside = gettext("Diusulkan kepada %(agency)s", agency=known.agency_at(instant))
    moment = Moment("proposed", instant, outside if c.suggested_name else inside, icon="send", href=known.page, rank=-1)
    if event:
        moment.who, moment.who_id = event.actor_name, event.actor_id
    moment.who = moment.who or c.suggested_name
    statement = (event.changes.get("statement") if event else None) or [None, c.statement]
    moment.tell(gettext("Pernyataan"), statement[1])
    moment.tell(gettext("Tenggat"), date_short(dt.date.fromisoformat(due[1])))
    return moment


def _moved(known: Sources, event: Any) -> Moment | None:
    """What a change of the row means, where no act of its own stands for it."""
    old, new = event.changes.get("state", ("", ""))
    if old == S.PROPOSED and new in (S.AGREED, S.UNDERWAY, S.RETURNED):
        sentence = gettext("Disetujui %(agency)s", agency=known.agency_at(event.at))
        return _moment("agreed", event, sentence, "check", "ok", known)
    if old == S.CANCELLED and new == S.PROPOSED:
        return _moment("restored", event, gettext("Diusulkan kembali"), "refresh", "info", known, Topic.CHANGES)
    return None


def _revised(known: Sources) -> list[Moment]:
    """Worded anew while it was only proposed; after that a change of its own tells of it."""
    rows = [each for each in known.events if each.subject_type == "commitment" and _is_revision(each, known)]
    moments = []
    for row, event in zip(rows, told(rows), strict=True):
        agreed = known.commitment.agreed_at
        late = gettext("Keterangan komitmen diubah")
        sentence = late if agreed and row.at > agreed else gettext("Isi usulan diubah")
        moment = _moment("revised", row, sentence, "pencil", "neutral", known, Topic.CHANGES, False)
        for label, before, after in event.changes:
            moment.tell(label, f"{before or '–'} → {after or '–'}")
        moments.append(moment)
    return moments


def _is_revision(event: Any, known: Sources) -> bool:
    if event.action != "changed" or "state" in event.changes or not WORDS & set(event.changes):
        return False
    return not any(abs(row.at - event.at) <= TOGETHER for row in known.changes)


def _agreed_without_trace(known: Sources, moments: list[Moment]) -> list[Moment]:
    """Agreed on before there was a history, or put in past it."""
    c = known.commitment
    if c.agreed_at is None or any(each.kind == "agreed" for each in moments):
        return []
    sentence = gettext("Disetujui %(agency)s", agency=known.agency_at(c.agreed_at))
    return [Moment("agreed", c.agreed_at, sentence, icon="check", tone="ok", href=known.page)]


def _moment(
    kind: str, event: Any, sentence: str, icon: str, tone: str, known: Sources, topic: Topic = Topic.OTHER,
    is_key: bool = True,
) -> Moment:  # fmt: skip
    return Moment(kind, event.at, sentence, event.actor_name, event.actor_id, icon, tone, topic, is_key, known.page)
