"""Placeholder until the feature's author writes it."""

from flask import Blueprint

from app.commitments import models  # noqa: F401

commitments = Blueprint("commitments", __name__)


@commitments.get("/_commitments")
def index() -> str:
    """Nothing yet."""
    return ""
