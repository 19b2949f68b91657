"""The letterhead (kop naskah dinas) of an agency."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.agencies.models import Agency
from app.documents.models import Letterhead
from app.extensions import fetch
from app.files.models import StoredFile
from app.files.service import path_of

_SET = (
    sa.select(Letterhead.upper, Letterhead.contact, Letterhead.city, StoredFile.sha256)
    .outerjoin(StoredFile, StoredFile.id == Letterhead.picture_id)
    .where(Letterhead.agency_id == sa.bindparam("agency_id", type_=sa.BigInteger))
)


def letterhead_of(agency: Agency, day: dt.date) -> dict[str, Any]:
    """Return what the head of a paper says, with the name that the agency had on `day`.

    `logo` is the picture itself, None without one: `typeset` hands the templates a name to read it by. `city` stands
    before the day of a paper ("Palopo, 25 April 2019") and may be empty.
    """
    found = fetch(_SET, agency_id=agency.id)
    upper, contact, city, digest = found[0] if found else ("", "", "", None)
    return {"upper": upper, "name": agency.name_on(day), "address": agency.address, "contact": contact, "city": city,
            "logo": _picture(digest) if digest else None}  # fmt: skip


def _picture(digest: str) -> bytes | None:
    try:
        return path_of(digest).read_bytes()
    except OSError:
        current_app.logger.error("letterhead: the picture %s is missing", digest)
        return None  # a paper without its emblem is better than none
