"""What people add and take away again: files, scans, items of lists."""

from __future__ import annotations

import datetime as dt

import sqlalchemy.orm as so

from app.clock import now
from app.language import Lazy as _l


class Removable:
    """Mix-in: a removed row stays, out of sight, so that undo brings it back as it was."""

    removed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Dihapus")})

    def remove(self) -> None:
        """Take it away; nothing happens when it is away."""
        self.removed_at = self.removed_at or now()

    def restore(self) -> None:
        """Bring it back; nothing happens when it is there."""
        self.removed_at = None
