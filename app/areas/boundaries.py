"""The outlines that areas are drawn with: indicative, from a file that an office imports, never official boundaries."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.clock import now
from app.extensions import Model


class AreaBoundary(Model):
    """The outline of one area, ready to be drawn.

    `path` is the data of an SVG path in whole units of one grid for all areas: Web Mercator (EPSG:3857), y downwards,
    one unit is about ten metres at the equator. The box and the label's point are in the same units. `source` is what
    whoever imported it says about where it comes from.
    """

    __tablename__ = "area_boundary"

    area_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("area.id"), primary_key=True, autoincrement=False)
    path: so.Mapped[str]
    left: so.Mapped[int]
    top: so.Mapped[int]
    right: so.Mapped[int]
    bottom: so.Mapped[int]
    label_x: so.Mapped[int]
    label_y: so.Mapped[int]
    source: so.Mapped[str] = so.mapped_column(sa.String(300), default="")
    imported_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    imported_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="")
