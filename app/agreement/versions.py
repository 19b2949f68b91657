"""Versions of the minutes: what was signed, by whom, and the signed paper beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.agreement.models import SignerRole
from app.audit import Audited
from app.clock import now
from app.columns import choice
from app.extensions import Model
from app.files.models import StoredFile, shown_to
from app.language import Lazy as _l
from app.meetings.models import Meeting, PartOfMeeting
from app.policy import Holder


class MinutesVersion(PartOfMeeting, Model):
    """Version `number` of a meeting's minutes, made by the first signature.

    `content` is the record of the meeting (the dict of `record_of`: format, meeting, convener, items with lines,
    attendance, follow_up) as `json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))`;
    `sha256` the hex digest of its UTF-8 bytes. The database refuses to change either or the number, and to delete a
    row. Reopening strikes the signatures: `struck_at`, `struck_name` and `struck_reason` are written once. At most one
    version of a meeting is not struck; it is valid when it has two signatures.
    """

    __tablename__ = "minutes_version"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), info={"audit": False})
    number: so.Mapped[int] = so.mapped_column(info={"audit": False})
    circulation: so.Mapped[int] = so.mapped_column(info={"audit": False})
    content: so.Mapped[str] = so.mapped_column(info={"audit": False})
    sha256: so.Mapped[str] = so.mapped_column(sa.String(64), info={"label": _l("SHA-256")})
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    struck_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"audit": False})
    struck_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"audit": False})
    struck_reason: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Alasan")})

    meeting: so.Mapped[Meeting] = so.relationship()
    signatures: so.Mapped[list[Signature]] = so.relationship(
        order_by="Signature.id", back_populates="of_version", lazy="selectin"
    )

    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "number"),
        sa.Index(
            "ix_minutes_version_valid", "meeting_id", unique=True,
            sqlite_where=sa.text("struck_at IS NULL"), postgresql_where=sa.text("struck_at IS NULL"),
        ),
    )  # fmt: skip

    @property
    def audit_name(self) -> str:
        """The number."""
        return str(self.number)

    @property
    def short(self) -> str:
        """The beginning of the SHA-256, for people to compare."""
        return self.sha256[:12]

    @property
    def is_valid(self) -> bool:
        """Signed by both and not struck."""
        return self.struck_at is None and {each.role for each in self.signatures} == set(SignerRole)

    @property
    def signed_at(self) -> dt.datetime | None:
        """When the last one signed."""
        return max((each.at for each in self.signatures), default=None)

    def by(self, role: SignerRole) -> Signature | None:
        """Return the signature in a role."""
        return next((each for each in self.signatures if each.role is role), None)

    def strike(self, reason: str, who: str) -> None:
        """Take the signatures' force away; they stay to be read."""
        self.struck_at, self.struck_reason, self.struck_name = now(), reason, who


class Signature(Audited, Model):
    """One person signed one version in one role, at a post that is kept as it was called then.

    `on_behalf` is who should have signed, when that is somebody else: printed as "a.n.". Append-only.
    """

    __tablename__ = "minutes_signature"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    version_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("minutes_version.id"), info={"audit": False})
    role: so.Mapped[SignerRole] = so.mapped_column(choice(SignerRole), info={"label": _l("Sebagai")})
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), index=True, info={"audit": False})
    name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    position: so.Mapped[str] = so.mapped_column(sa.String(600), info={"audit": False})
    on_behalf: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Atas nama")})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})

    of_version: so.Mapped[MinutesVersion] = so.relationship(back_populates="signatures")

    __table_args__ = (sa.UniqueConstraint("version_id", "role"), sa.UniqueConstraint("version_id", "user_id"))

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the meeting's page."""
        return "meeting", self.of_version.meeting_id

    @property
    def audit_name(self) -> str:
        """The number of the version."""
        return str(self.of_version.number)


class SignedScan(PartOfMeeting, Model):
    """The paper as signed outside, a scan or a PDF with certified signatures. The newest of a version counts."""

    __tablename__ = "signed_scan"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    version_id: so.Mapped[int] = so.mapped_column(
        sa.ForeignKey("minutes_version.id"), index=True, info={"audit": False}
    )
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    file_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("stored_file.id"), index=True, info={"audit": False})
    name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    added_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})

    file: so.Mapped[StoredFile] = so.relationship(lazy="joined", innerjoin=True)

    @property
    def audit_name(self) -> str:
        """The name of the file."""
        return self.name


class VersionPhoto(Model):
    """A photo that stands in a version: it stays to be seen there when a later version leaves it out."""

    __tablename__ = "version_photo"

    version_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("minutes_version.id"), primary_key=True)
    file_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, index=True)


@shown_to
def _beside_versions(who: Holder) -> sa.Select[Any]:
    """Signed papers of meetings that the person may read."""
    return (
        sa.select(SignedScan.file_id)
        .join(Meeting, Meeting.id == SignedScan.meeting_id)
        .where(Meeting.visible_clause(who))
    )


@shown_to
def _in_versions(who: Holder) -> sa.Select[Any]:
    """Photos that stand in versions of minutes that the person may read."""
    placed = sa.select(VersionPhoto.file_id).join(MinutesVersion, MinutesVersion.id == VersionPhoto.version_id)
    return placed.join(Meeting, Meeting.id == MinutesVersion.meeting_id).where(Meeting.visible_clause(who))
