"""Plain functions that make real rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.accounts.models import User, normal_email
from app.accounts.service import hash_password
from app.agencies.models import Agency, AgencyKind, Post
from app.areas.models import Area, AreaKind
from app.clock import now, today
from app.commitments.models import Commitment
from app.extensions import db
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import Meeting, MeetingKind, MeetingState
from app.policy import Role
from app.references import next_reference
from app.series.models import AgendaProposal, MeetingSeries, ParkedItem
from app.tasks.models import Task
from tests.browser import PASSWORD


@dataclass
class Cast:
    """Six people at five agencies. Ids and addresses only: objects would go stale between requests."""

    bnn: int
    social: int
    police: int
    planning: int
    health: int
    admin: str = "admin@contoh.go.id"
    secretariat: str = "sekretariat@contoh.go.id"
    social_liaison: str = "dinsos@contoh.go.id"
    police_liaison: str = "polres@contoh.go.id"
    reviewer: str = "peninjau@contoh.go.id"
    leader: str = "pimpinan@contoh.go.id"


def make_agency(name: str, kind: AgencyKind = AgencyKind.OPD) -> Agency:
    """An agency that has its name since 2015."""
    agency = Agency(kind=kind, name=name)
    agency.rename(name, dt.date(2015, 1, 1))
    db.session.add(agency)
    db.session.flush()
    return agency


def make_user(email: str, name: str = "") -> User:
    """A user with the tests' password."""
    user = User(
        email=normal_email(email),
        name=name or email.split("@", maxsplit=1)[0].title(),
        password_hash=hash_password(PASSWORD),
    )
    db.session.add(user)
    db.session.flush()
    return user


def seat(user: User, agency: Agency, role: Role) -> Post:
    """A post at an agency, held by a user."""
    post = Post(agency=agency, title=role.value, role=role)
    post.give_to(user)
    db.session.add(post)
    db.session.flush()
    return post


def make_cast() -> Cast:
    """Make the cast and commit."""
    bnn = make_agency("BNN Kota Palopo", AgencyKind.BNN)
    social = make_agency("Dinas Sosial")
    police = make_agency("Polres Palopo", AgencyKind.SECURITY)
    planning = make_agency("Bappeda")
    health = make_agency("Dinas Kesehatan")
    cast = Cast(bnn.id, social.id, police.id, planning.id, health.id)
    for email, agency, role in (
        (cast.admin, planning, Role.ADMIN), (cast.secretariat, bnn, Role.SECRETARIAT),
        (cast.social_liaison, social, Role.LIAISON), (cast.police_liaison, police, Role.LIAISON),
        (cast.reviewer, planning, Role.REVIEWER), (cast.leader, bnn, Role.LEADER),
    ):  # fmt: skip
        seat(make_user(email), agency, role)
    db.session.commit()
    return cast


def make_meeting(convener_id: int, state: MeetingState = MeetingState.RUNNING, items: int = 1, **facts: Any) -> Meeting:
    """A meeting of today with agenda items; committed."""
    values = {
        "reference": next_reference("R", today().year), "kind": MeetingKind.WORKING, "theme": "Rapat kerja sinergi",
        "convener_id": convener_id, "venue": "Aula", "starts_at": now(), "chair": "Ketua Rapat",
        "minute_taker": "Pencatat Rapat", "state": state,
    }  # fmt: skip
    meeting = Meeting(**(values | facts))
    for n in range(items):
        meeting.agenda.append(AgendaItem(position=n + 1, kind=AgendaKind.DISCUSSION, title=f"Acara {n + 1}"))
    db.session.add(meeting)
    db.session.commit()
    return meeting


def make_commitment(agency_id: int, **facts: Any) -> Commitment:
    """A proposed commitment due in 30 days, 40 places as target; committed."""
    due = facts.pop("due", today() + dt.timedelta(days=30))
    agency = db.session.get_one(Agency, agency_id)
    values = {
        "reference": next_reference("K", today().year), "statement": "Menyediakan 40 tempat pelatihan",
        "lead_agency_id": agency_id, "lead_agency_name": agency.name, "unit": "orang", "target": 40,
        "indicator": "Peserta pelatihan", "proof": "Daftar hadir", "place": "Kelurahan Salekoe",
        "due": due, "original_due": due,
    }  # fmt: skip
    commitment = Commitment(**(values | facts))
    commitment.refresh_check()
    db.session.add(commitment)
    db.session.commit()
    return commitment


def make_area(code: str, kind: AreaKind = AreaKind.VILLAGE, name: str = "Salekoe", parent: Area | None = None) -> Area:
    """An area by its code; flushed."""
    area = Area(code=code, kind=kind, name=name, parent=parent)
    db.session.add(area)
    db.session.flush()
    return area


def make_task(*agency_ids: int, **facts: Any) -> Task:
    """A task with a part for each agency; committed."""
    values = {
        "reference": next_reference("T", today().year),
        "title": "Menyiapkan tempat",
        "due": today() + dt.timedelta(days=7),
    }
    task = Task(**(values | facts))
    for agency_id in agency_ids:
        task.add_part(db.session.get_one(Agency, agency_id))
    db.session.add(task)
    db.session.commit()
    return task


def make_series(
    *meetings: Meeting, name: str = "Rapat koordinasi", phrase: str = "Rapat menyepakati hal berikut."
) -> MeetingSeries:
    """A series with a phrase and a template of two items; the first of its meetings parked a topic. Committed."""
    series = MeetingSeries(name=name)
    db.session.add(series)
    series.add_phrase(phrase)
    for title in ("Pembukaan", "Penutup"):
        series.add_item(kind=AgendaKind.DISCUSSION, title=title, presenter="", planned_minutes=10)
    db.session.flush()
    for meeting in meetings:
        meeting.series_id = series.id
    if meetings:
        db.session.add(ParkedItem(series_id=series.id, meeting_id=meetings[0].id, title="Anggaran", added_name="Ani"))
    db.session.commit()
    return series


def propose(meeting: Meeting, agency_id: int, **facts: Any) -> AgendaProposal:
    """A proposal that waits for the secretariat; committed."""
    agency = db.session.get_one(Agency, agency_id)
    values = {"title": "Data penerima", "reason": "Perlu disepakati.", "added_name": "Ani", "planned_minutes": 20}
    proposal = AgendaProposal(meeting_id=meeting.id, agency_id=agency.id, agency_name=agency.name, **(values | facts))
    db.session.add(proposal)
    db.session.commit()
    return proposal
