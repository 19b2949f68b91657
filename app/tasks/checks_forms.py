"""Forms of the checklist."""

from __future__ import annotations

from flask_babel import gettext
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.forms import BaseForm, VersionedForm, long_text, text
from app.language import Lazy as _l
from app.tasks.checks import LONGEST, MOST, lines_of


class AddForm(BaseForm):
    """Items to add, one a line. Several stand on one page, so every control carries the part's id."""

    items = long_text(_l("Butir baru"), _l("paling sedikit satu butir"), longest=MOST * (LONGEST + 20))

    def __init__(self, key: int | None = None, **options: object) -> None:
        super().__init__(**options)
        self.items.id = self.items.label.field_id = f"butir-baru-{key or 0}"

    def validate_items(self, field: Field) -> None:
        """Each line has to fit."""
        long = [place for place, line in enumerate(lines_of(field.data), 1) if len(line) > LONGEST]
        if long:
            raise ValidationError(
                gettext("Baris ke-%(place)s terlalu panjang: paling banyak %(most)s karakter.",
                        place=long[0], most=LONGEST)
            )  # fmt: skip
        if not lines_of(field.data):
            raise ValidationError(gettext("Mohon isi paling sedikit satu butir."))


class EditForm(VersionedForm):
    """Another wording of an item."""

    text = text(_l("Butir periksa"), _l("butirnya"), LONGEST)
