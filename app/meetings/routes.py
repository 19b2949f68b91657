"""Placeholder until the feature's author writes it."""

from app import references  # noqa: F401
from flask import Blueprint

from app.meetings import models  # noqa: F401

meetings = Blueprint("meetings", __name__)


@meetings.get("/_meetings")
def index() -> str:
    """Nothing yet."""
    return ""
