"""Placeholder until the feature's author writes it."""

from flask import Blueprint

from app.minutes import models  # noqa: F401

minutes = Blueprint("minutes", __name__)


@minutes.get("/_minutes")
def index() -> str:
    """Nothing yet."""
    return ""
