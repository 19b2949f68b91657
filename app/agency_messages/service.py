"""Writing down that an agency was told: on the message, and in the history of every thing that it named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from flask_babel import gettext

from app import audit
from app.accounts.identity import Identity
from app.agencies.models import Agency
from app.agency_messages.models import UNDO_WITHIN, AgencyMessage
from app.agency_messages.texts import Named
from app.clock import now
from app.commitments.models import Commitment
from app.extensions import db
from app.monitoring import bulk
from app.monitoring.bulk import ReminderChannel
from app.refusal import Refused
from app.tasks.models import Task


def tell(agency: Agency, text: str, named: Named, channel: ReminderChannel, who: Identity) -> AgencyMessage:
    """Write down that this text was given to the agency; what is no longer its turn is not marked as reminded."""
    instant = now()
    before = {each.id: each.reminded_at for each in _locked(named.commitments)}
    marked = [each.id for each in bulk.remind(who, before, channel, instant) if not each.refusal]
    tasks = _tasks(named.tasks)
    for task in tasks:
        audit.note(task, "reminded", agency=agency.name, channel=channel.label.text)
    message = AgencyMessage(
        agency_id=agency.id, at=instant, channel=channel, noted_name=who.name, text=text, number=named.number,
        commitments=[[key, _written(before[key])] for key in marked], tasks=[task.id for task in tasks],
    )  # fmt: skip
    db.session.add(message)
    db.session.flush()
    return message


def undo(message: AgencyMessage) -> None:
    """Take the mark back; what was marked again since stays so. Raises Refused once a day has passed."""
    if message.undone_at:
        return
    if now() - message.at > UNDO_WITHIN:
        raise Refused(gettext("Tanda kirim hanya dapat diurungkan dalam 24 jam."))
    message.undone_at = now()
    before = dict(message.commitments)
    for commitment in _locked(before):
        if commitment.reminded_at == message.at:
            earlier = before[commitment.id]
            commitment.reminded_at = dt.datetime.fromisoformat(earlier) if earlier else None
            audit.note(commitment, "reminder_undone")
    for task in _tasks(message.tasks):
        audit.note(task, "reminder_undone")


def _locked(keys: Collection[int]) -> Sequence[Commitment]:
    rows = sa.select(Commitment).where(Commitment.id.in_(keys)).order_by(Commitment.id)
    return db.session.scalars(rows.with_for_update(of=Commitment)).all()


def _tasks(keys: Collection[int]) -> Sequence[Task]:
    return db.session.scalars(sa.select(Task).where(Task.id.in_(keys), Task.trashed_at.is_(None))).all()


def _written(instant: dt.datetime | None) -> str | None:
    return instant.isoformat() if instant else None
