"""Acts after agreement as moments: what it was, what it became, and why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from app.commitments.models import Commitment
from app.commitments.states import ChangeKind
from app.formats import date_short, number
from app.story.events import Moment, Topic
from app.story.voices import PostNamed

if TYPE_CHECKING:
    from app.story.commitment import Sources

K = ChangeKind
NUMBERS = ("target", "baseline")


def change_moments(known: Sources) -> list[Moment]:
    """One moment for each change."""
    return [_moment(row, known.page) for row in known.changes]


def _moment(row: Any, page: str) -> Moment:
    kind: ChangeKind = row.kind
    moment = Moment(kind.value, row.at, _sentence(row), row.by_name, row.by_id, kind.icon, kind.tone, Topic.CHANGES,
                    href=page, rank=2)  # fmt: skip
    if kind is K.REWORDED:
        for key, new in row.after.items():
            label = Commitment.__table__.c[key].info["label"]
            moment.tell(label, f"{_shown(key, row.before.get(key))} → {_shown(key, new)}")
    if kind is K.HANDED_OVER and row.after.get("post_id"):
        moment.tell(gettext("Jabatan"), PostNamed(row.after["post_id"]))
    if kind is not K.WAIVED:
        moment.tell(gettext("Alasan"), row.reason.label)
    moment.tell(gettext("Catatan"), row.note)
    return moment


def _sentence(row: Any) -> str:
    before, after = row.before, row.after
    if row.kind is K.REDATED:
        return gettext("Tenggat diubah: %(old)s → %(new)s", old=_day(before["due"]), new=_day(after["due"]))
    if row.kind is K.HANDED_OVER and "lead_agency_name" in after:
        return gettext(
            "Diserahkan dari %(old)s kepada %(new)s", old=before["lead_agency_name"], new=after["lead_agency_name"]
        )
    if row.kind is K.HANDED_OVER:
        return (
            gettext("Diserahkan kepada jabatan lain di instansi yang sama")
            if after.get("post_id")
            else gettext("Diserahkan kepada narahubung instansinya")
        )
    if row.kind is K.SUSPENDED and after.get("suspended_until"):
        return gettext("Ditangguhkan sampai %(day)s", day=_day(after["suspended_until"]))
    if row.kind is K.REOPENED:
        return gettext("Hasil pemeriksaan putaran %(number)s dibuka kembali", number=after.get("round", ""))
    return str(row.kind.label)


def _day(value: Any) -> str:
    return date_short(dt.date.fromisoformat(value)) if value else "–"


def _shown(key: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    return number(Decimal(value)) if key in NUMBERS else str(value)
