"""How a person wants to be told: the cadence of each event, quiet hours, the way; and what follows from it in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext, ngettext

from app.accounts.models import User
from app.deliveries.models import Bounce, Channel, Delivery, DeliveryState
from app.deliveries.planning import MORNING, is_quiet
from app.extensions import db
from app.notices.events import USUAL, Cadence, Event
from app.notices.models import QUIET_FROM, QUIET_UNTIL, MailState, Notice, NoticeChoice, NoticeHabit

Choices = Mapping[Event, Cadence]
_LETTERS = {cadence.value[0]: cadence for cadence in Cadence}


def choices_of(user_id: int) -> dict[Event, Cadence]:
    """Return the cadence of every event, chosen or usual."""
    rows = sa.select(NoticeChoice.event, NoticeChoice.cadence).where(NoticeChoice.user_id == user_id)
    return USUAL | {row.event: row.cadence for row in db.session.execute(rows)}


def habit_of(user_id: int) -> NoticeHabit:
    """Return how the person is told; what is usual is in no session."""
    usual = {"channel": Channel.MAIL, "phone": "", "quiet_from": QUIET_FROM, "quiet_until": QUIET_UNTIL}
    return db.session.get(NoticeHabit, user_id) or NoticeHabit(user_id=user_id, **usual)


def choose(user_id: int, choices: Choices) -> None:
    """Keep these cadences, the last save wins, and plan anew what waits to be mailed."""
    lock(user_id)
    db.session.execute(sa.delete(NoticeChoice).where(NoticeChoice.user_id == user_id))
    db.session.add_all(
        NoticeChoice(user_id=user_id, event=event, cadence=cadence)
        for event, cadence in choices.items() if USUAL[event] is not cadence
    )  # fmt: skip
    _replan(user_id)


def settle(user_id: int, habit: NoticeHabit) -> None:
    """Keep how the person is told, and plan anew what waits to be mailed."""
    lock(user_id)
    db.session.merge(habit)
    _replan(user_id)


def stop(user_id: int) -> None:
    """Mail this person nothing any more, not even what is written already, unless a worker has it in hand."""
    choose(user_id, NOTHING)
    waits = Delivery.state == DeliveryState.WAITING, Delivery.leased_until.is_(None)
    mails = sa.select(Delivery.id).where(Delivery.user_id == user_id, Delivery.channel == Channel.MAIL, *waits)
    keys = db.session.scalars(mails.with_for_update(skip_locked=True)).all()
    back = sa.update(Notice).where(Notice.delivery_id.in_(keys)).values(mail_state=MailState.NONE, delivery_id=None)
    for statement in (back, sa.delete(Delivery).where(Delivery.id.in_(keys))):
        db.session.execute(statement.execution_options(synchronize_session=False))


def lock(user_id: int) -> None:
    """Who changes many of one person's rows waits here for others that do: two tabs, or the worker that bundles."""
    db.session.execute(sa.select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def _replan(user_id: int) -> None:
    # New ones too: a worker may just be planning them by what was chosen before, and is waited for.
    open_ = Notice.mail_state.in_((MailState.NEW, MailState.PLANNED))
    waiting = sa.update(Notice).where(Notice.user_id == user_id, open_)
    again = waiting.values(mail_state=MailState.NEW, mail_at=None)
    db.session.execute(again.execution_options(synchronize_session=False))


def code_of(choices: Choices) -> str:
    """Write cadences as letters in the order of events, for the address of a button that chooses them."""
    return "".join(choices[event].value[0] for event in Event)


def read_code(code: str) -> dict[Event, Cadence] | None:
    """Read such letters; None when they are not ours."""
    if len(code) != len(Event) or set(code) - set(_LETTERS):
        return None
    return {event: _LETTERS[letter] for event, letter in zip(Event, code, strict=True)}


def patterns() -> list[tuple[str, str]]:
    """What many want, as (code, name) pairs."""
    return [
        (code_of(USUAL), gettext("Seperti biasa")),
        (code_of(dict.fromkeys(Event, Cadence.DAILY)), gettext("Semua dalam satu ringkasan harian")),
        (code_of(NOTHING), gettext("Tanpa surel")),
    ]


NOTHING: Choices = dict.fromkeys(Event, Cadence.NEVER)


def outlook(choices: Choices, habit: NoticeHabit) -> list[tuple[str, str]]:
    """Say what will be sent when: a heading and a sentence for each cadence that is used."""
    counts = Counter(choices.values())
    quiet = is_quiet(MORNING, habit.quiet_from, habit.quiet_until)
    at = _clock(habit.quiet_until if quiet else MORNING)
    sayings = {Cadence.IMMEDIATE: _soon(habit), Cadence.DAILY: gettext("Setiap hari pukul %(at)s WITA.", at=at),
               Cadence.WEEKLY: gettext("Setiap Senin pukul %(at)s WITA.", at=at),
               Cadence.NEVER: gettext("Hanya di situs.")}  # fmt: skip
    kinds = {cadence: ngettext("%(num)s jenis", "%(num)s jenis", counts[cadence]) for cadence in counts}
    return [(f"{cadence.label} ({kinds[cadence]})", sayings[cadence]) for cadence in Cadence if cadence in counts]


def _soon(habit: NoticeHabit) -> str:
    if habit.quiet_from == habit.quiet_until:
        return gettext("Beberapa menit setelah kejadian, juga malam hari.")
    return gettext("Beberapa menit setelah kejadian; dari pukul %(first)s ditahan sampai pukul %(last)s WITA.",
                   first=_clock(habit.quiet_from), last=_clock(habit.quiet_until))  # fmt: skip


def _clock(time: dt.time) -> str:
    return f"{time:%H.%M}"


def is_paused(email: str) -> bool:
    """Tell whether nothing is sent to this address because mail servers refused it again and again."""
    paused = sa.select(Bounce.address).where(Bounce.address == email, Bounce.paused_at.is_not(None))
    return db.session.scalar(paused) is not None
