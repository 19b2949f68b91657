"""Minutes that wait for somebody on the way to their two signatures."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.accounts.identity import Identity
from app.agreement.queries import pending
from app.clock import now
from app.home.needs import MOST, Group, Need
from app.policy import can


def agreements(who: Identity) -> list[Group]:
    """Return minutes to sign, and corrections to decide; one query, none for who may do neither."""
    chairs, takes = can("minutes.sign_as_chair", who=who), can("minutes.sign_as_taker", who=who)
    decides = can("minutes.circulate", who=who)
    if not (chairs or takes or decides):
        return []
    rows = pending()
    ready = [row for row in rows if not row.waiting and who.id not in (row.chair_id, row.taker_id)]
    sign = gettext("Baca dan tanda tangani")
    as_chair = [_need(row, sign, "/tanda-tangan/pimpinan") for row in ready if chairs and row.chair_id is None]
    as_taker = [_need(row, sign, "/tanda-tangan/pencatat") for row in ready if takes and row.taker_id is None]
    waiting = [
        _need(row, gettext("Putuskan"), "/persetujuan#perbaikan", gettext("%(count)s usulan", count=row.waiting))
        for row in rows
        if decides and row.waiting
    ]
    return [
        Group(
            gettext("Notula yang menunggu tanda tangan Anda"), _first(as_chair + as_taker), "/rapat?status=circulated"
        ),
        Group(gettext("Usulan perbaikan notula yang belum diputuskan"), waiting[:MOST], "/rapat?status=circulated"),
    ]


def _first(needs: list[Need]) -> list[Need]:
    """One line for each meeting, also for who may sign in either role."""
    found: dict[str, Need] = {}
    for need in needs:
        found.setdefault(need.meta, need)
    return list(found.values())[:MOST]


def _need(row: Any, button: str, act: str, note: str = "") -> Need:
    meta = " · ".join(part for part in (row.reference, note) if part)
    since = row.since or (row.corrections_until if row.corrections_until < now() else None)
    return Need(row.theme, meta, f"/rapat/{row.id}{act}", button, since=since)
