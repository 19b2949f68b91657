"""The first page, the person's preferences, the page of rights, and the health check."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, session
from flask_login import current_user

from app.extensions import db
from app.home.gathering import turn
from app.home.navigation import frame
from app.home.service import overview
from app.language import LANGUAGES, language
from app.policy import POLICY, Role, public, signed_in
from app.settings import is_demo
from app.web import csrf_token, layout, present_path, return_path

home = Blueprint("home", __name__)


THEMES = ("light", "dark")


@home.app_context_processor
def _page() -> dict[str, Any]:
    """What every template may use."""
    return {
        "layout": layout(),
        "locale": language(),
        "theme": session.get("tema", ""),
        "demo": is_demo(),
        "frame": frame,
        "csrf_token": csrf_token,
        "path": present_path(),
    }


@home.get("/")
@signed_in
def index() -> Any:
    """What needs the person now, late first."""
    return render_template("home/index.html", overview=overview(current_user))


@home.get("/giliran/<kind>")
@signed_in
def all_of(kind: str) -> Any:
    """All things of one kind that wait for the person, in the order of the first page."""
    found = turn(current_user, kind, request.args, request.path)
    return render_template("home/all_of.html", turn=found) if found else abort(404)


@home.get("/hak-akses")
@signed_in
def permissions() -> Any:
    """Who may do what, drawn from the very table that decides."""
    return render_template("home/permissions.html", policy=POLICY, roles=list(Role))


@home.post("/tampilan")
@public
def preferences() -> Any:
    """Set language or theme for this browser."""
    language, theme = request.form.get("bahasa"), request.form.get("tema")
    if language in LANGUAGES:
        session["bahasa"] = language
    if theme in THEMES:
        session["tema"] = theme
    elif theme:
        session.pop("tema", None)
    return redirect(return_path(), 303)


@home.get("/healthz")
@public
def health() -> Any:
    """Answer "ok" when the database answers."""
    db.session.execute(sa.select(1))
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
