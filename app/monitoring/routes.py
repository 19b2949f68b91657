"""More ways to look at commitments: by status, by agency, by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup

from app.agencies.queries import agency_choices
from app.clock import today
from app.commitments import figures
from app.commitments.filters import LATE, NOT_YET_LATE, OF_ANY_STATE
from app.commitments.states import OPEN, CommitmentState
from app.commitments.viewpoint import TURN_WORDS, viewpoint
from app.extensions import fetch
from app.language import language
from app.listing import Values
from app.monitoring import queries
from app.paging import Page
from app.policy import requires

monitoring = Blueprint("monitoring", __name__)

CLOSED = (CommitmentState.VERIFIED, CommitmentState.CANCELLED)


@monitoring.get("/komitmen/papan")
@requires("commitment.read")
def board() -> Any:
    """One column for each status, the first due on top."""
    page = queries.BOARD.ask(request.args, request.path)
    values = page.values | {"status": OF_ANY_STATE}
    asked = tuple(page.values.items())
    cards = fetch(
        queries.cards(asked, current_user.seats, today()), **queries.BOARD.parameters(current_user, page.values)
    )
    columns = [(state, [card for card in cards if card.state is state]) for state in OPEN]
    return render_template(
        "monitoring/board.html", page=page, columns=columns, eyes=viewpoint(current_user), turn_words=TURN_WORDS,
        counts=figures.by_state(queries.BOARD, current_user, values), closed=CLOSED,
    )  # fmt: skip


@monitoring.get("/komitmen/matriks")
@requires("commitment.read")
def matrix() -> Any:
    """How many commitments each agency has in each status, each number leading to its list."""
    page = queries.MATRIX.ask(request.args, request.path)
    names = tuple(agency_choices(current=False))
    asked = page.values | {"status": OF_ANY_STATE}
    # Drawn once for the same numbers: some four hundred links take longer than all the rest.
    table = figures.ask(f"matrix in {language()} {names}", asked, lambda: _matrix_table(page, asked, names))
    return render_template("monitoring/matrix.html", page=page, table=table)


def _matrix_table(page: Page, asked: Values, names: Sequence[tuple[int, str]]) -> Markup:
    found = figures.matrix(queries.MATRIX, current_user, asked)
    agencies = [(key, name) for key, name in names if key in found.agencies]
    drawn = render_template(
        "monitoring/_matrix.html", page=page, matrix=found, agencies=agencies, states=list(CommitmentState)
    )
    return Markup(drawn.strip())  # noqa: S704 - made by our own template


@monitoring.get("/komitmen/linimasa")
@requires("commitment.read")
def timeline() -> Any:
    """The due dates of one year, month by month: late, open, verified."""
    page = queries.TIMELINE.ask(request.args, request.path)
    year = int(page.values.get("tahun", today().year))
    months = figures.by_month(queries.TIMELINE, current_user, page.values | {"status": OF_ANY_STATE}, year)
    kinds = (
        ("late", gettext("Lewat tenggat"), {"tenggat": LATE}),
        ("open", gettext("Terbuka, tidak terlambat"), {"tenggat": NOT_YET_LATE}),
        ("verified", gettext("Terverifikasi"), {"status": CommitmentState.VERIFIED.value}),
    )
    return render_template("monitoring/timeline.html", page=page, year=year, months=months, kinds=kinds)
