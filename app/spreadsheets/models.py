"""A spreadsheet that was uploaded and looked at, and waits for "Impor": nothing is stored from it before."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.clock import now
from app.extensions import Model


class SpreadsheetUpload(Model):
    """What the cells of one person's file hold (`grid.packed`), until it is imported or a day has passed.

    `purpose` names the kind of import, `subject_id` what it goes into (a plan), 0 where there is none.
    """

    __tablename__ = "spreadsheet_upload"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), index=True)
    purpose: so.Mapped[str] = so.mapped_column(sa.String(30))
    subject_id: so.Mapped[int] = so.mapped_column(default=0)
    name: so.Mapped[str] = so.mapped_column(sa.String(255))
    content: so.Mapped[bytes] = so.mapped_column(sa.LargeBinary)
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, index=True)
