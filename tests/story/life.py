"""A commitment that went through everything, act by act, each at an hour of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import audit
from app.accounts.identity import Identity
from app.accounts.models import User
from app.agencies.models import Agency, Holding
from app.clock import acting_at, now, today
from app.comments.models import Comment
from app.commitments.models import Commitment, Terms
from app.commitments.parts import CommitmentSupport, Milestone
from app.commitments.reports import ProgressReport
from app.commitments.service import propose
from app.commitments.states import Obstacle, Reason, SupportState
from app.demo.timeline import Actor, acting_as
from app.evidence.models import Evidence
from app.extensions import db
from app.meetings.models import MeetingState
from app.minutes.models import LineKind, MinutesLine
from tests.factories import Cast, make_meeting, make_user

BEGUN = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
# Every kind of moment, and how often a life like this has it.
KINDS = {
    "line": 1, "proposed": 1, "revised": 2, "waived": 1, "agreed": 2, "support_asked": 1, "support_answered": 1,
    "milestone": 1, "redated": 1, "reworded": 1, "report": 4, "file": 1, "verdict": 6, "reopened": 1, "suspended": 1,
    "resumed": 1, "handed_over": 1, "reminded": 1, "comment": 2, "follow_up": 1, "verified": 1,
}  # fmt: skip
TOPICS = {"laporan": 11, "perubahan": 9, "berkas": 1, "komentar": 2}


def live(cast: Cast) -> Commitment:
    """Let a commitment go through everything; committed."""
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED, theme="Rapat asal", starts_at=BEGUN, opened_at=BEGUN)
    follow_up = {
        "theme": "Rapat lanjutan",
        "starts_at": BEGUN + dt.timedelta(hours=5, minutes=30),
        "previous_id": meeting.id,
    }
    make_meeting(cast.bnn, MeetingState.CLOSED, opened_at=follow_up["starts_at"], **follow_up)
    for holding in db.session.scalars(sa.select(Holding)):
        holding.starts_at = BEGUN - dt.timedelta(days=365)
    second = make_user("peninjau2@contoh.go.id", "Peninjau Kedua")
    line = MinutesLine(agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=1, kind=LineKind.COMMITMENT)
    life = Life(cast, second.id)
    life.act(lambda: (line.write("Dinas Sosial menyediakan tempat pelatihan", None), db.session.add(line)))
    life.begin(meeting.id, line.id)
    life.promise()
    life.report()
    life.change()
    db.session.commit()
    return life.commitment


class Life:
    """The acts in their order; each takes place an hour after the one before."""

    commitment: Commitment

    def __init__(self, cast: Cast, second: int) -> None:
        self.cast, self.second, self.hour = cast, second, 0
        rows = sa.select(User.id, User.name, User.email)
        self.people = {row.email: Actor(row.id, row.name) for row in db.session.execute(rows)}
        self.reviewer = self.people[cast.reviewer].id or 0

    def act(self, *acts: Callable[[], Any], who: str = "") -> None:
        """Do these at the next hour."""
        for each in acts:
            self.hour += 1
            with (
                acting_at(BEGUN + dt.timedelta(hours=self.hour)),
                acting_as(self.people.get(who or self.cast.secretariat)),
            ):
                each()
                db.session.flush()

    def begin(self, meeting_id: int, line_id: int) -> None:
        agency = db.session.get_one(Agency, self.cast.social)
        due = today() + dt.timedelta(days=90)

        def first() -> None:
            terms = Terms(target=Decimal(40), unit="orang", is_high=True)
            self.commitment = propose("Menyediakan tempat", agency, due, terms, meeting_id=meeting_id, line_id=line_id)

        terms = Terms(target=Decimal(40), unit="orang", is_high=True)
        self.act(first)
        self.act(lambda: self.commitment.revise("Menyediakan 40 tempat pelatihan", agency, due, terms))

    def promise(self) -> None:
        c, by = self.commitment, self.people[self.cast.secretariat]
        support = CommitmentSupport(agency_id=self.cast.police, agency_name="Polres Palopo", role="Mengamankan tempat")
        step = Milestone(title="Tempat dipilih", due=today())

        def ask() -> None:
            support.asked_at = now()
            c.supports.append(support)
            c.milestones.append(step)

        self.act(ask, lambda: c.waive("Disepakati bersama", by))
        self.act(c.accept, who=self.cast.social_liaison)
        self.act(lambda: support.answer(SupportState.ACCEPTED), who=self.cast.police_liaison)
        self.act(lambda: setattr(step, "reached_on", today()), who=self.cast.social_liaison)
        self.act(
            lambda: c.redate(today() + dt.timedelta(days=120), Reason.BUDGET, "Anggaran bergeser", by),
            lambda: c.reword({"target": Decimal(50)}, Reason.POLICY, "Disesuaikan", by),
            lambda: audit.note(c, "reminded"),
        )

    def send(self, quantity: int, **facts: Any) -> ProgressReport:
        person = self.people[self.cast.social_liaison]
        values = {"on_date": today(), "narrative": "Sudah berjalan", "submitted_by": person.id}
        report = ProgressReport(quantity=Decimal(quantity), submitted_name=person.name, **(values | facts))
        self.act(lambda: self.commitment.submit_report(report), who=self.cast.social_liaison)
        return report

    def report(self) -> None:
        c, cast = self.commitment, self.cast
        first = self.send(20, obstacle_kind=Obstacle.BUDGET, obstacle="Dana belum cair", next_step="Menagih")
        facts = {"commitment_id": c.id, "report_id": first.id, "agency_id": cast.social, "added_name": "Ani"}
        self.act(lambda: db.session.add(Evidence(name="daftar hadir.pdf", key="a", at=now(), **facts)))
        missing = [("Foto belum ada", None)]
        self.act(lambda: c.send_back("Mohon lengkapi", self.reviewer, points=missing), who=cast.reviewer)
        second = self.send(25)
        point = first.points[0]
        point.answer, point.answered_in_id, point.answered_at = "Foto terlampir", second.id, now()
        by = self.people[cast.reviewer]
        self.act(
            lambda: c.verify(Decimal(20), self.reviewer),
            lambda: c.verify(Decimal(20), self.second),
            lambda: c.reopen(Reason.MISTAKE, "Salah hitung", by),
            lambda: c.verify(Decimal(25), self.reviewer),
            lambda: c.verify(Decimal(25), self.second),
            who=cast.reviewer,
        )

    def change(self) -> None:
        c, by = self.commitment, self.people[self.cast.secretariat]
        health = db.session.get_one(Agency, self.cast.health)
        remarks = [Comment(root_type="commitment", root_id=c.id, text=f"Catatan {n}", author_id=1, author_name="Ani")
                   for n in (1, 2)]  # fmt: skip
        self.act(
            lambda: c.suspend(Reason.PARTNER, "Menunggu", by), lambda: c.resume(Reason.PARTNER, "Dilanjutkan", by),
            lambda: db.session.add_all(remarks), lambda: remarks[1].remove(by),
            lambda: c.hand_over(health, None, Reason.OFFICE, "Pindah bidang", by), c.accept,
        )  # fmt: skip
        self.send(45)
        self.send(50)
        c.is_high = False
        self.act(lambda: c.verify(Decimal(50), self.reviewer), who=self.cast.reviewer)


def reader() -> Identity:
    """Somebody who may read all that is not a draft."""
    from app.policy import Role, Seat

    return Identity(1, "Uji", "uji@contoh.go.id", 1, "x", (Seat(1, Role.LEADER, "Uji", 1, "Uji"),))
