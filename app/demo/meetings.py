"""How the demo's meetings are played: called, held, and typed line by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from app.attendance.service import invite
from app.clock import ZONE, at, local, now
from app.commitments.service import propose
from app.demo.arrivals import mark, walk_in
from app.demo.details import add_parts, terms_of
from app.demo.invitations import plan_cancellation, plan_invitation
from app.demo.jobs import JOBS
from app.demo.promises_kept import KEPT
from app.demo.promises_open import OPEN
from app.demo.shapes import Gathering, Item, Line
from app.demo.stage import SECRETARIAT, Stage
from app.demo.timeline import MORNING
from app.extensions import db
from app.formats import official_date
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import Meeting, MeetingKind, MeetingState
from app.meetings.service import begin_item
from app.minutes.models import LineKind, MinutesLine
from app.references import next_reference
from app.series.topics import FRAME
from app.tasks.service import create

PROMISES = KEPT | OPEN
HELD = (MeetingState.RUNNING, MeetingState.CLOSED)
LENGTH = dt.timedelta(hours=3)


def example(text: str) -> str:
    """Mark an invented text as what it is."""
    return text if "(contoh)" in text else f"{text} (contoh)"


def plan_meeting(stage: Stage, plan: Gathering) -> None:
    """Plan one meeting from its calling to the state that it has today."""
    who = SECRETARIAT if plan.recorded else ""
    start = _start(stage, plan)
    called = min(start - dt.timedelta(days=10), stage.timeline.started - dt.timedelta(days=2))
    meeting = _call(stage, plan, start)
    stage.timeline.add(called, who, partial(_enter, stage, meeting, plan, start))
    if plan.state is not MeetingState.DRAFT:
        stage.timeline.add(called + dt.timedelta(hours=1), who, meeting.announce)
        plan_invitation(stage, meeting, plan, called)
    if plan.state is MeetingState.CANCELLED:
        stage.timeline.add(start - dt.timedelta(days=1), who, partial(meeting.cancel, plan.reason))
        plan_cancellation(stage, meeting, start - dt.timedelta(days=1))
    if plan.state not in HELD:
        return
    stage.timeline.add(start, who, meeting.start)
    if not plan.recorded:  # nobody timed it
        stage.timeline.add(start, who, lambda: meeting.agenda[0].stop(now()))
    stage.timeline.add(start + dt.timedelta(minutes=2), who, partial(mark, meeting, plan, stage.timeline.started))
    if plan.state is MeetingState.RUNNING:
        stage.timeline.add(start + dt.timedelta(minutes=12), "", partial(walk_in, meeting, stage.timeline.started))
    last = _plan_lines(stage, meeting, plan, start, who)
    if plan.state is MeetingState.CLOSED:
        closed = max(start + LENGTH, last)
        if plan.recorded:  # the rest of the time they talk on their feet
            end = min(last + dt.timedelta(minutes=plan.items[-1].minutes), closed)
            stage.timeline.add(end, who, lambda: meeting.agenda[-1].pause(now()))
        stage.timeline.add(closed, who, meeting.close)


def _start(stage: Stage, plan: Gathering) -> dt.datetime:
    """Nine in the morning; a meeting that runs now began three quarters of an hour ago, but not yesterday."""
    if plan.state is MeetingState.RUNNING:
        wall = local(stage.timeline.started) - dt.timedelta(minutes=45)
        midnight = dt.datetime.combine(stage.timeline.day(0), dt.time(), ZONE)
        return max(wall.replace(minute=wall.minute // 15 * 15, second=0, microsecond=0), midnight)
    return at(plan.day if isinstance(plan.day, dt.date) else stage.timeline.day(plan.day), MORNING)


def _call(stage: Stage, plan: Gathering, start: dt.datetime) -> Meeting:
    return Meeting(
        kind=plan.kind, venue=plan.venue, starts_at=start, ends_at=start + LENGTH,
        theme=example(plan.theme) if plan.recorded else plan.theme,
        chair=plan.chair, chair_position=plan.chair_position, minute_taker=plan.minute_taker,
        letter_number=plan.letter, letter_date=local(start).date() - dt.timedelta(days=10) if plan.letter else None,
    )  # fmt: skip


def _enter(stage: Stage, meeting: Meeting, plan: Gathering, start: dt.datetime) -> None:
    """Write the meeting down with its invitations and agenda."""
    meeting.reference = next_reference("R", local(start).year)
    meeting.convener = stage.offices["bnn"]
    meeting.series_id = stage.series[plan.kind].id if plan.kind in stage.series else None
    last = _last(stage, plan.kind) if plan.goes_on else None
    meeting.previous_id = last.id if last else None
    stage.meetings.append(meeting)
    for guest in plan.guests:
        invite(meeting, stage.offices[guest.office])
    for number, item in enumerate(plan.items, 1):
        meeting.agenda.append(_agenda_item(number, item, last))
    db.session.add(meeting)


def _last(stage: Stage, kind: MeetingKind) -> Meeting:
    """The last meeting of a kind that was held."""
    return next(each for each in reversed(stage.meetings) if each.kind is kind and each.is_held)


def _agenda_item(number: int, item: Item, last: Meeting | None) -> AgendaItem:
    title = item.title
    if last and item.kind is AgendaKind.FOLLOW_UP:
        title = f"{title} {official_date(last.starts_at, 'd MMMM y')}"
    known = [each for each in last.agenda if each.title == title and each.kind not in FRAME] if last else []
    return AgendaItem(
        position=number, kind=item.kind, title=title, presenter=item.presenter, planned_minutes=item.minutes,
        topic_id=known[0].id if known else None,
    )  # fmt: skip


def _plan_lines(stage: Stage, meeting: Meeting, plan: Gathering, start: dt.datetime, who: str) -> dt.datetime:
    """Plan the typing, one line every few minutes; return when the last is written."""
    instant = start + dt.timedelta(minutes=5)
    mark = example if plan.recorded else str
    for number, item in enumerate(plan.items):
        for position, line in enumerate(item.lines, 1):
            if position == 1 and plan.recorded:
                stage.timeline.add(instant, who, partial(_begin, meeting.agenda, number))
            stage.timeline.add(instant, who, partial(_write, stage, meeting.agenda, number, position, line, mark))
            instant += dt.timedelta(minutes=4)
    return instant


def _begin(agenda: list[AgendaItem], item: int) -> None:
    begin_item(agenda[item], now())


def _write(
    stage: Stage, agenda: list[AgendaItem], item: int, position: int, line: Line, mark: Callable[[str], str]
) -> None:
    """Type one line; a commitment or task line makes its commitment or task at once."""
    row = MinutesLine(
        agenda_item_id=agenda[item].id, meeting_id=agenda[item].meeting_id, position=position, kind=line.kind
    )
    author = stage.actors.get(SECRETARIAT)
    row.write(mark(line.text or _words(line)), author.id if author else None)
    db.session.add(row)
    db.session.flush()
    if line.kind is LineKind.COMMITMENT:
        _propose(stage, line.key, row)
    elif line.kind is LineKind.TASK:
        _share(stage, line.key, row)


def _words(line: Line) -> str:
    return PROMISES[line.key].statement if line.kind is LineKind.COMMITMENT else JOBS[line.key].title


def _propose(stage: Stage, key: str, row: MinutesLine) -> None:
    plan = PROMISES[key]
    stage.commitments[key] = propose(
        row.text, stage.offices[plan.office], stage.timeline.day(plan.due), terms_of(stage, key, plan),
        meeting_id=row.meeting_id, line_id=row.id,
    )  # fmt: skip
    add_parts(stage, key, stage.commitments[key])


def _share(stage: Stage, key: str, row: MinutesLine) -> None:
    plan = JOBS[key]
    agencies = [stage.offices[office] for office in plan.offices]
    stage.tasks[key] = create(
        row.text, agencies, stage.timeline.day(plan.due), detail=example(plan.detail), priority=plan.priority,
        meeting_id=row.meeting_id, line_id=row.id,
    )  # fmt: skip
