"""The plan as a paper: the whole table in landscape, in two parts that share their No, with place and day to sign.

Levels of areas are not in it: an action names areas only.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask_babel import gettext

from app.clock import today
from app.documents import words
from app.documents.letterhead import letterhead_of
from app.documents.papers import row
from app.language import speaking
from app.plans.grid import Cell, CellState, Row, rows_of
from app.plans.models import ActionPlan, PlanState
from app.plans.told import Proof, Told, told_of
from app.refusal import Refused

DOTS = "." * 40
NOT_SIGNED = {"note": "", "instead": ""}
TOLD = 300  # letters of what a report says
MOST_ROWS = 1000  # that are printed: more take a minute to set, and nobody reads them on paper


def paper_of(plan: ActionPlan) -> dict[str, Any]:
    """Return the plan as its template draws it. Raises Refused for one that is too long to print."""
    with speaking("id"):
        rows, _removed = rows_of(plan.id)
    if len(rows) > MOST_ROWS:
        raise Refused(gettext("Rencana ini memuat lebih dari 1.000 aksi, terlalu panjang untuk PDF. Unduh Excel-nya."))
    told = told_of([each.action.id for each in rows])
    head = letterhead_of(plan.agency, plan.adopted_on or today())
    draft = plan.state is PlanState.DRAFT
    return {
        "title": plan.title, "reference": plan.reference, "head": head, "rows": _facts(plan, len(rows)),
        "plan": [_planned(each) for each in rows], "reached": [_reached(each, told[each.action.id]) for each in rows],
        "marks": {"mark": "DRAF" if draft else "", "about": "belum ditetapkan", "copy": ""},
        "foot": f"{plan.reference} · dicetak {words.date(today())}",
        "place": f"{head['city'] or DOTS[:16]}, {words.date(plan.adopted_on) or DOTS[:24]}",
        "side": {"title": "Pimpinan unit penyusun", "position": plan.agency_name, "name": DOTS} | NOT_SIGNED,
    }  # fmt: skip


def _facts(plan: ActionPlan, number: int) -> list[dict[str, Any]]:
    adopted = f", {words.date(plan.adopted_on)}" if plan.adopted_on else ""
    meeting = f", dalam rapat {plan.meeting.reference}" if plan.meeting else ""
    return [
        row("Nomor", plan.reference), row("Tahun", str(plan.year)), row("Unit penyusun", plan.agency_name),
        row("Dasar hukum", plan.legal_basis or words.BLANK),
        row("Status", f"{plan.state.label.text}{adopted}{meeting}"), row("Jumlah aksi", str(number)),
    ]  # fmt: skip


def _planned(each: Row) -> list[str]:
    action = each.action
    return [
        str(action.number), action.strategy, action.action, action.output, action.criterion,
        *(_joined("\n", cell.text, _amount(cell.target, action.unit)) for cell in each.cells),
        _amount(action.target, action.unit), action.agency_name, "; ".join(name for _, name in each.related),
        _time(action), _joined("; ", action.place, *(name for _, name in each.areas)), _funds(action),
    ]  # fmt: skip


def _reached(each: Row, told: Told) -> list[str]:
    action = each.action
    return [
        str(action.number), action.action, *(_verified(cell, action.unit) for cell in each.cells),
        _said(told.obstacles, action.obstacle), _said(told.next_steps, action.follow_up),
        _joined("\n", *(_proved(proof) for proof in told.proofs.values()), action.evidence), action.remark,
    ]  # fmt: skip


def _verified(cell: Cell, unit: str) -> str:
    found = cell.achieved
    if cell.state is CellState.FUTURE or (cell.state is CellState.OPEN and not found.percent):
        return ""
    percent = f"{found.percent}%" if found.percent is not None else ""
    told = f"dilaporkan {found.claimed_percent}%" if found.claimed_percent not in (None, found.percent) else ""
    verdict = "" if cell.state is CellState.OPEN else f"({cell.state.label.text})"
    return _joined("\n", _amount(found.quantity, unit), percent, told, verdict)


def _said(told: Sequence[tuple[Any, Any, str]], typed: str) -> str:
    """What the reports say, then what was typed."""
    drawn = (f"{row.reference}: {_joined(': ', kind.label.text if kind else '', _short(text))}"
             for row, kind, text in told)  # fmt: skip
    return _joined("\n", *drawn, typed)


def _proved(proof: Proof) -> str:
    names = "; ".join(piece.name for piece in proof.pieces)
    return f"{proof.reference}: {names}" + (f"; dan {proof.more} bukti lain" if proof.more else "")


def _short(text: str) -> str:
    return text if len(text) <= TOLD else text[:TOLD].rstrip() + " …"


def _time(action: Any) -> str:
    if not action.starts_on and not action.ends_on:
        return ""
    return f"{words.date(action.starts_on) or '…'} s.d. {words.date(action.ends_on) or '…'}"


def _funds(action: Any) -> str:
    money = f"Rp{_number(action.amount)}" if action.amount is not None else ""
    return _joined(" ", action.fund_source.label.text if action.fund_source else "", money)


def _amount(number: Decimal | None, unit: str) -> str:
    return "" if number is None else f"{_number(number)} {unit}".strip()


def _number(number: Decimal) -> str:
    """Indonesian, whatever the language of the page: it is a paper."""
    return str(format_decimal(number, "#,##0.###", locale="id"))


def _joined(between: str, *texts: str) -> str:
    return between.join(text for text in texts if text)
