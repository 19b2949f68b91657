"""Moving a card of the board: where its person may move it, why not, and doing it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from flask_babel import gettext

from app.agencies.service import current
from app.policy import Holder, can
from app.refusal import Refused
from app.tasks.parts import TaskPart
from app.tasks.states import NEEDS_NOTE, PartState, next_states

P = PartState
LONGEST_NAME = 60


class Card(Protocol):
    """A part, or its row on the board: what POLICY's conditions compare, and how it stands."""

    state: PartState
    needs_confirmation: bool

    @property
    def responsible_agency_id(self) -> int:
        """The agency whose part it is."""

    @property
    def issuer_agency_id(self) -> int | None:
        """The agency that issued the task."""


class Move(NamedTuple):
    """A state that a card may be moved to. `wordy` when it has to be said why."""

    state: PartState
    wordy: bool


def may_move(card: Card, who: Holder) -> bool:
    """Tell whether this person moves the card at all: as its agency, or as who confirms what is delivered."""
    return can("part.update", card, who) or can("part.confirm", card, who)


def moves(card: Card, who: Holder) -> tuple[Move, ...]:
    """Where this person may move the card now."""
    if can("part.update", card, who):
        states = next_states(card.state, card.needs_confirmation)
        return tuple(Move(state, state in NEEDS_NOTE) for state in states)
    if card.state is P.DELIVERED and can("part.confirm", card, who):
        return Move(P.DONE, False), Move(P.DOING, True)
    return ()


def is_tester(part: TaskPart, who: Holder) -> bool:
    """True of who tests what was delivered, and is not who delivered it."""
    return part.state is P.DELIVERED and not can("part.update", part, who)


def move(part: TaskPart, state: PartState, note: str, blocked_on_id: int | None, who: Holder) -> None:
    """Move the part. `note` says why it was given back, or is the agency's note. Raises Refused."""
    if is_tester(part, who):
        part.confirm() if state is P.DONE else part.give_back(note)
        return
    waits_for = current([blocked_on_id])[0] if blocked_on_id and state is P.BLOCKED else None
    part.update(state, note, waits_for)


def refuse(part: TaskPart, state: PartState, version: str, who: Holder) -> None:
    """Raise Refused, with the reason, when a card that was dropped cannot be moved there."""
    part.task.refuse_when_withdrawn()
    if version != str(part.version):
        raise Refused(
            gettext("Kartu ini baru saja diubah orang lain dan kini berstatus %(state)s.", state=str(part.state.label))
        )
    possible = [each.state for each in moves(part, who)]
    if state not in possible:
        labels = ", ".join(str(each.label) for each in possible)
        there, here = str(state.label), str(part.state.label)
        if not labels:
            raise Refused(gettext("Bagian yang berstatus %(state)s tidak dapat Anda pindahkan.", state=here))
        raise Refused(
            gettext("Dari %(here)s tidak dapat langsung ke %(there)s. Yang mungkin: %(states)s.",
                    here=here, there=there, states=labels)
        )  # fmt: skip


def told(part: TaskPart) -> str:
    """Say where the card is now, and whom it waits for there."""
    title = part.task.title
    name = title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1].rstrip() + "…"
    sentence = gettext("%(title)s dipindahkan ke %(state)s.", title=name, state=str(part.state.label))
    if part.state is not P.DELIVERED:
        return sentence
    issuer = part.task.issuer_name or gettext("sekretariat")
    return sentence + " " + gettext("Bagian ini selesai setelah dikonfirmasi %(issuer)s.", issuer=issuer)
