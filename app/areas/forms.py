"""Forms about areas: the official list, the outlines, other names, parts of a village."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import HiddenField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.areas.models import Area, AreaKind
from app.areas.naming import LONGEST, other_names, plain
from app.areas.queries import CHILDREN_OF
from app.extensions import fetch
from app.forms import BaseForm, text
from app.language import Lazy as _l
from app.uploads import NeededFile

LONGEST_SOURCE = 300


def one_line(value: str | None) -> str | None:
    """Fold blanks and line breaks: a name is one line."""
    return " ".join(value.split()) if value else value


class ImportForm(BaseForm):
    """The official list as a file, and the notice that its licence wants to stand below it."""

    berkas = NeededFile(_l("Berkas CSV"))
    sumber = text(_l("Sumber dan lisensi daftar"), longest=LONGEST_SOURCE, filters=[one_line])


class OutlineForm(BaseForm):
    """The outlines as a file, and where they come from."""

    berkas = NeededFile(_l("Berkas GeoJSON"))
    sumber = text(_l("Sumber dan lisensi garis batas"), longest=LONGEST_SOURCE, filters=[one_line])


class PartForm(BaseForm):
    """A part of a village: what people call it."""

    name = text(_l("Nama bagian"), _l("nama bagian"), filters=[one_line])
    aliases = text(_l("Nama lain"), longest=LONGEST)

    def __init__(self, around: int | None, area: Area | None = None, **options: Any) -> None:
        super().__init__(obj=area, **options)
        self.around, self.area = around, area

    def validate_name(self, field: Field) -> None:
        """One name, one part of the same village."""
        inside = fetch(CHILDREN_OF, area_id=self.around) if self.around else ()
        if any(plain(row.name) == plain(field.data) and row.id != getattr(self.area, "id", None) for row in inside):
            raise ValidationError(gettext("Nama ini sudah dipakai bagian lain di kelurahan yang sama."))

    def validate_aliases(self, field: Field) -> None:
        """Write them down the way they are kept."""
        name = self.name.data if "name" in self else self.area.name if self.area else ""
        field.data = other_names(field.data or "", name or "")


class AreaForm(PartForm):
    """Other names of an area; only a part, which has no official name, can be renamed too."""

    version = HiddenField()

    def __init__(self, area: Area) -> None:
        super().__init__(area.parent_id, area)
        if area.kind is not AreaKind.PART:
            del self.name
