"""Forms about agencies, their names and posts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import HiddenField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.agencies.models import Agency, AgencyKind, Post
from app.agencies.queries import active_users, current_agencies, current_named, other_administrators
from app.clock import today
from app.extensions import db
from app.forms import BaseForm, IdField, VersionedForm, date, one_of, text
from app.language import Lazy as _l
from app.policy import Role
from app.refusal import Refused


def one_line(value: str | None) -> str | None:
    """Fold blanks and line breaks: a name is one line."""
    return " ".join(value.split()) if value else value


def a_free_name(form: Any, field: Field) -> None:
    """Refuse the name of another agency at work: nobody could tell the two apart in a list."""
    if db.session.scalar(current_named(field.data)):
        raise ValidationError(gettext("Nama ini sudah dipakai instansi lain yang masih aktif."))


class NewAgencyForm(BaseForm):
    """Make an agency. The date is the one from which its name holds, as far as it is known."""

    kind = one_of(_l("Jenis"), AgencyKind, default=AgencyKind.OPD)
    name = text(_l("Nama"), _l("nama instansi"), 300, filters=[one_line])
    from_date = date(_l("Nama berlaku sejak"), _l("tanggal mulai berlaku"), default=today)
    address = text(_l("Alamat"), longest=300)

    def validate_name(self, field: Field) -> None:
        """One name, one agency."""
        a_free_name(self, field)

    def validate_from_date(self, field: Field) -> None:
        """A name holds from today at the latest."""
        if field.data > today():
            raise ValidationError(gettext("Tanggal berlaku belum tiba."))


class AgencyForm(VersionedForm):
    """Change what is no part of the name."""

    kind = one_of(_l("Jenis"), AgencyKind)
    address = text(_l("Alamat"), longest=300)


class RenameForm(VersionedForm):
    """Take a new name from a day on."""

    name = text(_l("Nama baru"), _l("nama baru"), 300, filters=[one_line])
    from_date = date(_l("Berlaku sejak"), _l("tanggal mulai berlaku"), default=today)

    def __init__(self, agency: Agency, **options: Any) -> None:
        super().__init__(obj=agency, **options)
        self.agency = agency

    def validate_name(self, field: Field) -> None:
        """A name that is new, here and among the others."""
        if field.data == self.agency.name:
            raise ValidationError(gettext("Nama ini sama dengan nama yang sekarang."))
        if field.data.lower() != self.agency.name.lower():
            a_free_name(self, field)

    def validate_from_date(self, field: Field) -> None:
        """Neither before the present name nor still to come."""
        _possible(self.agency, field)


class MergeForm(BaseForm):
    """Choose the agency that goes on, and the day."""

    successor_id = IdField(_l("Instansi penerus"), _l("instansi penerus"))
    ended_on = date(_l("Berlaku sejak"), _l("tanggal penggabungan"), default=today)

    def __init__(self, agency: Agency, **options: Any) -> None:
        super().__init__(**options)
        self.agency = agency
        rows = db.session.execute(current_agencies(other_than=agency.id))
        self.successor_id.choices = [("", gettext("Pilih instansi")), *((row.id, row.name) for row in rows)]

    def validate_ended_on(self, field: Field) -> None:
        """Neither before the present name nor still to come."""
        _possible(self.agency, field)


def _possible(agency: Agency, field: Field) -> None:
    try:
        agency.expect_possible(field.data)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None


class NewPostForm(BaseForm):
    """Make a post. Its role is what its holder may do; another role is another post."""

    title = text(_l("Nama jabatan"), _l("nama jabatan"), filters=[one_line])
    role = one_of(_l("Peran"), Role, default=Role.LIAISON)


class PostForm(VersionedForm):
    """Mend the title of a post."""

    title = text(_l("Nama jabatan"), _l("nama jabatan"), filters=[one_line])


class HolderForm(BaseForm):
    """Give a post to somebody else in one step. `seen` is the holding that the page showed."""

    user_id = IdField(_l("Pemegang baru"))
    seen = HiddenField()

    def __init__(self, post: Post, **options: Any) -> None:
        self.post, self.present = post, post.holding
        self.version = str(self.present.id if self.present else 0)
        super().__init__(seen=self.version, user_id=self.present.user_id if self.present else None, **options)
        nobody = gettext("Kosongkan jabatan ini") if self.present else gettext("Pilih pengguna")
        people = [(row.id, f"{row.name} ({row.email})") for row in db.session.execute(active_users())]
        self.user_id.choices = [("", nobody), *people]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also when nobody is chosen: it must be a change, and leave somebody who can give posts."""
        if not super().validate(extra_validators):
            return False
        objection = self._objection()
        self.user_id.errors = [objection] if objection else []
        return not objection

    def _objection(self) -> str:
        if self.user_id.data == (self.present.user_id if self.present else None):
            return gettext("Pilih pemegang yang lain daripada yang sekarang.")
        if self.user_id.data is None and self.post.role is Role.ADMIN:
            others = db.session.scalar(other_administrators(self.post))
            return "" if others else gettext("Ini pengelola sistem yang terakhir. Pilih penggantinya lebih dahulu.")
        return ""

    def is_overtaken(self) -> bool:
        """Tell whether somebody else changed the holder meanwhile; if so say who holds the post now."""
        if self.seen.data == self.version:
            return False
        self.seen.data = self.version
        self.conflicts = [(gettext("Pemegang"), self.present.user.name if self.present else gettext("Belum ada"))]
        return True
