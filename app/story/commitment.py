"""The story of one commitment, from the line of the minutes to the verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.clock import at
from app.commitments.models import Commitment
from app.commitments.states import ChangeKind, CommitmentState
from app.extensions import fetch
from app.formats import date_short
from app.policy import Holder
from app.story import queries
from app.story.changing import change_moments
from app.story.events import Moment, Topic, in_order
from app.story.history import history_moments
from app.story.reporting import finding_moments, report_moments
from app.story.voices import Voices
from app.story.working import task_moments


@dataclass
class Sources:
    """All rows that one story is drawn from."""

    commitment: Commitment
    meetings: Sequence[Any]
    changes: Sequence[Any]
    reports: Sequence[Any]
    findings: Sequence[Any]
    parts: Sequence[Any]
    events: Sequence[Any]
    tasks: Sequence[Any]

    @property
    def page(self) -> str:
        """The commitment's page."""
        return f"/komitmen/{self.commitment.id}"

    def of_kind(self, kind: str) -> list[Any]:
        """The parts of one kind."""
        return [row for row in self.parts if row.kind == kind]

    def agency_at(self, instant: dt.datetime) -> str:
        """The name of the agency that answered for it then."""
        later = (row for row in self.changes if row.at > instant and "lead_agency_name" in row.before)
        moved = next(later, None)
        return str(moved.before["lead_agency_name"]) if moved else self.commitment.lead_agency_name


def sources_of(commitment: Commitment, who: Holder) -> Sources:
    """Fetch them; seven queries, however long the story is."""
    key = {"commitment_id": commitment.id}
    return Sources(
        commitment, fetch(queries.origin(who), **key), fetch(queries.CHANGES, **key), fetch(queries.REPORTS, **key),
        fetch(queries.FINDINGS, **key), fetch(queries.PARTS, **key), fetch(queries.EVENTS, **key),
        fetch(queries.TASKS_OF_COMMITMENT, **key)[::-1],
    )  # fmt: skip


def story_of_commitment(commitment: Commitment, who: Holder) -> list[Moment]:
    """Return every moment of a commitment, oldest first. At most nine queries."""
    known = sources_of(commitment, who)
    moments = [
        *_meetings(known), *history_moments(known), *change_moments(known), *report_moments(known),
        *finding_moments(known), *_supports(known), *_milestones(known), *_files(known), *_comments(known),
        *task_moments(known.tasks), *_end(known),
    ]  # fmt: skip
    posts = [row.after.get("post_id") for row in known.changes]
    Voices(moments, [each for each in posts if each]).name(moments)
    return in_order(moments)


def _meetings(known: Sources) -> list[Moment]:
    moments = []
    for row in known.meetings:
        instant = row.opened_at or row.starts_at
        if row.depth == 0 and row.line_id:
            moments.append(line_moment(row))
        elif row.depth and row.was_held and _was_open_at(known, row.depth, instant):
            sentence = gettext("Ditindaklanjuti dalam rapat berikutnya")
            moment = Moment("follow_up", instant, sentence, row.minute_taker, icon="refresh", is_key=False)
            moment.href = f"/rapat/{row.id}/notula"
            moment.tell(gettext("Rapat"), f"{row.reference} {row.theme}", f"/rapat/{row.id}")
            moments.append(moment)
    return moments


def line_moment(row: Any) -> Moment:
    """The line of the minutes that it came from, as decided."""
    href = f"/rapat/{row.id}/notula#butir-{row.line_id}"
    sentence = gettext("Dicatat sebagai butir notula")
    moment = Moment("line", row.said_at or row.starts_at, sentence, row.minute_taker, icon="file-text", tone="info")
    moment.href, moment.rank = href, -2
    moment.tell(gettext("Rapat"), f"{row.reference} {row.theme}", f"/rapat/{row.id}")
    moment.tell(gettext("Acara rapat"), row.title)
    moment.tell(gettext("Butir notula"), row.text, href)
    return moment


def _was_open_at(known: Sources, depth: int, instant: dt.datetime) -> bool:
    """The next meeting shows all of the one before; those after it only what is still open."""
    return depth == 1 or known.commitment.is_open or instant <= known.commitment.waiting_since


def _supports(known: Sources) -> list[Moment]:
    moments = []
    for row in known.of_kind("support"):
        name, key = _actor(known, "commitment_support", row.id, "created")
        sentence = gettext("%(agency)s diminta mendukung", agency=row.who)
        moment = Moment("support_asked", row.at, sentence, name, key, "users", rank=1, href=known.page)
        moment.tell(gettext("Peran"), row.text)
        moments.append(moment)
        if row.later:
            moments.append(_answer(row, known))
    return moments


