"""Gathering what a paper is made of. Typesetting comes after that, when no transaction is open any more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext

from app.agreement.models import SignerRole
from app.agreement.snapshot import Snapshot
from app.agreement.versions import MinutesVersion
from app.documents import queries
from app.documents.compilation import MOST_LETTERS, MOST_MEETINGS, MOST_ROWS, compilation
from app.documents.letterhead import letterhead_of
from app.documents.models import ActivityReport, Letterhead
from app.documents.notula import notula
from app.documents.papers import Record, Seal, without_internal
from app.extensions import db, fetch
from app.files.service import path_of
from app.formats import number
from app.meetings.models import Meeting, MeetingState
from app.minutes.record import record_of
from app.refusal import Refused
from app.series.models import MeetingSeries

MOST_PHOTOS = 12
REPORT_TEXTS = (
    "general", "basis", "purpose", "scope", "activities", "results", "conclusion", "closing", "signer",
    "signer_position", "annexes",
)  # fmt: skip


def signed_version(meeting: Meeting) -> tuple[Record, Seal] | None:
    """Return the minutes as both signed them, and their seal; None while that has not been done, or was struck."""
    valid = sa.and_(MinutesVersion.meeting_id == meeting.id, MinutesVersion.struck_at.is_(None))
    version = db.session.scalars(sa.select(MinutesVersion).where(valid)).one_or_none()
    return _sealed(version) if version and version.is_valid else None


def minutes_of(meeting: Meeting, number: int | None = None) -> tuple[Record, Seal | None]:
    """Return the minutes that papers are made of: those of a version, else as they were signed, else as they stand now
    without a seal. Raises Refused when there is no version of that number."""
    if number is None:
        return signed_version(meeting) or (record_of(meeting), None)
    one = sa.and_(MinutesVersion.meeting_id == meeting.id, MinutesVersion.number == number)
    version = db.session.scalars(sa.select(MinutesVersion).where(one)).one_or_none()
    if version is None:
        raise Refused(gettext("Notula rapat ini tidak mempunyai versi %(number)s.", number=number))
    return _sealed(version)


def _sealed(version: MinutesVersion) -> tuple[Record, Seal]:
    """A version as data: its record, and what its papers print of number, fingerprint and signatures (`Seal`)."""
    parts = {SignerRole.CHAIR: "chair", SignerRole.TAKER: "minute_taker"}
    signatures = [
        {"role": parts[each.role], "name": each.name, "position": each.position, "at": each.at.isoformat(),
         "on_behalf": each.on_behalf}
        for each in version.signatures
    ]  # fmt: skip
    seal = {"number": version.number, "sha256": version.sha256, "signatures": signatures,
            "struck": version.struck_at is not None}  # fmt: skip
    return Snapshot(version.content).record, seal


def head_of(meeting: Meeting) -> dict[str, Any]:
    """Return the letterhead of who called the meeting."""
    return letterhead_of(meeting.convener, meeting.day)


def require_held(meeting: Meeting) -> None:
    """Refuse papers about a meeting that did not begin."""
    if meeting.state is MeetingState.CANCELLED:
        raise Refused(gettext("Rapat ini dibatalkan, jadi tidak ada dokumennya."))
    if not meeting.is_held:
        raise Refused(gettext("Dokumen ini tersedia setelah rapat dimulai."))


def notula_of(meeting: Meeting, copy: bool, with_photos: bool, number: int | None = None) -> dict[str, Any]:
    """Return the minutes of a meeting, or a version of them, as their templates draw them."""
    record, seal = minutes_of(meeting, number)
    photos = photos_of(without_internal(record) if copy else record) if with_photos else None
    return notula(record, head_of(meeting), seal, copy, photos)


def photos_of(record: Record) -> dict[str, Any]:
    """Return small pictures of the lines' photos, the first twelve, and how many more there are."""
    named = [
        (photo, line["number"]) for item in record["items"] for line in item["lines"] for photo in line["photos"]
    ]  # fmt: skip
    ids = [photo for photo, _ in named[:MOST_PHOTOS]]
    digests = {row.id: row.sha256 for row in fetch(queries.FILES, ids=ids)} if ids else {}
    shown = [
        {"picture": picture, "alt": f"Foto butir {place}", "caption": f"Butir {place}"}
        for photo, place in named[:MOST_PHOTOS]
        if (picture := _small(digests.get(photo)))
    ]
    return {"shown": shown, "more": len(named) - len(shown)}


def _small(digest: str | None) -> bytes | None:
    try:
        return path_of(digest, small=True).read_bytes() if digest else None
    except OSError:
        current_app.logger.error("documents: the small picture of %s is missing", digest)
        return None


def report_of(meeting_id: int) -> ActivityReport | None:
    """Return the texts of a meeting's activity report, None before they were first saved."""
    return db.session.scalars(sa.select(ActivityReport).where(ActivityReport.meeting_id == meeting_id)).one_or_none()


def letterhead_row(agency_id: int) -> Letterhead | None:
    """Return what was set for an agency's letterhead, None before it was first saved."""
    return db.session.scalars(sa.select(Letterhead).where(Letterhead.agency_id == agency_id)).one_or_none()


def compile_minutes(series: MeetingSeries, first: dt.date, last: dt.date) -> dict[str, Any]:
    """Return the minutes of a series over a period. Raises Refused when there are none, or too many."""
    statement, values = queries.held_in(series.id, first, last)
    meetings = list(db.session.scalars(statement, values).unique())
    if not meetings:
        raise Refused(gettext("Tidak ada rapat yang sudah berlangsung dalam kurun waktu ini."))
    _expect_room([meeting.id for meeting in meetings])
    parts = []
    for meeting in meetings:
        record, seal = minutes_of(meeting)
        parts.append((record, notula(record, head_of(meeting), seal, copy=True)))
    return compilation(series.name, first, last, head_of(meetings[-1]), parts)


def _expect_room(meeting_ids: list[int]) -> None:
    """Refuse to compile what would fill the memory."""
    rows, letters = queries.size_of(meeting_ids)
    if len(meeting_ids) <= MOST_MEETINGS and rows <= MOST_ROWS and letters <= MOST_LETTERS:
        return
    limits = {"rows": number(MOST_ROWS), "letters": number(MOST_LETTERS)}
    raise Refused(
        gettext(
            "Satu himpunan memuat paling banyak %(meetings)s rapat, %(rows)s butir dan nama, serta %(letters)s huruf. "
            "Persempit kurun waktunya.",
            meetings=MOST_MEETINGS,
            **limits,
        )
    )
