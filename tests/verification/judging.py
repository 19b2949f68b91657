"""Reports with evidence, reviewers, and what they send."""

from __future__ import annotations

from io import BytesIO

import sqlalchemy as sa

from app.accounts.models import User
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport
from app.evidence.models import Evidence
from app.extensions import db
from app.files.kinds import IMAGES
from app.files.models import StoredFile
from app.files.service import keep
from app.policy import Role
from tests.commitments.steps import S, in_state
from tests.factories import Cast, make_agency, make_user, seat
from tests.pictures import picture

SECOND = "peninjau2@contoh.go.id"
SEEN = "Dilihat sendiri di tempat"
FULLY = {"verdict": "verified", "without": SEEN}
PARTLY = {"verdict": "partly", "accepted": "15", "without": SEEN}
BACK = {"verdict": "returned", "points": "Daftar peserta belum ada."}


def second_reviewer() -> str:
    """Another reviewer, of an agency that promises nothing; returns the address."""
    seat(make_user(SECOND), make_agency("Sekretariat Daerah"), Role.REVIEWER)
    db.session.commit()
    return SECOND


def user_id(email: str) -> int:
    """The id behind an address."""
    return db.session.scalars(sa.select(User.id).where(User.email == email)).one()


def a_file(colour: str) -> StoredFile:
    """A stored picture; not committed."""
    return keep(BytesIO(picture(colour=colour)), "bukti.jpg", IMAGES)


def attach(report: ProgressReport, name: str, file: StoredFile | None = None) -> Evidence:
    """A piece of evidence of a report: a file, or else the text of a link; not committed."""
    db.session.flush()
    piece = Evidence(
        commitment_id=report.commitment_id, report_id=report.id, agency_id=report.commitment.lead_agency_id,
        file_id=file.id if file else None, name=name, link="" if file else "https://contoh.go.id/bukti",
        added_name="Pelapor",
    )  # fmt: skip
    db.session.add(piece)
    db.session.flush()
    return piece


def reported(cast: Cast, *names: str, **facts: object) -> Commitment:
    """A commitment whose report of 20 waits with these pieces of evidence; committed."""
    made = in_state(cast, S.REPORTED, **facts)
    for name in names:
        attach(made.reports[-1], name)
    db.session.commit()
    return made


def pieces(report: ProgressReport) -> list[Evidence]:
    """The evidence of a report as it is stored."""
    rows = sa.select(Evidence).where(Evidence.report_id == report.id).order_by(Evidence.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))
