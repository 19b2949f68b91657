"""Pages of waiting: how long reports waited and at whom, and the list behind each number."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_login import current_user

from app.clock import now
from app.listing import Listing
from app.monitoring.routes import monitoring
from app.monitoring.waiting import period_choices, period_of, waits_in
from app.monitoring.waiting_lists import REPAIRS, REVIEWS, WAITING
from app.policy import requires


@monitoring.get("/komitmen/waktu-tunggu")
@requires("commitment.read")
def waiting() -> Any:
    """How long reports waited in a period, per reviewer and per agency, and what waits now."""
    period = period_of(request.args.get("periode", ""))
    waits = waits_in(period)
    return render_template("monitoring/waiting.html", period=period, periods=period_choices(), waits=waits)


@monitoring.get("/komitmen/waktu-tunggu/pemeriksaan")
@requires("commitment.read")
def reviews() -> Any:
    """Each review, with how long its report waited for it."""
    return _listed(REVIEWS, "reviews")


@monitoring.get("/komitmen/waktu-tunggu/perbaikan")
@requires("commitment.read")
def repairs() -> Any:
    """Each return, with how long the agency took for the next round."""
    return _listed(REPAIRS, "repairs")


@monitoring.get("/komitmen/waktu-tunggu/belum-diperiksa")
@requires("commitment.read")
def unreviewed() -> Any:
    """Each report that waits now, with who took it up."""
    return _listed(WAITING, "unreviewed")


def _listed(listing: Listing, kind: str) -> Any:
    page = listing.page(current_user, request.args, request.path)
    return render_template("monitoring/waits.html", page=page, kind=kind, now=now())
