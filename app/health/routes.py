"""The page of health, for administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from app.files.kinds import BY_MEDIA_TYPE
from app.health import service
from app.policy import can, requires

health = Blueprint("health", __name__)


@health.app_context_processor
def _pulse() -> dict[str, Any]:
    """What the first page includes for who may read it."""
    return {"pulse_of_system": lambda: service.pulse() if can("system.read") else None}


@health.get("/kesehatan")
@requires("system.read")
def index() -> Any:
    """What waits, how much room there is, backups, refused sign-ins, versions and clocks."""
    return render_template("health/index.html", health=service.health(), kinds=BY_MEDIA_TYPE)
