"""Forms about people and their passwords."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.fields import Field
from wtforms.validators import Length, ValidationError

from app.accounts.models import User, normal_email
from app.accounts.service import check_password, find, is_common
from app.forms import BaseForm, Required, VersionedForm, text

_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;.]+(\.[^@\s<>\"',;.]+)+")


def an_email(form: Any, field: Field) -> None:
    """Refuse what cannot be an e-mail address."""
    if not _EMAIL.fullmatch(field.data):
        raise ValidationError(gettext("Isi alamat surel lengkap, misalnya nama@instansi.go.id."))


def good_password(form: Any, field: Field) -> None:
    """12 to 128 letters, not often used, not the address itself; no rules of composition."""
    if not 12 <= len(field.data) <= 128:
        raise ValidationError(gettext("Kata sandi terdiri atas 12 sampai 128 huruf."))
    if is_common(field.data):
        raise ValidationError(gettext("Kata sandi ini terlalu sering dipakai orang. Pilih yang lain."))


class SignInForm(BaseForm):
    """E-mail and password."""

    email = StringField(_l("Surel"), validators=[Required(_l("alamat surel")), Length(max=254)])
    password = PasswordField(_l("Kata sandi"), validators=[Required(_l("kata sandi")), Length(max=1000)])
    next = HiddenField()


class PasswordForm(BaseForm):
    """Change one's own password."""

    present = PasswordField(_l("Kata sandi sekarang"), validators=[Required(_l("kata sandi sekarang"))])
    password = PasswordField(_l("Kata sandi baru"), validators=[Required(_l("kata sandi baru")), good_password])
    again = PasswordField(_l("Ulangi kata sandi baru"), validators=[Required(_l("kata sandi baru sekali lagi"))])

    def __init__(self, user: User, **options: Any) -> None:
        super().__init__(**options)
        self.user = user

    def validate_present(self, field: Field) -> None:
        """Only who knows the present password may set a new one."""
        if not check_password(self.user, field.data):
            raise ValidationError(gettext("Kata sandi sekarang tidak cocok."))

    def validate_again(self, field: Field) -> None:
        """Both spellings of the new password agree."""
        if field.data != self.password.data:
            raise ValidationError(gettext("Kedua kata sandi baru belum sama."))


class UserForm(VersionedForm):
    """Make or change a user. The password is needed for a new one only."""

    name = text(_l("Nama lengkap"), _l("nama lengkap"))
    email = StringField(_l("Surel"), validators=[Required(_l("alamat surel")), Length(max=254), an_email])
    is_active = BooleanField(_l("Boleh masuk"), default=True)
    password = PasswordField(_l("Kata sandi"))

    def __init__(self, user: User | None = None, **options: Any) -> None:
        super().__init__(obj=user, **options)
        self.user = user

    def validate_email(self, field: Field) -> None:
        """One account per address, in whatever spelling."""
        field.data = normal_email(field.data)
        known = find(field.data)
        if known and known is not self.user:
            raise ValidationError(gettext("Alamat surel ini sudah dipakai pengguna lain."))

    def validate_password(self, field: Field) -> None:
        """Needed for a new user; empty keeps the present one."""
        if not field.data:
            if self.user is None:
                raise ValidationError(gettext("Mohon isi kata sandi."))
            return
        good_password(self, field)
