"""Commitments with rounds of reports, most of them closed."""

from __future__ import annotations

import datetime as dt

from app.commitments.states import (
    STEPS,
    SUBSTANTIAL_FROM,
    Attainment,
    CommitmentState,
    FundSource,
    Rhythm,
    SupportKind,
    Verdict,
)
from app.scale import words
from app.scale.plan import Plan, Row, Rows
from app.scale.proofs import add_reviews, parts_of, story_rows

C, V = CommitmentState, Verdict
OPEN_STATES = (
    (C.PROPOSED,) * 3 + (C.AGREED,) * 4 + (C.UNDERWAY,) * 6 + (C.REPORTED,) * 4 + (C.RETURNED,) * 3 + (C.SUSPENDED,)
)  # fmt: skip
CLOSED_STATES = (C.VERIFIED,) * 9 + (C.CANCELLED,)
PROMISED = (C.PROPOSED, C.AGREED, C.CANCELLED, C.SUSPENDED)
LAST_VERDICT = {
    C.UNDERWAY: V.PARTLY, C.REPORTED: V.WAITING, C.RETURNED: V.RETURNED, C.VERIFIED: V.VERIFIED,
}  # fmt: skip


def commitment_rows(plan: Plan, first: int, last: int) -> Rows:
    """Return the rows of the commitments `first` to `last` (excluded), counted from 0."""
    tables = ("commitment", "commitment_area", "commitment_support", "commitment_change", "progress_report",
              "evidence", "review", "review_point", "comment", "watch")  # fmt: skip
    rows: Rows = {name: [] for name in tables}
    for number in range(first, last):
        row = _commitment(plan, number)
        reports = _reports(plan, row)
        _measure(row, reports)
        row["waiting_since"] = row["updated_at"] = reports[-1]["at"] if reports else plan.later(row["created_at"], 20)
        rows["commitment"].append(row)
        rows["progress_report"] += [{k: v for k, v in report.items() if k != "at"} for report in reports]
        parts_of(plan, row, rows)
        add_reviews(plan, row, reports, rows)
        if number == 0:
            story_rows(plan, row, len(reports), rows)
        _remember(plan, row)
    return rows


def _commitment(plan: Plan, number: int) -> Row:
    key, total, chance = number + 1, plan.size.commitments, plan.chance
    created = plan.moment(number, total)
    is_open = number == 0 or plan.is_open(number, total)
    line, meeting, text = plan.lines.get(("commitment", key), (None, None, words.statement(chance, key)))
    agency, name = chance.choice(plan.agencies)
    due = plan.due(created, is_open)
    state = C.UNDERWAY if number == 0 else chance.choice(OPEN_STATES if is_open else CLOSED_STATES)
    agreed = state not in (C.PROPOSED, C.CANCELLED)
    is_checkable = chance.random() < 0.9
    return {
        "id": key, "reference": plan.reference("K", created.year), "statement": text,
        "lead_agency_id": agency, "lead_agency_name": name, "indicator": "Jumlah yang tercapai",
        "unit": chance.choice(words.UNITS), "target": chance.randrange(5, 200) if chance.random() < 0.8 else None,
        "proof": chance.choice(words.PROOFS), "original_due": due, "due": due, "state": state, "is_open": is_open,
        "cancel_reason": "Digabungkan dengan komitmen lain." if state is C.CANCELLED else "",
        "meeting_id": meeting, "line_id": line, "created_at": created, "version": 1,
        "place": "" if not is_checkable else "Balai warga (contoh)", "is_checkable": is_checkable,
        "waiver": "Disepakati dalam rapat." if agreed and not is_checkable else "",
        "support_kind": chance.choice((None, *SupportKind)), "fund_source": chance.choice(list(FundSource)),
        "in_plan": chance.random() < 0.7, "rhythm": Rhythm.NONE, "is_high": False, "redated": 0,
        "suggested_name": "Warga (contoh)" if line is None and state is C.PROPOSED and chance.random() < 0.2 else "",
        "agreed_at": plan.later(created, 5) if agreed else None,
    }  # fmt: skip


def _reports(plan: Plan, row: Row) -> list[Row]:
    """The rounds that led to the state of a commitment: earlier ones accepted in part or returned."""
    if row["state"] in PROMISED:
        return []
    verdicts = [plan.chance.choice((V.PARTLY, V.RETURNED)) for _ in range(plan.chance.randrange(2))]
    verdicts.append(LAST_VERDICT[row["state"]])
    reports, sure = [], 0
    for number, verdict in enumerate(verdicts, 1):
        final = number == len(verdicts) and row["state"] is C.VERIFIED
        whole = row["target"] or 0
        quantity = whole if final else max(sure, whole * number // (len(verdicts) + 1))
        report = _report(plan, row, number, quantity, verdict)
        if row["target"] is None:
            report["level"] = Attainment.COMPLETE if final else Attainment.LIMITED
            report["accepted_level"] = report["level"] if verdict in (V.PARTLY, V.VERIFIED) else None
        sure = report["accepted"] or sure
        reports.append(report)
    return reports


def _report(plan: Plan, row: Row, number: int, quantity: int, verdict: Verdict) -> Row:
    sent = plan.later(row["created_at"] + dt.timedelta(days=20 * number), 10)
    reviewed = None if verdict is V.WAITING else plan.later(sent, 8)
    return {
        "id": plan.key("progress_report"),
        "commitment_id": row["id"], "round": number, "on_date": sent.date(), "quantity": quantity,
        "narrative": plan.chance.choice(words.RESULTS), "obstacle": plan.chance.choice(words.OBSTACLES),
        "submitted_by": None, "submitted_name": f"Narahubung {row['lead_agency_name']}", "submitted_at": sent,
        "verdict": verdict, "accepted": quantity if verdict in (V.PARTLY, V.VERIFIED) else None,
        "reason": plan.chance.choice(words.REASONS) if verdict is V.RETURNED else "",
        "reviewed_by": 3 if reviewed else None, "reviewed_at": reviewed, "version": 1, "at": reviewed or sent,
        "level": None, "accepted_level": None, "next_step": "",
    }  # fmt: skip


def _measure(row: Row, reports: list[Row]) -> None:
    """Derive the figures, as `Commitment` does from its reports."""
    accepted = [report for report in reports if report["accepted"] is not None]
    newest, found = reports[-1] if reports else None, accepted[-1] if accepted else None
    row["claimed"], row["verified"] = newest["quantity"] if newest else 0, found["accepted"] if found else 0
    row["claimed_percent"] = _percent(row, row["claimed"], newest["level"] if newest else None)
    row["verified_percent"] = percent = _percent(row, row["verified"], found["accepted_level"] if found else None)
    row["reported_at"] = newest["submitted_at"] if newest else None
    scale = ((100, Attainment.COMPLETE), (SUBSTANTIAL_FROM, Attainment.SUBSTANTIAL), (1, Attainment.LIMITED))
    nothing = Attainment.NO_EVIDENCE if newest else Attainment.NOT_STARTED
    row["attainment"] = next((level for least, level in scale if percent >= least), nothing)


def _percent(row: Row, quantity: int, level: Attainment | None) -> int:
    if row["target"] is None:
        return STEPS.get(level, 0) if level else 0
    return min(100, quantity * 100 // row["target"])


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
