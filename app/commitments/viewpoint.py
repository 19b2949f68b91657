"""What stands out in a row of a list: whose turn it is to the person who reads, and what asks for a look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import current_app

from app.accounts.identity import Identity
from app.columns import Labelled
from app.commitments.risk import at_risk, late, stale
from app.commitments.states import TURNS, CommitmentState
from app.language import Lazy as _l
from app.policy import Role, can


class Mark(Labelled):
    """What asks for a look, beside the due date that went by."""

    AT_RISK = "at_risk", _l("Berisiko"), "alert-triangle", "warn"
    STALE = "stale", _l("Tidak bergerak"), "hourglass", "neutral"
    UNCHECKABLE = "uncheckable", _l("Belum dapat diperiksa"), "help-circle", "warn"


TURN_WORDS = {
    "you": _l("giliran Anda"), "agency": _l("giliran instansi"), "reviewer": _l("giliran peninjau"),
    "secretariat": _l("giliran sekretariat"), "": "",
}  # fmt: skip


@dataclass(frozen=True)
class Viewpoint:
    """A person as a list sees them."""

    own: Collection[int]
    held: Collection[int]
    reviews: bool
    tables: bool
    risk_days: int
    stale_days: int

    def turn(self, row: Any) -> str:
        """Return a key of TURN_WORDS."""
        side = TURNS.get(row.state, "")
        stuck = row.is_suggestion or not (row.is_checkable or row.waiver)  # as `Commitment.turn` says of one
        if stuck and row.state is CommitmentState.PROPOSED:
            side = "secretariat"
        mine = {
            "agency": row.lead_agency_id in self.own, "secretariat": self.tables,
            "reviewer": self.reviews and row.lead_agency_id not in self.held,
        }  # fmt: skip
        return "you" if mine.get(side) else side

    def late(self, row: Any) -> bool:
        """Open after its due date, and not resting."""
        return late(row)

    def marks(self, row: Any) -> list[Mark]:
        """Return the marks of a row."""
        found = [Mark.AT_RISK] if at_risk(row, self.risk_days) else []
        if stale(row, self.stale_days):
            found.append(Mark.STALE)
        return found if row.is_checkable else [*found, Mark.UNCHECKABLE]


def viewpoint(who: Identity) -> Viewpoint:
    """Return how `who` sees a list."""
    return Viewpoint(
        own=who.agencies_as(Role.LIAISON), held=who.agency_ids, reviews=can("commitment.verify", who=who),
        tables=can("commitment.table", who=who), risk_days=current_app.config["RISK_DAYS"],
        stale_days=current_app.config["STALE_DAYS"],
    )  # fmt: skip
