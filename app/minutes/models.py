"""The minutes (notula): lines under agenda items, and every wording that a line ever had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.audit import note
from app.clock import now
from app.columns import Labelled, choice
from app.drafts.models import LONGEST_KEY
from app.extensions import Model
from app.language import Lazy as _l
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting, PartOfMeeting


class LineKind(Labelled):
    """What a line of the minutes is."""

    NOTE = "note", _l("Catatan"), "note", "neutral"
    DECISION = "decision", _l("Keputusan"), "gavel", "info"
    COMMITMENT = "commitment", _l.pgettext("satu", "Komitmen"), "target", "ok"
    TASK = "task", _l.pgettext("satu", "Tugas"), "checklist", "warn"


class MinutesLine(PartOfMeeting, Model):
    """One line (butir notula). A commitment or task line is a Commitment or Task at once; the line keeps the
    words as decided. A removed line keeps its place, so that undo puts it back. `key` is the name that the typist's
    form gave it: sent twice it is made once. An `internal` line is left out of copies that go to others."""

    __tablename__ = "minutes_line"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    agenda_item_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agenda_item.id"), index=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True)
    position: so.Mapped[int] = so.mapped_column(info={"label": _l("Urutan")})
    kind: so.Mapped[LineKind] = so.mapped_column(choice(LineKind), info={"label": _l("Jenis")})
    text: so.Mapped[str] = so.mapped_column(info={"label": _l("Isi")})
    internal: so.Mapped[bool] = so.mapped_column(default=False, info={"label": _l("Butir internal")})
    removed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Dihapus")})
    key: so.Mapped[str | None] = so.mapped_column(
        sa.String(LONGEST_KEY), unique=True, index=True, info={"audit": False}
    )
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    agenda_item: so.Mapped[AgendaItem] = so.relationship()
    meeting: so.Mapped[Meeting] = so.relationship()
    revisions: so.Mapped[list[LineRevision]] = so.relationship(order_by="LineRevision.number", back_populates="line")
    concerned: so.Mapped[list[LineAgency]] = so.relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @property
    def agencies(self) -> list[int]:
        """The ids of the agencies that a decision concerns."""
        return sorted(row.agency_id for row in self.concerned) if self.kind is LineKind.DECISION else []

    def concern(self, agency_ids: Collection[int]) -> None:
        """Say whom a decision concerns; none stands for everyone. Other kinds concern whom their work names."""
        if self.kind is not LineKind.DECISION:
            return
        wanted, known = set(agency_ids), {row.agency_id for row in self.concerned}
        if wanted == known:
            return
        self.concerned = [row for row in self.concerned if row.agency_id in wanted]
        self.concerned += [LineAgency(agency_id=each) for each in sorted(wanted - known)]
        note(self, "concerns", concerned=len(wanted))

    def wording(self, number: int) -> str:
        """Return the text of a revision; of none, the first."""
        known = {each.number: each.text for each in self.revisions}
        return known.get(number, known.get(1, self.text))

    def write(self, text: str, author_id: int | None) -> None:
        """Set the wording and keep it as a revision."""
        self.text = text
        number = len(self.revisions) + 1
        self.revisions.append(LineRevision(number=number, text=text, at=now(), author_id=author_id))


class LineRevision(Model):
    """One wording of a line. Append-only."""

    __tablename__ = "line_revision"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    line_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("minutes_line.id"), index=True)
    number: so.Mapped[int]
    text: so.Mapped[str]
    at: so.Mapped[dt.datetime]
    author_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"))

    line: so.Mapped[MinutesLine] = so.relationship(back_populates="revisions")


class LineAgency(Model):
    """An agency that a decision concerns; a decision without any concerns everyone."""

    __tablename__ = "line_agency"

    line_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("minutes_line.id"), primary_key=True)
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), primary_key=True, index=True)
