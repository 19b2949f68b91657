"""What goes from a series onto an agenda, from an agenda into a series, and from one meeting to another."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app import audit
from app.agencies.models import Agency
from app.clock import now
from app.commitments.tabling import follow
from app.extensions import db
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import Meeting, MeetingState
from app.meetings.service import require_open
from app.minutes.models import MinutesLine
from app.refusal import Refused
from app.series.models import AgendaProposal, MeetingSeries, ParkedItem, SeriesItem
from app.series.queries import PREPARED

FACTS = (
    "kind",
    "title",
    "presenter",
    "planned_minutes",
    "section",
)  # what an agenda item and a template item both have


def facts_of(item: AgendaItem | SeriesItem) -> dict[str, Any]:
    """Return what a copy of an item takes over."""
    return {name: getattr(item, name) for name in FACTS}


def append(meeting: Meeting, **values: Any) -> AgendaItem:
    """Put an item at the end of an agenda."""
    require_open(meeting)
    item = AgendaItem(position=_end(meeting), **values)
    meeting.agenda.append(item)
    return item


def _end(meeting: Meeting) -> int:
    return max((each.position for each in meeting.agenda), default=0) + 1


def series_of(meeting: Meeting) -> MeetingSeries:
    """Return the series of a meeting; Refused when it belongs to none."""
    if meeting.series_id is None:
        raise Refused(gettext("Rapat ini tidak termasuk seri mana pun."))
    return db.session.get_one(MeetingSeries, meeting.series_id)


def use_template(meeting: Meeting) -> int:
    """Add the template's items whose title is not on the agenda yet; return how many."""
    series = series_of(meeting)
    _require_prepared(meeting)
    known = {item.title.casefold() for item in meeting.agenda}
    missing = [item for item in series.items if item.title.casefold() not in known]
    for item in missing:
        append(meeting, **facts_of(item))
    if missing:
        audit.note(meeting, "template_used", added=len(missing))
    return len(missing)


def save_template(meeting: Meeting) -> MeetingSeries:
    """Replace the template of the series by this meeting's agenda; rows that say the same stay untouched."""
    series_of(meeting)
    if not meeting.agenda:
        raise Refused(gettext("Agenda rapat ini masih kosong."))
    # Always after the meeting: several meetings of the series may be saved at once.
    series = db.session.get_one(MeetingSeries, meeting.series_id, populate_existing=True, with_for_update=True)
    for position, item in enumerate(meeting.agenda, 1):
        values = facts_of(item) | {"position": position}
        if position > len(series.items):
            series.items.append(SeriesItem(**values))
            continue
        for name, value in values.items():
            setattr(series.items[position - 1], name, value)
    del series.items[len(meeting.agenda) :]
    audit.note(series, "template_saved", **_named(meeting))
    return series


def _named(meeting: Meeting) -> dict[str, str]:
    """Return the fact that names a meeting in a history; a draft is named to nobody who may not read it."""
    return {} if meeting.state is MeetingState.DRAFT else {"meeting": meeting.reference}


def park(meeting: Meeting, title: str, note: str, who: str) -> ParkedItem:
    """Put a topic that came up in an open meeting into the parking lot of its series."""
    require_open(meeting)
    parked = ParkedItem(series_id=series_of(meeting).id, meeting_id=meeting.id, title=title, note=note, added_name=who)
    db.session.add(parked)
    return parked


def take(parked: ParkedItem, meeting: Meeting) -> AgendaItem:
    """Put a parked topic onto the agenda of an open meeting of its series."""
    parked.expect_waiting()
    if meeting.series_id != parked.series_id:
        raise Refused(gettext("Rapat ini bukan dari seri yang sama."))
    item = append(meeting, kind=AgendaKind.DISCUSSION, title=parked.title)
    parked.become(item)
    return item


def release(item: AgendaItem) -> None:
    """Let go of an item that is taken off its agenda: its parked topic waits again, its proposal stays accepted."""
    for parked in db.session.scalars(sa.select(ParkedItem).where(ParkedItem.agenda_item_id == item.id)):
        parked.wait()
    for proposal in db.session.scalars(sa.select(AgendaProposal).where(AgendaProposal.agenda_item_id == item.id)):
        proposal.agenda_item = None


def has_minutes(item: AgendaItem) -> bool:
    """Tell whether a line was ever typed under the item."""
    return (
        db.session.scalar(sa.select(MinutesLine.id).where(MinutesLine.agenda_item_id == item.id).limit(1)) is not None
    )


def carry(item: AgendaItem, target: Meeting, moving: bool) -> AgendaItem:
    """Move or copy an item to the end of another meeting's agenda. What has minutes can only be copied."""
    source = item.meeting
    require_open(source)
    _require_prepared(target)
    if target is source:
        raise Refused(gettext("Acara ini sudah ada di agenda rapat itu."))
    if not moving:
        audit.note(target, "copied_here", **{audit.WHICH: item.title}, **_named(source))
        return append(target, **facts_of(item))
    if has_minutes(item):
        raise Refused(gettext("Acara ini sudah berisi notula sehingga hanya dapat disalin."))
    item.stop(now())
    item.used_seconds = 0  # the clock was that of the meeting which it leaves
    item.position, item.meeting = _end(target), target
    follow(item.id, target.id)
    audit.note(source, "carried_away", **{audit.WHICH: item.title}, **_named(target))
    audit.note(target, "carried_here", **{audit.WHICH: item.title}, **_named(source))
    return item


def propose(meeting: Meeting, agency_id: int, who: str, **values: Any) -> AgendaProposal:
    """Ask for an agenda item of an announced meeting, in the name of an invited agency."""
    require_announced(meeting)
    agency = db.session.get_one(Agency, agency_id)
    proposal = AgendaProposal(
        meeting_id=meeting.id, agency_id=agency.id, agency_name=agency.name, added_name=who, **values
    )
    db.session.add(proposal)
    return proposal


def require_announced(meeting: Meeting) -> None:
    """Refuse proposals for a meeting that nobody was told of yet, or that has begun."""
    if meeting.state is not MeetingState.ANNOUNCED:
        raise Refused(gettext("Acara hanya dapat diusulkan selama rapat berstatus diumumkan."))


def accept(proposal: AgendaProposal) -> AgendaItem:
    """Put a proposal onto the agenda; the agency presents it."""
    item = append(
        proposal.meeting,
        kind=AgendaKind.DISCUSSION,
        title=proposal.title,
        presenter=proposal.agency_name[:200],
        planned_minutes=proposal.planned_minutes,
    )
    proposal.accept(item)
    return item


def _require_prepared(meeting: Meeting) -> None:
    if meeting.state not in PREPARED:
        raise Refused(gettext("Rapat ini sudah berstatus %(state)s.", state=str(meeting.state.label)))
