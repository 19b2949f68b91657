"""Texts that everyone reads hold no level of an area: who sees levels is said at their mappings alone."""

from __future__ import annotations

import re

from flask_babel import gettext
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.mapping.levels import Level

_LEVELS = re.compile(rf"\b({'|'.join(level.label.text for level in Level)})\b", re.IGNORECASE)


def no_level(field: Field) -> None:
    """Refuse a text that names a level."""
    if field.data and _LEVELS.search(field.data):
        raise ValidationError(
            gettext(
                "Jangan tulis kategori kawasan di sini: kategori dicatat pada pemetaannya, yang pembacanya dibatasi."
            )
        )
