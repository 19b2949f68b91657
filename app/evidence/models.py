"""Evidence (bukti dukung): what proves a report, and what a reviewer found about each piece."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.clock import now
from app.columns import Labelled, choice
from app.commitments.models import Commitment
from app.commitments.parts import PartOfCommitment
from app.commitments.reports import ProgressReport
from app.extensions import Model
from app.files.models import StoredFile, shown_to
from app.files.received import LONGEST_NAME
from app.files.removable import Removable
from app.language import Lazy as _l
from app.policy import Holder
from app.refusal import Refused


class EvidenceVerdict(Labelled):
    """What a reviewer found about one piece."""

    WAITING = "waiting", _l("Belum diperiksa"), "hourglass", "neutral"
    ENOUGH = "enough", _l("Cukup"), "circle-check", "ok"
    NOT_ENOUGH = "not_enough", _l("Kurang"), "alert-triangle", "warn"
    UNREADABLE = "unreadable", _l("Tidak terbaca"), "eye-off", "danger"
    IRRELEVANT = "irrelevant", _l("Tidak sesuai"), "ban", "danger"


class Evidence(PartOfCommitment, Removable, Model):
    """One piece: a file under the name it came with, or the text of a link, which is never fetched.

    It belongs to the commitment's draft until that is submitted, then to that report (`report_id`). `key` names one
    upload of one browser, so that a repeated one changes nothing. `size` in bytes counts towards the agency's quota;
    `keeps_place` says that a photo kept its coordinates on purpose.
    """

    __tablename__ = "evidence"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    commitment_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("commitment.id"), index=True)
    report_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("progress_report.id"), index=True, info={"audit": False}
    )
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), info={"audit": False})
    file_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("stored_file.id"), index=True, info={"audit": False}
    )
    name: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_NAME), info={"audit": False})
    link: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"audit": False})
    size: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    key: so.Mapped[str | None] = so.mapped_column(sa.String(64), info={"audit": False})
    keeps_place: so.Mapped[bool] = so.mapped_column(default=False, info={"audit": False})
    added_by_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    added_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    verdict: so.Mapped[EvidenceVerdict] = so.mapped_column(
        choice(EvidenceVerdict), default=EvidenceVerdict.WAITING, info={"label": _l("Hasil pemeriksaan")}
    )
    remark: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Catatan peninjau")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    commitment: so.Mapped[Commitment] = so.relationship()
    report: so.Mapped[ProgressReport | None] = so.relationship()
    file: so.Mapped[StoredFile | None] = so.relationship()

    __table_args__ = (
        sa.UniqueConstraint("commitment_id", "key"),
        sa.Index("ix_evidence_quota", "agency_id", "removed_at", "size"),
    )
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Evidence]:
        """As visible as the commitment; while it lies in a draft, to the agency's own people."""
        shown = sa.select(cls).join(Commitment, Commitment.id == cls.commitment_id)
        return shown.where(Commitment.visible_clause(who), _seen_by(who))

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare."""
        return self.commitment.lead_agency_id

    @property
    def media_type(self) -> str:
        """The kind of its file, "" of a link."""
        return self.file.media_type if self.file else ""

    @property
    def width(self) -> int | None:
        """Width of its picture or first page in pixels, None without one."""
        return self.file.width if self.file else None

    @property
    def height(self) -> int | None:
        """Height of its picture or first page in pixels, None without one."""
        return self.file.height if self.file else None

    @property
    def audit_name(self) -> str:
        """The name of the file, or the link; none while it lies in a draft, as everybody reads the history for ever."""
        return self.name if self.report_id is not None else ""

    def remove(self) -> None:
        """Take it out of the draft; nothing happens when it is away. What was handed in stays: raises Refused."""
        self._refuse_sent()
        super().remove()

    def restore(self) -> None:
        """Put a removed piece back into the draft."""
        self._refuse_sent()
        super().restore()

    def _refuse_sent(self) -> None:
        if self.report_id is not None:
            raise Refused(gettext("Bukti yang sudah terkirim bersama laporan tidak dapat dihapus."))


@shown_to
def _for_commitments(who: Holder) -> sa.Select[Any]:
    """Evidence of commitments that the person may read; of a draft only the agency's own people see it."""
    shown = sa.select(Evidence.file_id).join(Commitment, Commitment.id == Evidence.commitment_id)
    return shown.where(
        Commitment.visible_clause(who), _seen_by(who), Evidence.file_id.is_not(None), Evidence.removed_at.is_(None)
    )


def _seen_by(who: Holder) -> sa.ColumnElement[bool]:
    """It was handed in, or it is still the person's own agency's."""
    own = Commitment.lead_agency_id.in_([seat.agency_id for seat in who.seats])
    return sa.or_(Evidence.report_id.is_not(None), own)
