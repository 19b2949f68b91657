"""Recording a person, finding doubles, and letting go: at once on request, or when the time of keeping is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.audit import note
from app.beneficiaries.forms import HIDDEN, PersonForm
from app.beneficiaries.models import Beneficiary, BeneficiaryView, EraseReason, PurgedCount, ViewKind
from app.beneficiaries.names import key_of, masked, whole_nik, without
from app.beneficiaries.queries import SAME_NIK
from app.clock import today
from app.extensions import db
from app.language import speaking
from app.settings import INSERTS

PLAIN = ("group", "area_id", "activity_id", "consented_on", "keep_until")
OVER = (
    sa.select(Beneficiary)
    .where(Beneficiary.keep_until < sa.bindparam("today", type_=sa.Date))
    .order_by(Beneficiary.id)
    .with_for_update(of=Beneficiary)
)


def has_no_double(form: PersonForm, person: Beneficiary | None = None) -> bool:
    """Tell whether nobody else has the NIK that was typed; else say who, masked, beside the field."""
    nik = whole_nik(form.nik.data) if form.nik and form.nik.data else None
    if nik is None or form.anyway.data:
        return True
    twins = db.session.scalars(SAME_NIK, {"key": key_of(nik)}).unique()
    twin = next((each for each in twins if each is not person), None)
    if twin is None:
        return True
    facts = {"name": masked(twin.name), "area": twin.area.full_name, "number": twin.id}
    sentence = gettext("NIK ini sudah ada pada %(name)s, %(area)s (data no. %(number)s). Pakai data itu, atau centang di bawah bila ini orang lain.", **facts)  # fmt: skip  # noqa: E501
    form.nik.errors = [sentence]
    return False


def fill(person: Beneficiary, form: PersonForm) -> list[str]:
    """Write the form into the person; return the labels of what changed. The NIK itself is kept nowhere."""
    changed = [str(form[name].label.text) for name in PLAIN if getattr(person, name) != form[name].data]
    for name in PLAIN:
        setattr(person, name, form[name].data)
    for name in HIDDEN:
        if typed := " ".join((form[name].data or "").split()):
            setattr(person, HIDDEN[name], typed)
            changed.append(str(form[name].label.text))
    if form.forget_interest and form.forget_interest.data and not form.new_interest.data:
        person.interest = ""
        changed.append(str(form.new_interest.label.text))
    if person.skill is not form.skill:
        person.skill = form.skill
        changed.append(str(form.skill_name.label.text))
    if form.nik and form.nik.data and (nik := whole_nik(form.nik.data)):
        person.nik_key, person.nik_tail = key_of(nik), nik[-4:]
        changed.append("NIK")
    return changed


def correct(person: Beneficiary, form: PersonForm) -> None:
    """Correct a person's data; the history tells which fields, never what they say."""
    with speaking("id"):
        changed = fill(person, form)
    if changed:
        note(person, "corrected", fields=", ".join(changed))


def looked_at(kind: ViewKind, who: Any, reason: str, names: Sequence[str], person_id: int | None = None) -> None:
    """Write down that full data are about to be shown or taken away. The caller commits before it does so.

    `names` are those of the persons; the reason is kept without them.
    """
    facts = {"beneficiary_id": person_id, "number": len(names), "by_id": who.id, "by_name": who.name}
    db.session.add(BeneficiaryView(kind=kind, reason=without(reason, names), **facts))


def erase(person: Beneficiary, reason: EraseReason) -> None:
    """Forget a person, but for a count and for the fact that there was one."""
    with speaking("id"):
        note(person, "erased", reason=str(reason.label))
    _let_go(person)


def purge() -> int:
    """Forget all whose time of keeping is over; return how many. Names that are switched off are purged too."""
    gone = db.session.scalars(OVER, {"today": today()}).unique().all()
    for person in gone:
        note(person, "purged")
        _let_go(person)
    db.session.flush()
    return len(gone)


def _let_go(person: Beneficiary) -> None:
    """Leave one more in the count of the place, the group and the year of consent, and delete the row."""
    table = PurgedCount.__table__
    facts = {"area_id": person.area_id, "people_group": person.group, "year": person.consented_on.year}
    row = INSERTS[db.session.get_bind().dialect.name](table).values(number=1, **facts)
    more = row.on_conflict_do_update(index_elements=list(facts), set_={"number": table.c.number + 1})
    db.session.execute(more)
    db.session.delete(person)
