"""What the office sets for its papers: the letterhead of an agency, the texts of a meeting's activity report."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.agencies.models import Agency
from app.audit import Audited
from app.extensions import Model
from app.files.models import StoredFile, shown_to
from app.language import Lazy as _l
from app.meetings.models import Meeting, PartOfMeeting
from app.policy import Holder


class Letterhead(Audited, Model):
    """The letterhead (kop naskah dinas) of an agency; its name and address come from the agency itself.

    `upper` is the line over the name, `city` stands before the day of a letter.
    """

    __tablename__ = "letterhead"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), unique=True, info={"audit": False})
    upper: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Baris di atas nama")})
    contact: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Baris kontak")})
    city: so.Mapped[str] = so.mapped_column(sa.String(100), default="", info={"label": _l("Kota tempat surat dibuat")})
    picture_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("stored_file.id"), index=True, info={"label": _l("Gambar lambang")}
    )
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    agency: so.Mapped[Agency] = so.relationship()
    picture: so.Mapped[StoredFile | None] = so.relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the agency's page."""
        return "agency", self.agency_id


@shown_to
def _on_letterheads(who: Holder) -> sa.Select[Any]:
    """Pictures of letterheads: as visible as agencies."""
    shown = sa.select(Letterhead.picture_id).where(Letterhead.picture_id.is_not(None))
    return shown if who.seats else shown.where(sa.false())


class ActivityReport(PartOfMeeting, Model):
    """The texts of a meeting's activity report (laporan kegiatan), as the secretariat typed them."""

    __tablename__ = "activity_report"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), unique=True, info={"audit": False})
    general: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Umum")})
    basis: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Dasar")})
    purpose: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Maksud dan tujuan")})
    scope: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Ruang lingkup")})
    activities: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Kegiatan yang dilaksanakan")})
    results: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Hasil yang dicapai")})
    conclusion: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Simpulan dan saran")})
    closing: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Kalimat penutup")})
    signer: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Yang melaporkan")})
    signer_position: so.Mapped[str] = so.mapped_column(
        sa.String(200), default="", info={"label": _l("Jabatan yang melaporkan")}
    )
    annexes: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Daftar lampiran")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    meeting: so.Mapped[Meeting] = so.relationship()

    __mapper_args__ = {"version_id_col": version}
