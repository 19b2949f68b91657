"""Feeds: making and ending their links, and what a link shows. Texts are Indonesian, whoever subscribes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext

from app import calendars, guests
from app.accounts.models import User
from app.calendars import Entry, uid_of
from app.clock import local, now, today
from app.columns import Labelled
from app.extensions import db, fetch
from app.feeds import queries
from app.feeds.models import Feed
from app.feeds.queries import MOST, SEES_ALL, Window
from app.invitations.calendar_file import entry_of
from app.invitations.messages import meeting_link
from app.invitations.queries import calls_of
from app.refusal import Refused
from app.whatsapp import public

PURPOSE = "feed"


def address_of(feed: Feed) -> str:
    """Return the secret address to subscribe to."""
    return public(url_for("feeds.show", token=guests.seal(PURPOSE, feed.id, feed.nonce)))


def opened_by(token: str) -> Feed | None:
    """Return the feed that a link opens, None when it was altered, revoked or replaced."""
    facts = guests.unseal(PURPOSE, token, 2)
    feed = db.session.get(Feed, facts[0]) if facts else None
    return feed if feed and facts and feed.nonce == facts[1] and feed.is_live else None


def make(shown: int, by: str, *, user_id: int | None = None, agency_id: int | None = None) -> Feed:
    """Make a link; one that is in use opens nothing from now on. `shown` is the id of the last one, as the person saw.

    Raises Refused when another link came into use meanwhile.
    """
    revoke(shown, user_id=user_id, agency_id=agency_id)
    db.session.flush()  # the old one ends before the new one begins: of two live ones the database would refuse one
    feed = Feed(user_id=user_id, agency_id=agency_id, created_name=by)
    db.session.add(feed)
    return feed


def revoke(shown: int, *, user_id: int | None = None, agency_id: int | None = None) -> None:
    """End the link in use. Raises Refused when it is not the one that was shown."""
    if user_id:
        db.session.execute(sa.select(User.id).where(User.id == user_id).with_for_update())
    feed = queries.newest(user_id=user_id, agency_id=agency_id)
    if feed and feed.id != shown:
        raise Refused(gettext("Tautan ini baru saja diganti. Yang berlaku sekarang tampil di bawah."))
    if feed and feed.is_live:
        feed.revoked_at = now()


def contents(feed: Feed) -> bytes | None:
    """Return the calendar as it is now; None when its owner holds no post any more, or the agency has ended."""
    if feed.agency_id:
        names = fetch(queries.NAME_OF, agency_id=feed.agency_id)
        return _calendar(names[0].name, {feed.agency_id}, False) if names else None
    seats = fetch(queries.SEATS, user_id=feed.user_id)
    if not seats:
        return None
    sees_all = any(seat.role in SEES_ALL for seat in seats)
    return _calendar(seats[0].name, {seat.agency_id for seat in seats}, sees_all)


def _calendar(name: str, agency_ids: Collection[int], sees_all: bool) -> bytes:
    entries = [*_meetings(None if sees_all else agency_ids), *_promises(agency_ids), *_parts(agency_ids)]
    day = today()
    entries.sort(key=lambda each: (_day(each) < day, _day(each), each.uid))
    return calendars.calendar_of(entries[:MOST], "Langganan", name=f"Sinergi – {name}")


def _day(entry: Entry) -> dt.date:
    return local(entry.starts).date() if isinstance(entry.starts, dt.datetime) else entry.starts


def _meetings(agency_ids: Collection[int] | None) -> Iterator[Entry]:
    rows = fetch(queries.meetings(agency_ids))
    calls = calls_of([row.id for row in rows])
    for row in rows:
        about = [f"{row.reference}, {_word(row.state)}", meeting_link(row)]
        yield entry_of(row, calls[row.id], about)


def _promises(agency_ids: Collection[int]) -> Iterator[Entry]:
    window = Window(today())
    for row in fetch(queries.promises(agency_ids)):
        link = public(f"/komitmen/{row.id}")
        for kind, word, day in (("due", "Tenggat", row.due), ("report", "Laporan berkala", row.report_due)):
            if window.holds(day):
                uid = uid_of("commitment", kind, row.id, row.reference, row.created_at.isoformat())
                yield _deadline(row, uid, row.updated_at, day, word, link)


def _parts(agency_ids: Collection[int]) -> Iterator[Entry]:
    for row in fetch(queries.parts(agency_ids)):
        uid = uid_of("task_part", row.id, row.reference, row.created_at.isoformat())
        changed = max(row.updated_at, row.part_updated_at)
        yield _deadline(row, uid, changed, row.due, "Tenggat", public(f"/tugas/{row.task_id}#bagian-{row.id}"))


def _deadline(row: Any, uid: str, changed: dt.datetime, day: dt.date, word: str, link: str) -> Entry:
    about = [f"{row.agency_name}, {_word(row.state)}", link]
    return Entry(uid, row.version, changed, day, f"{word} {row.reference}: {row.title}", about, link)


def _word(state: Labelled) -> str:
    return f"status: {str(state.label.text).lower()}"
