"""Commitments with rounds of reports, most of them closed."""

from __future__ import annotations

import datetime as dt

from app.commitments.states import CommitmentState, Verdict
from app.scale import words
from app.scale.plan import Plan, Row, Rows

C, V = CommitmentState, Verdict
OPEN_STATES = (
    (C.PROPOSED,) * 3 + (C.AGREED,) * 4 + (C.UNDERWAY,) * 6 + (C.REPORTED,) * 4 + (C.RETURNED,) * 3
)  # fmt: skip
CLOSED_STATES = (C.VERIFIED,) * 9 + (C.CANCELLED,)
PROMISED = (C.PROPOSED, C.AGREED, C.CANCELLED)
LAST_VERDICT = {
    C.UNDERWAY: V.VERIFIED, C.REPORTED: V.WAITING, C.RETURNED: V.RETURNED, C.VERIFIED: V.VERIFIED,
}  # fmt: skip


def commitment_rows(plan: Plan, first: int, last: int) -> Rows:
    """Return the rows of the commitments `first` to `last` (excluded), counted from 0."""
    rows: Rows = {"commitment": [], "progress_report": []}
    for number in range(first, last):
        row = _commitment(plan, number)
        reports = _reports(plan, row)
        row["claimed"] = reports[-1]["quantity"] if reports else 0
        row["verified"] = max((report["accepted"] or 0 for report in reports), default=0)
        row["waiting_since"] = row["updated_at"] = reports[-1]["at"] if reports else plan.later(row["created_at"], 20)
        rows["commitment"].append(row)
        rows["progress_report"] += [{k: v for k, v in report.items() if k != "at"} for report in reports]
        _remember(plan, row)
    return rows


def _commitment(plan: Plan, number: int) -> Row:
    key, total = number + 1, plan.size.commitments
    created = plan.moment(number, total)
    is_open = plan.is_open(number, total)
    line, meeting, text = plan.lines.get(("commitment", key), (None, None, words.statement(plan.chance, key)))
    agency, name = plan.chance.choice(plan.agencies)
    due = plan.due(created, is_open)
    state = plan.chance.choice(OPEN_STATES if is_open else CLOSED_STATES)
    return {
        "id": key, "reference": plan.reference("K", created.year), "statement": text,
        "lead_agency_id": agency, "lead_agency_name": name, "indicator": "Jumlah yang tercapai",
        "unit": plan.chance.choice(words.UNITS), "target": plan.chance.randrange(5, 200),
        "proof": plan.chance.choice(words.PROOFS), "original_due": due, "due": due, "state": state, "is_open": is_open,
        "cancel_reason": "Digabungkan dengan komitmen lain." if state is C.CANCELLED else "",
        "meeting_id": meeting, "line_id": line, "created_at": created, "version": 1,
    }  # fmt: skip


def _reports(plan: Plan, row: Row) -> list[Row]:
    """The rounds that led to the state of a commitment: earlier ones accepted in part or returned."""
    if row["state"] in PROMISED:
        return []
    verdicts = [plan.chance.choice((V.VERIFIED, V.RETURNED)) for _ in range(plan.chance.randrange(2))]
    verdicts.append(LAST_VERDICT[row["state"]])
    reports, sure = [], 0
    for number, verdict in enumerate(verdicts, 1):
        final = number == len(verdicts) and row["state"] is C.VERIFIED
        quantity = row["target"] if final else max(sure, row["target"] * number // (len(verdicts) + 1))
        report = _report(plan, row, number, quantity, verdict)
        sure = report["accepted"] or sure
        reports.append(report)
    return reports


def _report(plan: Plan, row: Row, number: int, quantity: int, verdict: Verdict) -> Row:
    sent = plan.later(row["created_at"] + dt.timedelta(days=20 * number), 10)
    reviewed = None if verdict is V.WAITING else plan.later(sent, 8)
    return {
        "commitment_id": row["id"], "round": number, "on_date": sent.date(), "quantity": quantity,
        "narrative": plan.chance.choice(words.RESULTS), "obstacle": plan.chance.choice(words.OBSTACLES),
        "submitted_by": None, "submitted_name": f"Narahubung {row['lead_agency_name']}", "submitted_at": sent,
        "verdict": verdict, "accepted": quantity if verdict is V.VERIFIED else None,
        "reason": plan.chance.choice(words.REASONS) if verdict is V.RETURNED else "",
        "reviewed_by": 3 if reviewed else None, "reviewed_at": reviewed, "version": 1, "at": reviewed or sent,
    }  # fmt: skip


def _remember(plan: Plan, row: Row) -> None:
    """Leave a history: proposed, agreed, and how it stands."""
    me = "commitment", row["id"]
    first = {"statement": [None, row["statement"]], "due": [None, row["due"].isoformat()], "state": [None, "proposed"]}
    plan.note(row["created_at"], "created", me, me, first)
    if row["state"] is not C.PROPOSED:
        plan.note(plan.later(row["created_at"], 5), "changed", me, me, {"state": ["proposed", "agreed"]})
    if row["state"] not in (C.PROPOSED, C.AGREED):
        changes = {"state": ["agreed", row["state"].value], "claimed": ["0", str(row["claimed"])]}
        plan.note(row["updated_at"], "changed", me, me, changes)