def _answer(row: Any, known: Sources) -> Moment:
    name, key = _actor(known, "commitment_support", row.id, "changed")
    moment = Moment("support_answered", row.later, "", name or row.who, key, href=known.page)
    if row.state == "accepted":
        moment.sentence = gettext("%(agency)s bersedia mendukung", agency=row.who)
        moment.icon, moment.tone = "check", "ok"
    else:
        moment.sentence = gettext("%(agency)s tidak bersedia mendukung", agency=row.who)
        moment.icon, moment.tone = "ban", "danger"
    moment.tell(gettext("Alasan"), row.note)
    return moment


def _milestones(known: Sources) -> list[Moment]:
    moments = []
    for row in known.of_kind("milestone"):
        event = _last(known, "milestone", row.id, "reached_on")
        sentence = gettext("Tahapan tercapai: %(title)s", title=row.text)
        moment = Moment("milestone", at(row.day, dt.time()), sentence, icon="flag", tone="ok", href=known.page)
        moment.has_time = event is not None
        if event:
            moment.at, moment.who, moment.who_id = event.at, event.actor_name, event.actor_id
            moment.tell(gettext("Tercapai pada"), date_short(row.day))
        moments.append(moment)
    return moments


def _actor(known: Sources, subject: str, key: int, action: str) -> tuple[str, int | None]:
    for event in reversed(known.events):
        if (event.subject_type, event.subject_id, event.action) == (subject, key, action):
            return event.actor_name, event.actor_id
    return "", None


def _last(known: Sources, subject: str, key: int, column: str) -> Any:
    own = (e for e in reversed(known.events) if (e.subject_type, e.subject_id) == (subject, key))
    return next((event for event in own if column in event.changes), None)


def _files(known: Sources) -> list[Moment]:
    rounds = {row.id: row.round for row in known.reports}
    moments = []
    for row in known.of_kind("file"):
        kind = gettext("Menambahkan berkas") if row.other else gettext("Menambahkan tautan")
        href = f"{known.page}#putaran-{rounds.get(row.number, '')}"
        moment = Moment("file", row.at, kind, row.who, row.who_id, icon="paperclip" if row.other else "link",
                        topic=Topic.FILES, is_key=False, href=href)  # fmt: skip
        moment.tell(gettext("Berkas"), row.text, f"/berkas/{row.other}" if row.other and not row.later else "")
        moment.tell(gettext("Untuk"), gettext("Laporan putaran %(number)s", number=rounds.get(row.number, "")))
        moments.append(moment)
    return moments


def _comments(known: Sources) -> list[Moment]:
    moments = []
    for row in known.of_kind("comment"):
        who = ", ".join(filter(None, (row.who, row.note)))
        moment = Moment("comment", row.at, gettext("Berkomentar"), who, None, "message", topic=Topic.COMMENTS)
        moment.href, moment.is_key = f"{known.page}#komentar-{row.id}", False
        if row.number:
            moment.tell(gettext("Tentang"), gettext("Laporan putaran %(number)s", number=row.number))
        removed = gettext("Komentar dihapus oleh %(name)s.", name=row.state) if row.later else ""
        moment.tell(gettext("Komentar"), removed or row.text)
        moments.append(moment)
    return moments


def _end(known: Sources) -> list[Moment]:
    """How it ended, where no act of its own tells that."""
    c = known.commitment
    if c.state is CommitmentState.VERIFIED:
        sentence = gettext("Selesai: yang dijanjikan terverifikasi seluruhnya")
        moment = Moment("verified", c.waiting_since, sentence, icon="circle-check", tone="ok", topic=Topic.REPORTS)
    elif c.state is CommitmentState.CANCELLED and not any(row.kind is ChangeKind.CANCELLED for row in known.changes):
        moment = Moment("cancelled", c.waiting_since, gettext("Dibatalkan"), icon="ban", topic=Topic.CHANGES)
        event = next((e for e in reversed(known.events) if e.changes.get("state", ("", ""))[1] == "cancelled"), None)
        if event:
            moment.who, moment.who_id = event.actor_name, event.actor_id
        moment.tell(gettext("Alasan"), c.cancel_reason)
    else:
        return []
    moment.href, moment.rank = known.page, 5
    return [moment]
