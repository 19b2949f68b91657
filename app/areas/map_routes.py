"""The map of all areas, and its table."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_login import current_user

from app.areas.drawing import draw_map, levels
from app.areas.map_queries import LEVEL, ask
from app.areas.routes import areas
from app.policy import requires


@areas.get("/kawasan/peta")
@requires("area.read")
def map_of_areas() -> Any:
    """All areas as a table and as a picture, coloured by what is asked for."""
    asked = ask(current_user, request.args, request.path)
    return render_template(
        "areas/map_of_areas.html", asked=asked, page=asked.page, picture=draw_map(asked), levels=levels(),
        by_level=asked.colour == LEVEL,
    )  # fmt: skip
