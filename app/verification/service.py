"""Verifying a report together with its evidence, and taking a verdict back: one step each, over several models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.audit import Actor, note
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport
from app.commitments.states import SENT_BACK, Attainment, Reason, Verdict
from app.evidence.models import Evidence, EvidenceVerdict
from app.evidence.queries import pieces_of
from app.extensions import db

BAD = (EvidenceVerdict.NOT_ENOUGH, EvidenceVerdict.UNREADABLE, EvidenceVerdict.IRRELEVANT)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a reviewer found: a verdict, what is accepted, why without evidence, what is missing, piece by piece.

    `pieces` maps the id of a piece of evidence to what was found about it and a remark; ids of other reports have no
    effect.
    """

    verdict: Verdict
    accepted: Decimal | None = None
    level: Attainment | None = None
    note: str = ""
    points: Sequence[str] = ()
    pieces: Mapping[int, tuple[EvidenceVerdict, str]] = field(default_factory=dict)


def evidence_of(report: ProgressReport) -> list[Evidence]:
    """The pieces that a reviewer of this report has to look at."""
    return list(db.session.scalars(pieces_of(report.id)))


def judge(commitment: Commitment, finding: Finding, reviewer_id: int) -> bool:
    """Write down what was found about the waiting report and its evidence; False while a second reviewer is needed.

    Sent back, each piece that was found wanting becomes a point too. Raises Refused as `Commitment.verify` does.
    """
    report = commitment.waiting_report()
    pieces = evidence_of(report)
    decided = True
    if finding.verdict in SENT_BACK:
        points = [*((text, None) for text in finding.points), *_wanting(pieces, finding)]
        reason = "\n".join(text for text, _ in points)
        commitment.send_back(reason, reviewer_id, verdict=finding.verdict, points=points)
    else:
        accepted = report.quantity if finding.accepted is None else finding.accepted
        decided = commitment.verify(accepted, reviewer_id, level=finding.level, note=finding.note)
    for piece in pieces:
        piece.verdict, piece.remark = finding.pieces.get(piece.id, (piece.verdict, piece.remark))
    if decided:
        report.holder_id = reviewer_id
    else:
        note(report, "reviewed")  # a first finding changes nothing that stands in the report
    return decided


def _wanting(pieces: Sequence[Evidence], finding: Finding) -> Iterator[tuple[str, int]]:
    for piece in pieces:
        verdict, remark = finding.pieces.get(piece.id, (piece.verdict, piece.remark))
        if verdict in BAD:
            found = verdict.label.text.lower()  # kept as text, so in the language of the record
            yield f"Bukti “{piece.name}”: {found}. {remark}".strip(), piece.id


def reopen(commitment: Commitment, reason: Reason, words: str, by: Actor) -> None:
    """Take the newest verdict back, so that its report and each piece of its evidence wait again."""
    report = commitment.last_report
    commitment.reopen(reason, words, by)
    for piece in evidence_of(report) if report else ():
        piece.verdict, piece.remark = EvidenceVerdict.WAITING, ""
