"""Calendar files (RFC 5545): entries in, octets out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.clock import ZONE, local
from app.prose import straight

if TYPE_CHECKING:
    from icalendar import Calendar, Event

SPACE = uuid.UUID("0d9b5f0a-6f5e-5a5e-9d2a-3c1f0f6f7a11")  # what makes our names differ from those of others
EVERY = dt.timedelta(hours=6)  # how often calendars are asked to look again


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar: a whole day when `starts` is a date, else hours in Palopo.

    `uid` stays for ever, `sequence` only rises, `changed_at` is when what it says last changed. The lines of
    `description` stand below each other; no text needs to be clean.
    """

    uid: str
    sequence: int
    changed_at: dt.datetime
    starts: dt.date
    summary: str
    description: Iterable[str]
    url: str
    ends: dt.datetime | None = None
    location: str = ""
    status: str = "CONFIRMED"


def uid_of(*facts: object) -> str:
    """Return a name that no other thing has, here or on another site, if the facts hold the instant of its making."""
    return f"{uuid.uuid5(SPACE, ' '.join(str(fact) for fact in facts))}@sinergi"


def calendar_of(
    entries: Iterable[Entry], product: str, *, method: str = "PUBLISH", name: str = "",
    made_at: dt.datetime | None = None,
) -> bytes:  # fmt: skip
    """Return the file. `name` is what programs call a calendar that they subscribe to, and look at again in a while;
    `made_at` is the instant of the file, else that of each entry. The library is loaded by the first file.
    """
    from icalendar import Calendar, Timezone

    calendar = Calendar()
    for key, value in (("version", "2.0"), ("prodid", f"-//Sinergi//{product}//ID"), ("method", method)):
        calendar.add(key, value)
    if name:
        _subscribed(calendar, straight(name))
    for entry in entries:
        calendar.add_component(_event(entry, made_at or entry.changed_at))
    calendar.add_missing_timezones()
    if not calendar.subcomponents:  # a calendar holds something at least
        calendar.add_component(Timezone.from_tzid(ZONE.key))
    return bytes(calendar.to_ical())


def _subscribed(calendar: Calendar, name: str) -> None:
    from icalendar import vText

    for key, value in (("name", name), ("x-wr-calname", name), ("x-wr-timezone", ZONE.key)):
        calendar.add(key, vText(value))
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{EVERY.seconds // 3600}H")


def _event(entry: Entry, stamp: dt.datetime) -> Event:
    from icalendar import Event

    event = Event()
    for key, value in (
        ("uid", entry.uid), ("dtstamp", stamp.replace(microsecond=0)), ("sequence", entry.sequence),
        ("last-modified", entry.changed_at.replace(microsecond=0)), ("summary", straight(entry.summary)),
        ("description", "\n".join(straight(line) for line in entry.description)), ("url", entry.url),
        ("status", entry.status), *_times(entry),
    ):  # fmt: skip
        event.add(key, value)
    if entry.location:
        event.add("location", straight(entry.location))
    return event


def _times(entry: Entry) -> list[tuple[str, Any]]:
    if not isinstance(entry.starts, dt.datetime):
        following = entry.starts + dt.timedelta(days=1)
        return [("dtstart", entry.starts), ("dtend", following), ("transp", "TRANSPARENT")]
    times: list[tuple[str, Any]] = [("dtstart", _wall(entry.starts))]
    if entry.ends and entry.ends > entry.starts:
        times.append(("dtend", _wall(entry.ends)))
    return times


def _wall(instant: dt.datetime) -> dt.datetime:
    return local(instant).replace(second=0, microsecond=0)
