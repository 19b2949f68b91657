"""Reports, verdicts, and what was missing, as moments."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from app.commitments.models import Commitment
from app.commitments.states import Attainment, Obstacle, Verdict
from app.evidence.models import EvidenceVerdict
from app.formats import date_short, number
from app.story.events import Moment, Topic

if TYPE_CHECKING:
    from app.story.commitment import Sources

V = Verdict


def report_moments(known: Sources) -> list[Moment]:
    """One moment for each round: what was said, and with which files."""
    return [_report(row, known) for row in known.reports]


def _report(row: Any, known: Sources) -> Moment:
    told = _amount(known.commitment, row.quantity, row.level)
    said = gettext("Laporan putaran %(number)s: %(amount)s", number=row.round, amount=told)
    sentence = said if told else gettext("Laporan putaran %(number)s", number=row.round)
    moment = Moment("report", row.submitted_at, sentence, row.submitted_name, row.submitted_by, "send", "info",
                    Topic.REPORTS, href=f"{known.page}#putaran-{row.round}", rank=3)  # fmt: skip
    if not row.submitted_by:
        moment.who = ", ".join(filter(None, (row.submitted_name, known.agency_at(row.submitted_at))))
    moment.tell(gettext("Keadaan per tanggal"), date_short(row.on_date))
    moment.tell(gettext("Uraian"), row.narrative)
    kind = row.obstacle_kind.label if row.obstacle_kind is not Obstacle.NONE else ""
    moment.tell(gettext("Kendala"), ": ".join(filter(None, (str(kind), row.obstacle))))
    moment.tell(gettext("Langkah berikutnya"), row.next_step)
    for file in known.of_kind("file"):
        if file.number == row.id:
            found = EvidenceVerdict(file.state)
            note = f" ({found.label})" if found is not EvidenceVerdict.WAITING else ""
            moment.tell(
                gettext("Bukti"), f"{file.text}{note}", f"/berkas/{file.other}" if file.other and not file.later else ""
            )
    for point in _points(known):
        if point.answered_in_id == row.id:
            moment.tell(gettext("Jawaban atas “%(point)s”", point=_short(point.text)), point.answer)
    if row.verdict is V.REPLACED:
        moment.tell(gettext("Status"), row.verdict.label)
    return moment


def finding_moments(known: Sources) -> list[Moment]:
    """One moment for each review, and for each verdict of a time that wrote no reviews."""
    reports = {row.id: row for row in known.reports}
    reviews = [row for row in known.findings if row.kind == "review"]
    moments = []
    for _, group in groupby(
        sorted(reviews, key=lambda r: (r.report_id, r.id)), key=lambda r: (r.report_id, r.struck_at)
    ):
        together = list(group)
        report = reports[together[0].report_id]
        waits_for_second = report.verdict is V.WAITING and not together[0].struck_at
        of_two = len(together) > 1 or waits_for_second
        moments += [_review(row, place if of_two else 0, report, known) for place, row in enumerate(together, 1)]
    judged = {row.report_id for row in reviews}
    return moments + [
        _verdict_of(row, known)
        for row in known.reports
        if row.reviewed_at and row.id not in judged and row.verdict is not V.REPLACED
    ]


def _verdict_of(row: Any, known: Sources) -> Moment:
    moment = _verdict(row.verdict, row.accepted, row.accepted_level, row.reason, row, known)
    moment.at, moment.who, moment.who_id = row.reviewed_at, row.reviewer or "", row.reviewed_by
    return moment


def _review(row: Any, place: int, report: Any, known: Sources) -> Moment:
    level = Attainment(row.level) if row.level else None
    moment = _verdict(Verdict(row.verdict), row.accepted, level, row.text, report, known)
    moment.at, moment.who, moment.who_id = row.at, row.who, row.who_id
    if place:
        first, second = gettext("Peninjau pertama dari dua"), gettext("Peninjau kedua dari dua")
        moment.tell(gettext("Pemeriksaan"), first if place == 1 else second)
    if row.struck_at:
        moment.tell(gettext("Status"), gettext("Dicoret: hasil pemeriksaan ini dibuka kembali"))
    return moment


def _verdict(verdict: Verdict, accepted: Any, level: Any, reason: str, report: Any, known: Sources) -> Moment:
    moment = Moment("verdict", report.submitted_at, _found(verdict, accepted, level, report, known.commitment),
                    icon=verdict.icon, tone=verdict.tone, topic=Topic.REPORTS,
                    href=f"{known.page}#putaran-{report.round}", rank=4)  # fmt: skip
    sent_back = verdict in (V.RETURNED, V.NO_EVIDENCE)
    points = [row for row in _points(known) if row.report_id == report.id] if sent_back else []
    if reason != "\n".join(point.text for point in points):  # else the points say it
        moment.tell(gettext("Alasan"), reason)
    for point in points:
        moment.tell(gettext("Kekurangan"), ": ".join(filter(None, (point.piece, point.text))))
        if point.answer and point.struck_at and not point.answered_in_id:
            moment.tell(gettext("Jawaban"), point.answer)
    return moment


def _found(verdict: Verdict, accepted: Any, level: Any, report: Any, commitment: Commitment) -> str:
    amount = _amount(commitment, accepted, level) if accepted is not None or level else ""
    if verdict is V.VERIFIED:
        return gettext("Putaran %(number)s diverifikasi penuh: %(amount)s", number=report.round, amount=amount or "–")
    if verdict is V.PARTLY:
        claimed = _amount(commitment, report.quantity, report.level)
        return gettext("Putaran %(number)s diverifikasi sebagian: %(amount)s dari %(claimed)s yang dilaporkan",
                       number=report.round, amount=amount or "–", claimed=claimed or "–")  # fmt: skip
    if verdict is V.RETURNED:
        return gettext("Putaran %(number)s dikembalikan", number=report.round)
    return gettext("Putaran %(number)s: belum ada bukti", number=report.round)


def _amount(commitment: Commitment, quantity: Any, level: Any) -> str:
    if level:
        return str(level.label)
    return f"{number(quantity)} {commitment.unit}".strip() if commitment.target is not None or quantity else ""


def _points(known: Sources) -> list[Any]:
    return [row for row in known.findings if row.kind == "point"]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60].rstrip() + "…"
