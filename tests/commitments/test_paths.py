"""Whatever people do, in whatever order: a promise takes only legal paths, and its figures are those of its reports."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency, Holding, Post
from app.audit import AuditEvent
from app.clock import today
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport, Review
from app.commitments.states import Attainment, Reason, Verdict
from app.evidence.models import Evidence, EvidenceVerdict
from app.extensions import db
from app.files.models import StoredFile
from app.files.service import path_of
from app.policy import Role, Seat, Viewer, can
from app.refusal import Refused
from app.verification import service
from app.verification.service import Finding
from tests.browser import Browser
from tests.commitments.steps import SOMEBODY, S, a_report, agree
from tests.factories import Cast, make_commitment, make_user, seat
from tests.verification.judging import a_file, attach, second_reviewer, user_id

STEPS_OF_ONE, IN_ONE_TEST = 40, 60  # many throws are refused
OPEN = {S.PROPOSED, S.AGREED, S.UNDERWAY, S.REPORTED, S.RETURNED, S.SUSPENDED}
TOLD = {S.AGREED, S.UNDERWAY, S.RETURNED}
# Where each act may lead from where; an act that is not named leaves the state as it was.
PATHS: dict[str, set[tuple[S, S]]] = {
    "accept": {(S.PROPOSED, to) for to in TOLD},
    "report": {(state, S.REPORTED) for state in TOLD},
    "correct": {(S.REPORTED, S.REPORTED)},
    "judge": {(S.REPORTED, to) for to in (S.REPORTED, S.UNDERWAY, S.VERIFIED, S.RETURNED)},
    "reopen": {(state, S.REPORTED) for state in (S.UNDERWAY, S.VERIFIED, S.RETURNED)},
    "suspend": {(state, S.SUSPENDED) for state in TOLD},
    "resume": {(S.SUSPENDED, to) for to in TOLD},
    "hand over": {(state, S.PROPOSED) for state in TOLD},
    "cancel": {(state, S.CANCELLED) for state in OPEN},
    "reword": {(state, S.VERIFIED) for state in TOLD},
}
STAYS = {"reword", "redate", "take", "release"}
PAGES = {"judge": "/verifikasi", "take": "/ambil", "release": "/lepas", "reopen": "/buka-kembali"}


@dataclass
class Play:
    """One promise, the people around it, and the dice."""

    made: Commitment
    dice: random.Random
    agencies: list[Agency]
    reviewers: dict[int, Viewer]
    liaisons: dict[int, int]  # agency to user
    files: list[StoredFile]
    browsers: dict[int, Browser] = field(default_factory=dict)
    judged: dict[int, list[int]] = field(default_factory=dict)  # report to reviewers

    def reviewer(self) -> int:
        """One of those who judge; POLICY is asked for verbs as the guard of a page would ask."""
        who = self.dice.choice(list(self.reviewers))
        if not can("commitment.verify", self.made, self.reviewers[who]):
            raise Refused("not theirs")
        return who

    def report(self) -> None:
        """The agency tells, at times less than before, and brings evidence."""
        made, dice = self.made, self.dice
        sum_ = Decimal(dice.randrange(0, 50))
        level = dice.choice([None, *(a for a in Attainment if a is not Attainment.NO_EVIDENCE)])
        report = a_report(
            str(sum_), level=level if made.target is None else None, submitted_by=self.liaisons[made.lead_agency_id]
        )
        made.submit_report(report)
        if made.reports[:-1]:
            for point in made.reports[-2].points:
                point.answer = dice.choice(["", "Sudah"])
        for n in range(dice.randrange(3)):
            attach(report, f"bukti {n}", dice.choice([None, *self.files]))

    def finding(self) -> Finding:
        """Any verdict, fitting or not."""
        dice, report = self.dice, self.made.last_report
        verdict = dice.choice([Verdict.VERIFIED, Verdict.PARTLY, Verdict.RETURNED, Verdict.NO_EVIDENCE])
        keys = [piece.id for piece in service.evidence_of(report)] if report and report.id else []
        return Finding(
            verdict=verdict, points=["Kurang"], note="Dilihat",
            accepted=Decimal(dice.randrange(0, 50)) if verdict is Verdict.PARTLY else None,
            level=dice.choice([None, Attainment.LIMITED, Attainment.SUBSTANTIAL]),
            pieces={key: (dice.choice(list(EvidenceVerdict)), "") for key in keys},
        )  # fmt: skip

    def judge(self) -> None:
        """By a reviewer."""
        who = self.reviewer()
        service.judge(self.made, self.finding(), who)

    def reopen(self) -> None:
        """By a reviewer, with a reason."""
        by = replace(SOMEBODY, id=self.reviewer())
        service.reopen(self.made, Reason.MISTAKE, "Keliru", by)

    def take(self) -> None:
        """At times from somebody else."""
        who = self.reviewer()
        self.made.take(who, self.dice.choice([None, *self.reviewers]))

    def reword(self) -> None:
        """Another target, or none; another baseline."""
        target = self.dice.choice([None, Decimal(30), Decimal(45)])
        values = {"target": target, "baseline": self.dice.choice([None, Decimal(5)])}
        self.made.reword(values, Reason.POLICY, "Berubah", SOMEBODY)

    def acts(self) -> dict[str, Callable[[], object]]:
        """All acts of all roles, by name."""
        made, dice = self.made, self.dice
        return {
            "accept": lambda: agree(made),
            "report": self.report,
            "judge": self.judge,
            "reopen": self.reopen,
            "take": self.take,
            "release": lambda: made.release(self.reviewer()),
            "reword": self.reword,
            "redate": lambda: made.redate(
                today() + dt.timedelta(days=dice.randrange(99)), Reason.BUDGET, "Geser", SOMEBODY
            ),
            "hand over": lambda: made.hand_over(dice.choice(self.agencies), None, Reason.OFFICE, "Pindah", SOMEBODY),
            "suspend": lambda: made.suspend(Reason.FORCE, "Banjir", SOMEBODY),
            "resume": lambda: made.resume(Reason.FORCE, "Surut", SOMEBODY),
            "cancel": lambda: made.cancel("Batal", Reason.OTHER, SOMEBODY),
        }


WEIGHTS = {"accept": 8, "report": 8, "judge": 9, "reopen": 3, "take": 2, "release": 2, "reword": 2, "redate": 1,
           "hand over": 2, "suspend": 1, "resume": 3, "cancel": 0.15}  # fmt: skip


def a_play(cast: Cast, dice: random.Random, people: dict[str, Any]) -> Play:
    """A promise that is just proposed; a third have no number, a third need two reviewers."""
    target = dice.choice([None, Decimal(40), Decimal(40)])
    facts = {"target": target, "unit": "" if target is None else "orang", "is_high": dice.random() < 0.34}
    made = make_commitment(dice.choice([cast.social, cast.police]), baseline=dice.choice([None, Decimal(4)]), **facts)
    return Play(made=made, dice=dice, **people)


@pytest.fixture
def people(app: Flask, cast: Cast) -> dict[str, Any]:
    """Two liaisons and two reviewers, one of whom also holds a post in an agency that promises."""
    second = second_reviewer()
    social = db.session.get_one(Agency, cast.social)
    post = db.session.scalars(sa.select(Holding).where(Holding.user_id == user_id(cast.reviewer))).one()
    seat(post.user, social, Role.LEADER)
    seat(make_user("dinsos2@contoh.go.id"), social, Role.LIAISON)
    files = [a_file("#0b5cad"), a_file("#c8102e")]
    db.session.commit()
    agencies = [social, db.session.get_one(Agency, cast.police)]
    liaisons = {cast.social: user_id(cast.social_liaison), cast.police: user_id(cast.police_liaison)}
    reviewers = {user_id(each): viewer(user_id(each)) for each in (cast.reviewer, second)}
    return {"agencies": agencies, "liaisons": liaisons, "reviewers": reviewers, "files": files}


def viewer(user: int) -> Viewer:
    """A person with the posts held now."""
    posts = db.session.scalars(sa.select(Post).join(Holding).where(Holding.user_id == user, Holding.ends_at.is_(None)))
    return Viewer(tuple(Seat(post.id, post.role, post.title, post.agency_id, post.agency.name) for post in posts))


def step(play: Play, name: str, act: Callable[[], object]) -> bool:
    """Do one act and hold what came of it against the rules; False when it was refused."""
    made, last = play.made, play.made.last_report
    before, turn, rounds = made.state, (made.turn, made.waiting_since), len(made.reports)
    found = len(last.standing) if last else 0
    mark = _newest_event(made)
    try:
        act()
    except Refused:
        assert (made.state, len(made.reports)) == (before, rounds), f"{name} was refused half-way"
        return False
    db.session.flush()
    named = "correct" if name == "report" and before is S.REPORTED else name
    stayed = made.state is before and named in STAYS | {"hand over"}
    assert stayed or (before, made.state) in PATHS[named], f"{named}: {before} to {made.state}"
    assert _newest_event(made) > mark or stayed, f"{named} left no trace"
    if made.turn != turn[0] or (name == "judge" and last and len(last.standing) != found):
        assert made.waiting_since > turn[1], f"{named}: the turn went on, its beginning did not"
    return True


def _newest_event(made: Commitment) -> int:
    mine = sa.select(sa.func.max(AuditEvent.id)).where(AuditEvent.root_type == "commitment")
    return db.session.scalar(mine.where(AuditEvent.root_id == made.id)) or 0


def check(play: Play) -> None:
    """What must always be true."""
    made = play.made
    told = [report for report in made.reports if report.verdict is not Verdict.REPLACED]
    found = [report for report in made.reports if report.verdict in (Verdict.VERIFIED, Verdict.PARTLY)]
    assert [report.round for report in made.reports] == list(range(1, len(made.reports) + 1))
    assert made.claimed == (told[-1].quantity if told else 0)
    assert made.verified == (found[-1].accepted if found else 0)
    assert made.claimed_percent == percent(made, told[-1].quantity, told[-1].level) if told else True
    expected = percent(made, found[-1].accepted or Decimal(0), found[-1].accepted_level) if found else 0
    assert made.verified_percent == (expected if found or made.target is not None else 0)
    assert made.attainment is attained(made, bool(told), bool(found))
    waiting = [report for report in made.reports if report.verdict is Verdict.WAITING]
    assert len(waiting) == (made.state is S.REPORTED) or made.state is S.CANCELLED
    assert made.is_open == (made.state in OPEN) and made.redated <= len(made.changes)
    for report in made.reports:
        check_reviews(play, report)


def percent(made: Commitment, quantity: Decimal, level: Attainment | None) -> int:
    """How much of the way, reckoned apart from the model."""
    if made.target is None:
        return {Attainment.LIMITED: 33, Attainment.SUBSTANTIAL: 67, Attainment.COMPLETE: 100}.get(level or S, 0)  # type: ignore[call-overload]
    start = made.baseline or 0
    return int(min(Decimal(100), max(Decimal(0), (quantity - start) / (made.target - start) * 100)))


def attained(made: Commitment, told: bool, found: bool) -> Attainment:
    """The step of the scale that this is, reckoned apart from the model."""
    for edge, attainment in ((100, Attainment.COMPLETE), (50, Attainment.SUBSTANTIAL), (1, Attainment.LIMITED)):
        if made.verified_percent >= edge:
            return attainment
    if made.verified > (made.baseline or 0):
        return Attainment.LIMITED
    return Attainment.NO_EVIDENCE if told and not found else Attainment.NOT_STARTED


def check_reviews(play: Play, report: ProgressReport) -> None:
    """Two different people where two are needed, nobody their own work; evidence belongs where it says."""
    standing = report.standing
    people = [review.reviewer_id for review in standing]
    assert len(set(people)) == len(people) <= 2 and report.submitted_by not in people
    if report.verdict in (Verdict.VERIFIED, Verdict.PARTLY):
        assert len(people) == (2 if play.made.is_high else 1) and standing[-1].accepted == report.accepted
        assert report.accepted is not None and report.accepted <= report.quantity
    if report.verdict in (Verdict.WAITING, Verdict.REPLACED):
        assert report.accepted is None and not report.points and report.reviewed_by is None
    for user in people:
        tellers = [agency for agency, teller in play.liaisons.items() if teller == report.submitted_by]
        assert all(seat.agency_id not in tellers for seat in play.reviewers[user].seats), "their own agency's work"


def check_evidence(made: Commitment) -> None:
    """Rows and files agree."""
    for piece in db.session.scalars(sa.select(Evidence).where(Evidence.commitment_id == made.id)):
        assert piece.report is not None and piece.report.commitment_id == made.id
        assert (piece.file_id is None) == bool(piece.link)
        assert piece.file is None or path_of(piece.file.sha256).stat().st_size == piece.file.size


@pytest.mark.parametrize("seed", range(4))
def test_all_paths_are_legal_and_all_figures_those_of_the_reports(
    cast: Cast, people: dict[str, Any], seed: int
) -> None:
    dice, seen = random.Random(seed), set[tuple[str, S]]()  # noqa: S311
    for _ in range(IN_ONE_TEST):
        play = a_play(cast, dice, people)
        for _ in range(STEPS_OF_ONE):
            acts = play.acts()
            name = dice.choices(list(acts), [WEIGHTS[each] for each in acts])[0]
            if step(play, name, acts[name]):
                seen.add((name, play.made.state))
                check(play)
        check_evidence(play.made)
        db.session.commit()
    assert {state for _, state in seen} == set(S) and {name for name, _ in seen} == set(WEIGHTS)
    assert ("judge", S.REPORTED) in seen, "no second reviewer was ever waited for"


def fields_of(play: Play, name: str, who: int) -> dict[str, str]:
    """What a reviewer sends; read and sent as a program would, since the page itself is looked at elsewhere."""
    report, finding = play.made.last_report, play.finding()
    fields = {"round": str(len(play.made.reports)), "reason": "mistake", "note": "Keliru", "dari": ""}
    fields |= {"seen": f"{len(report.standing)}.{report.holder_id or 0}" if report else "", "without": "Dilihat"}
    fields |= {"verdict": finding.verdict.value, "accepted": str(finding.accepted or "")}
    if finding.verdict in (Verdict.RETURNED, Verdict.NO_EVIDENCE):
        fields["points"] = "Kurang"
    return fields | {f"bukti-{key}": verdict.value for key, (verdict, _) in finding.pieces.items()}


@pytest.mark.parametrize("seed", range(2))
def test_the_pages_keep_to_the_same_paths(app: Flask, cast: Cast, people: dict[str, Any], seed: int) -> None:
    dice, sent = random.Random(1000 + seed), []  # noqa: S311
    addresses = dict(zip(people["reviewers"], (cast.reviewer, "peninjau2@contoh.go.id"), strict=True))
    browsers = {who: Browser(app, checking=False).sign_in(address) for who, address in addresses.items()}
    play = a_play(cast, dice, people)
    for _ in range(60):
        if not play.made.is_open and play.made.state is not S.VERIFIED:
            play = a_play(cast, dice, people)
        acts = play.acts()
        name = dice.choices(list(acts), [WEIGHTS[each] for each in acts])[0]
        if name not in PAGES:
            step(play, name, acts[name])
            db.session.commit()
            continue
        who = dice.choice(list(browsers))
        fields, allowed = fields_of(play, name, who), can("commitment.verify", play.made, play.reviewers[who])
        before, key = play.made.state, play.made.id
        db.session.commit()
        data = fields | {"csrf_token": browsers[who].token()}
        answer = browsers[who].raw("POST", f"/komitmen/{key}{PAGES[name]}", data=data)
        play.made = db.session.get_one(Commitment, key, populate_existing=True)
        people |= {"agencies": list(db.session.scalars(sa.select(Agency).where(Agency.id.in_(people["liaisons"]))))}
        play.agencies = people["agencies"]
        assert answer.status_code in ((303, 422) if allowed else (403,)), answer.status_code
        moved = play.made.state is not before
        assert not moved or (allowed and (before, play.made.state) in PATHS[name])
        sent.append(moved)
        check(play)
    assert any(sent) and db.session.scalar(sa.select(sa.func.count()).select_from(Review))
