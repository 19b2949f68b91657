"""What belongs to the commitments of the scale data: areas, helpers, evidence, reviews; and one with a long story."""

from __future__ import annotations

import datetime as dt

from app.commitments.states import ChangeKind, CommitmentState, Reason, SupportState, Verdict
from app.evidence.models import EvidenceVerdict
from app.scale import words
from app.scale.plan import Plan, Row, Rows

REVIEWER, WATCHERS = 3, 5
# Of the commitment with a long story: about two hundred events, a round of reporting being told and judged.
ROUNDS, REDATED, COMMENTS = 60, 20, 60


def parts_of(plan: Plan, row: Row, rows: Rows) -> None:
    """Add where it will be done, who helps, and now and then another due date; `row` takes the latter."""
    for area in plan.chance.sample(range(1, plan.size.areas + 1), plan.chance.randrange(1, 3)):
        rows["commitment_area"].append({"commitment_id": row["id"], "area_id": area})
    if plan.chance.random() < 0.3:
        agency, name = plan.chance.choice([each for each in plan.agencies if each[0] != row["lead_agency_id"]])
        rows["commitment_support"].append({
            "id": plan.key("commitment_support"), "commitment_id": row["id"], "agency_id": agency,
            "agency_name": name, "role": "Menyediakan tempat", "state": plan.chance.choice(list(SupportState)),
            "reason": "", "asked_at": row["created_at"], "version": 1,
        })  # fmt: skip
    if row["agreed_at"] and plan.chance.random() < 0.1:
        _redate(plan, row, rows, row["agreed_at"] + dt.timedelta(days=9))
    if row["id"] % 50 == 0:
        rows["watch"].append({"id": plan.key("watch"), "user_id": row["id"] // 50 % WATCHERS + 1,
                              "root_type": "commitment", "root_id": row["id"], "since": row["created_at"]})  # fmt: skip


def _redate(plan: Plan, row: Row, rows: Rows, at: dt.datetime) -> None:
    before = row["original_due"] if not row["redated"] else row["due"]
    row["redated"] += 1
    row["original_due"] = min(row["original_due"], row["due"] - dt.timedelta(days=30))
    rows["commitment_change"].append({
        "id": plan.key("commitment_change"), "commitment_id": row["id"], "kind": ChangeKind.REDATED,
        "reason": Reason.BUDGET, "note": "Anggaran tersedia setelah perubahan.",
        "before": {"due": before.isoformat()}, "after": {"due": row["due"].isoformat()}, "by_id": 2,
        "by_name": words.person(1), "at": min(at, plan.today),
    })  # fmt: skip


def add_reviews(plan: Plan, row: Row, reports: list[Row], rows: Rows) -> None:
    """Add to each report a piece of evidence (a link, so that it needs no file), and what its reviewer found."""
    for report in reports:
        judged = report["reviewed_at"] is not None
        good = report["verdict"] is not Verdict.RETURNED
        rows["evidence"].append({
            "id": plan.key("evidence"), "commitment_id": row["id"], "report_id": report["id"],
            "agency_id": row["lead_agency_id"], "file_id": None, "name": "Daftar hadir kegiatan (contoh)",
            "link": "berkas.contoh.go.id/daftar-hadir", "added_name": report["submitted_name"],
            "at": report["submitted_at"], "version": 1,
            "verdict": (EvidenceVerdict.ENOUGH if good else EvidenceVerdict.NOT_ENOUGH) if judged
            else EvidenceVerdict.WAITING,
        })  # fmt: skip
        if judged:
            rows["review"].append({
                "id": plan.key("review"), "report_id": report["id"], "reviewer_id": REVIEWER,
                "verdict": report["verdict"], "accepted": report["accepted"], "level": report["accepted_level"],
                "reason": report["reason"], "at": report["reviewed_at"],
            })  # fmt: skip
        if not good:
            rows["review_point"].append({
                "id": plan.key("review_point"), "report_id": report["id"], "text": report["reason"], "answer": "",
            })  # fmt: skip


def story_rows(plan: Plan, row: Row, told: int, rows: Rows) -> None:
    """Give one commitment a story of two hundred events: rounds, other due dates, comments."""
    start, step = row["created_at"] + dt.timedelta(days=6), dt.timedelta(days=15)
    last = max((report["submitted_at"] for report in rows["progress_report"]), default=start)
    reports = []
    for number in range(1, ROUNDS + 1):
        sent = last + step * number
        reports.append({
            "id": plan.key("progress_report"), "commitment_id": row["id"], "round": told + number,
            "on_date": sent.date(), "quantity": row["claimed"], "narrative": plan.chance.choice(words.RESULTS),
            "obstacle": "", "submitted_by": None, "submitted_name": f"Narahubung {row['lead_agency_name']}",
            "submitted_at": sent, "verdict": Verdict.RETURNED, "accepted": None, "level": None,
            "accepted_level": None, "next_step": "", "reason": plan.chance.choice(words.REASONS),
            "reviewed_by": REVIEWER, "reviewed_at": sent + dt.timedelta(days=3), "version": 1,
        })  # fmt: skip
    rows["progress_report"] += reports
    row["state"], row["reported_at"] = CommitmentState.RETURNED, reports[-1]["submitted_at"]
    row["waiting_since"] = row["updated_at"] = reports[-1]["reviewed_at"]
    add_reviews(plan, row, reports, rows)
    for number in range(REDATED):
        _redate(plan, row, rows, start + step * number)
    me = "commitment", row["id"]
    for number in range(COMMENTS):
        key, author = plan.key("comment"), number % WATCHERS + 1
        rows["comment"].append({
            "id": key, "root_type": me[0], "root_id": me[1], "round": None, "text": plan.chance.choice(words.NOTES),
            "author_id": author, "author_name": words.person(author - 1), "author_position": "Narahubung",
            "at": start + step * number, "version": 1,
        })  # fmt: skip
        plan.note(start + step * number, "created", ("comment", key), me, {})
