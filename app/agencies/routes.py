"""Placeholder until the feature's author writes it."""

from flask import Blueprint

agencies = Blueprint("agencies", __name__)


@agencies.get("/_agencies")
def index() -> str:
    """Nothing yet."""
    return ""
