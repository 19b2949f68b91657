"""The administrator's pages of the outbox: the queue, what failed, addresses that are paused."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.deliveries import service
from app.deliveries.models import Bounce, Channel, Delivery
from app.deliveries.queries import DELIVERIES, PAUSED
from app.extensions import db, fetch
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, return_path

deliveries = Blueprint("deliveries", __name__)
ALONE = "default-src 'none'; sandbox"  # the policy of a mail shown as a page: it loads nothing and does nothing


@deliveries.get("/kiriman")
@requires("delivery.manage")
def index() -> Any:
    """All that was sent, waits, or failed."""
    page = DELIVERIES.page(current_user, request.args, request.path)
    return render_template(
        "deliveries/index.html", page=page, paused=fetch(PAUSED), standing=service.standing(),
        has_mail=service.is_set_up(Channel.MAIL),
    )  # fmt: skip


@deliveries.get("/kiriman/<id:id>")
@requires("delivery.manage", Delivery)
def show(delivery: Delivery) -> Any:
    """One delivery: to whom, how it went, and where that is allowed what it says."""
    paused = db.session.get(Bounce, delivery.address)
    return render_template(
        "deliveries/show.html", delivery=delivery, shows_content=service.shows_content(),
        paused=paused if paused and paused.paused_at else None,
    )  # fmt: skip


@deliveries.get("/kiriman/<id:id>/isi.html")
@requires("delivery.manage", Delivery)
def content(delivery: Delivery) -> Any:
    """The HTML part, as mail programs show it."""
    if not (service.shows_content() and delivery.html):
        abort(404)
    return Response(delivery.html, mimetype="text/html", headers={"Content-Security-Policy": ALONE})


@deliveries.post("/kiriman/<id:id>/kirim-ulang")
@requires("delivery.manage", Delivery)
@once
def send_again(delivery: Delivery) -> Any:
    """Try one that failed from the beginning."""
    service.send_again(delivery)
    return commit_and_redirect(return_path(url_for(".index")), gettext("Kiriman ini masuk antrean lagi."))


@deliveries.post("/kiriman/kirim-ulang")
@requires("delivery.manage")
@once
def send_all_again() -> Any:
    """Try all that failed in the last days from the beginning, as after the mail server was away for long."""
    number = service.send_all_again()
    return commit_and_redirect(
        return_path(url_for(".index")),
        ngettext("%(num)s kiriman masuk antrean lagi.", "%(num)s kiriman masuk antrean lagi.", number),
    )


@deliveries.post("/kiriman/jeda/buka")
@requires("delivery.manage")
@once
def resume() -> Any:
    """Write to a paused address again."""
    address = request.form.get("address", "").replace("\0", "")
    bounce = db.session.get(Bounce, address, with_for_update=True) or abort(404)
    service.resume(bounce)
    return commit_and_redirect(
        return_path(url_for(".index")),
        gettext("Jeda dibuka: surel untuk %(address)s dikirim lagi.", address=bounce.address),
    )
