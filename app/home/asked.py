"""Two kinds of things to do in one query each: what an agency is asked, and what is stuck at the secretariat."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.columns import UTC
from app.commitments import queries as commitments
from app.commitments.states import CommitmentState
from app.extensions import fetch
from app.home.needs import MOST, Group, Need
from app.listing import Rows
from app.tasks import queries as tasks
from app.tasks.states import PartState

NEVER, NOTHING = sa.cast(sa.null(), UTC()), sa.literal("")


def for_agency(agency_ids: tuple[int, ...], own: str) -> list[Group]:
    """What these agencies may agree to, and what they are asked to support. `own` is their part of the address."""
    rows = _both(_agency_rows, agency_ids)
    accepts = [
        Need(row.title, f"{row.reference} · {row.agency}", f"/komitmen/{row.id}", gettext("Tinjau"), row.due,
             state=CommitmentState(row.state))
        for row in rows if row.kind == "accept"
    ]  # fmt: skip
    supports = [
        Need(row.title, f"{row.reference} · {row.agency}: {row.note}", f"/komitmen/dukungan/{row.id}/jawab",
             gettext("Jawab"), row.due, row.since)
        for row in rows if row.kind == "support"
    ]  # fmt: skip
    return [
        Group(gettext("Menunggu persetujuan instansi Anda"), accepts, f"/komitmen?{own}&status=proposed"),
        Group(gettext("Permintaan dukungan"), supports, f"/komitmen?{own}&peran=pendukung" if own else "/komitmen"),
    ]


def for_secretariat() -> list[Group]:
    """Suggestions and promises that nobody can agree to yet, and parts of tasks that hold them up."""
    rows = _both(_secretariat_rows)
    waiting = [_stuck(row) for row in rows if row.kind in ("suggestion", "unchecked")]
    parts = [
        Need(row.title, f"{row.reference} · {row.agency}: {row.note}", f"/tugas/{row.id}", gettext("Lihat"), row.due,
             state=PartState(row.state))
        for row in rows if row.kind == "part"
    ]  # fmt: skip
    return [
        Group(gettext("Usulan dan komitmen yang belum dapat disetujui"), waiting, "/komitmen?status=proposed"),
        Group(gettext("Bagian tugas yang terhambat atau ditolak"), parts, "/tugas?status=blocked"),
    ]


def _stuck(row: Any) -> Need:
    suggested = row.kind == "suggestion"
    button, act = (gettext("Bawa ke rapat"), "/bawa-ke-rapat") if suggested else (gettext("Lengkapi"), "/ubah")
    state = CommitmentState(row.state)
    return Need(
        row.title, f"{row.reference} · {row.agency}", f"/komitmen/{row.id}{act}", button, row.due, row.since, state
    )


def _both(rows: Callable[..., Rows], *args: Any) -> list[Any]:
    return sorted(fetch(_built(rows, *args)), key=lambda row: (row.due, row.id))


@lru_cache(maxsize=64)
def _built(rows: Callable[..., Rows], *args: Any) -> Rows:
    """Build the query once for the same question."""
    return rows(*args)


def _agency_rows(agency_ids: tuple[int, ...]) -> Any:
    a = commitments.to_accept(agency_ids).limit(MOST).subquery().c
    b = commitments.supports_waiting(agency_ids).limit(MOST).subquery().c
    return sa.union_all(
        _line(sa.literal("accept"), a.id, a.reference, a.statement, a.lead_agency_name, a.due, a.state),
        _line(sa.literal("support"), b.support_id, b.reference, b.statement, b.agency_name, b.due, b.state, b.role,
              b.asked_at),
    )  # fmt: skip


def _secretariat_rows() -> Any:
    a = commitments.for_secretariat().limit(MOST).subquery().c
    b = tasks.blocked_or_declined().limit(MOST).subquery().c
    kind = sa.case((a.is_suggestion, "suggestion"), else_="unchecked")
    return sa.union_all(
        _line(kind, a.id, a.reference, a.statement, a.lead_agency_name, a.due, a.state, since=a.waiting_since),
        _line(sa.literal("part"), b.task_id, b.reference, b.title, b.agency_name, b.due, b.state, b.note),
    )


def _line(kind: Any, id_: Any, reference: Any, title: Any, agency: Any, due: Any, state: Any, note: Any = NOTHING,
          since: Any = NEVER) -> sa.Select[Any]:  # fmt: skip
    return sa.select(
        kind.label("kind"), id_.label("id"), reference.label("reference"), title.label("title"),
        agency.label("agency"), due.label("due"), sa.type_coerce(state, sa.String).label("state"),
        note.label("note"), since.label("since"),
    )  # fmt: skip
