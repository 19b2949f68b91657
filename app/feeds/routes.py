"""Calendar feeds: what a link shows to whoever holds it, and the pages on which links are made and ended."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agencies.models import Agency
from app.feeds import service
from app.feeds.queries import newest, newest_of
from app.policy import Role, public, requires, signed_in
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect

feeds = Blueprint("feeds", __name__)


@feeds.get("/kalender/langganan/<token>.ics")
@public
def show(token: str) -> Any:
    """The calendar, for a program that looks again every few hours; most of the time nothing is new."""
    feed = service.opened_by(token)
    content = service.contents(feed) if feed else None
    if content is None:
        abort(404)
    answer = make_response(content)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8; method=PUBLISH"
    answer.headers["Content-Disposition"] = 'inline; filename="sinergi.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return answer.make_conditional(request)


@feeds.get("/kalender/langganan")
@signed_in
def index() -> Any:
    """The person's own link, and those of the agencies for which the person liaises."""
    agencies = current_user.agencies_as(Role.LIAISON)
    return render_template(
        "feeds/index.html", own=newest(user_id=current_user.id), agencies=agencies,
        feeds=newest_of(agencies), address_of=service.address_of,
    )  # fmt: skip


@feeds.post("/kalender/langganan/buat")
@signed_in
@once
def make() -> Any:
    """Make the own link, or replace it."""
    if not current_user.seats:
        abort(403)
    return _done(url_for(".index"), _made(), service.make, current_user.name, user_id=current_user.id)


@feeds.post("/kalender/langganan/cabut")
@signed_in
def revoke() -> Any:
    """End the own link."""
    return _done(url_for(".index"), _revoked(), service.revoke, user_id=current_user.id)


@feeds.get("/instansi/<id:id>/kalender")
@requires("feed.manage", Agency)
def of_agency(agency: Agency) -> Any:
    """The link of one agency."""
    feed = newest(agency_id=agency.id)
    return render_template("feeds/of_agency.html", agency=agency, feed=feed, address_of=service.address_of)


@feeds.post("/instansi/<id:id>/kalender/buat")
@requires("feed.manage", Agency)
@once
def make_for_agency(agency: Agency) -> Any:
    """Make the agency's link, or replace it."""
    if not agency.is_current:
        abort(404)
    return _done(_page(agency), _made(), service.make, current_user.name, agency_id=agency.id)


@feeds.post("/instansi/<id:id>/kalender/cabut")
@requires("feed.manage", Agency)
def revoke_for_agency(agency: Agency) -> Any:
    """End the agency's link."""
    return _done(_page(agency), _revoked(), service.revoke, agency_id=agency.id)


def _page(agency: Agency) -> str:
    """Where the form stood: on the agency's own page, or among the links of the person."""
    return url_for(".index") if "daftar" in request.form else url_for(".of_agency", id=agency.id)


def _done(place: str, sentence: str, act: Any, *values: Any, **owner: int) -> Any:
    try:
        act(request.form.get("tautan", 0, type=int), *values, **owner)
    except Refused as refused:
        flash(str(refused), "error")
        return redirect(place, 303)
    return commit_and_redirect(place, sentence)


def _made() -> str:
    return gettext("Tautan kalender dibuat. Bila ada tautan lama, tautan itu tidak dapat dibuka lagi.")


def _revoked() -> str:
    return gettext("Tautan kalender dicabut dan tidak dapat dibuka lagi.")
