"""Placeholder until the feature's author writes it."""

from flask import Blueprint

from app.tasks import models  # noqa: F401

tasks = Blueprint("tasks", __name__)


@tasks.get("/_tasks")
def index() -> str:
    """Nothing yet."""
    return ""
