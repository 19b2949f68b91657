"""The form that moves a card of the board."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import RadioField

from app.agencies.queries import agency_choices
from app.forms import IdField, VersionedForm, long_text, one_of
from app.language import Lazy as _l
from app.policy import Holder
from app.tasks import moving
from app.tasks.parts import TaskPart
from app.tasks.states import PartState


class MoveForm(VersionedForm):
    """Where to, why, and whom it waits for. Its version is that of all that the card shows."""

    state = one_of(_l("Pindahkan ke"), PartState, RadioField)
    note = long_text(_l("Catatan"), longest=2000)
    blocked_on_id = IdField(_l("Terhambat karena menunggu"))

    def __init__(self, part: TaskPart, who: Holder, towards: str = "") -> None:
        self.part, self.moves, self.tests = part, moving.moves(part, who), moving.is_tester(part, who)
        states = [each.state for each in self.moves]
        chosen = next((state for state in states if state.value == towards), states[0] if states else None)
        note = "" if self.tests else part.note
        shown = {"state": chosen, "note": note, "blocked_on_id": part.blocked_on_id, "version": part.version}
        super().__init__(data=shown)
        self.state.choices = [(state.value, state.label) for state in states]
        agencies = agency_choices() if PartState.BLOCKED in states else []
        others = [(key, name) for key, name in agencies if key != part.agency_id]
        self.blocked_on_id.choices = [("", gettext("Bukan instansi lain")), *others]
        if self.tests:
            self.note.label.text = gettext("Yang belum sesuai")

    @property
    def is_settled(self) -> bool:
        """True when the card is there already: it was dropped twice, or a colleague did the same."""
        return self.state.data is self.part.state

    def is_stale(self, obj: Any) -> bool:
        """As for every form; a state that is no longer possible is not chosen any more."""
        stale = super().is_stale(obj)
        if stale and self.state.data not in [each.state for each in self.moves]:
            self.state.data = None
        return stale

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then that an obstacle, a refusal or what is given back is explained."""
        valid = super().validate(extra_validators)
        said = self.note.raw_data and self.note.data  # an earlier note does not explain what happens now
        if any(each.wordy and each.state is self.state.data for each in self.moves) and not said:
            self.note.errors = [gettext("Tulis sebabnya, agar instansi lain dan sekretariat dapat membantu.")]
        return valid and not self.errors
