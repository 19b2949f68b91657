"""Forms about people and their passwords."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.fields import Field
from wtforms.validators import Length, ValidationError

from app.accounts.models import User, normal_email
from app.accounts.service import find, is_common
from app.forms import BaseForm, Required, VersionedForm, text
from app.language import Lazy as _l

_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;.]+(\.[^@\s<>\"',;.]+)+")
_TOO_LONG = _l("Paling banyak %(max)d karakter.")
AN_ADDRESS = (Required(_l("alamat surel")), Length(max=254, message=_TOO_LONG))
LIMITED = Length(max=1000, message=_TOO_LONG)  # hashing megabytes is a way to keep a server busy


def an_email(form: Any, field: Field) -> None:
    """Refuse what cannot be an e-mail address."""
    if not _EMAIL.fullmatch(field.data):
        raise ValidationError(gettext("Isi alamat surel lengkap, misalnya nama@instansi.go.id."))


def good_password(password: str, *known: str) -> None:
    """Raise ValidationError unless 12 to 128 letters, not often used, and not one of `known` (address, name)."""
    if not 12 <= len(password) <= 128:
        raise ValidationError(gettext("Kata sandi terdiri atas 12 sampai 128 karakter."))
    if is_common(password):
        raise ValidationError(gettext("Kata sandi ini terlalu mudah ditebak. Pilih yang lain."))
    plain = {_letters(each) for each in known}
    if _letters(password) in plain - {""}:
        raise ValidationError(gettext("Kata sandi tidak boleh sama dengan nama atau alamat surel."))


def _letters(value: str) -> str:
    return re.sub(r"[^a-z]", "", value.casefold())


def normal_or_none(value: str | None) -> str | None:
    """The filter that brings an address into its one form before anything looks at it."""
    return normal_email(value) if value else value


class SignInForm(BaseForm):
    """E-mail and password."""

    email = StringField(_l("Surel"), validators=AN_ADDRESS)
    password = PasswordField(_l("Kata sandi"), validators=[Required(_l("kata sandi")), LIMITED])
    next = HiddenField()


class PasswordForm(BaseForm):
    """Change one's own password. The route checks the present one, since tries at it are counted."""

    present_password = PasswordField(
        _l("Kata sandi sekarang"), validators=[Required(_l("kata sandi sekarang")), LIMITED]
    )
    password = PasswordField(_l("Kata sandi baru"), validators=[Required(_l("kata sandi baru"))])
    password_again = PasswordField(
        _l("Ulangi kata sandi baru"), validators=[Required(_l("kata sandi baru sekali lagi"))]
    )

    def __init__(self, *known: str, **options: Any) -> None:
        super().__init__(**options)
        self.known = known

    def validate_password(self, field: Field) -> None:
        """A password that a stranger would not guess."""
        good_password(field.data, *self.known)

    def validate_password_again(self, field: Field) -> None:
        """Both spellings of the new password agree."""
        if field.data != self.password.data:
            raise ValidationError(gettext("Kedua kata sandi baru belum sama."))


class UserForm(VersionedForm):
    """Make or change a user. The password is needed for a new one only."""

    name = text(_l("Nama lengkap"), _l("nama lengkap"))
    email = StringField(_l("Surel"), filters=[normal_or_none], validators=[*AN_ADDRESS, an_email])
    is_active = BooleanField(_l("Boleh masuk"), default=True)
    password = PasswordField(_l("Kata sandi"))

    def __init__(self, user: User | None = None, is_self: bool = False, **options: Any) -> None:
        super().__init__(obj=user, **options)
        self.user, self.is_self = user, is_self
        self.password.flags.required = user is None

    def validate_email(self, field: Field) -> None:
        """One account per address, in whatever spelling."""
        known = find(field.data)
        if known and known is not self.user:
            raise ValidationError(gettext("Alamat surel ini sudah dipakai pengguna lain."))

    def validate_is_active(self, field: Field) -> None:
        """Nobody locks the door behind oneself."""
        if self.is_self and not field.data:
            raise ValidationError(gettext("Anda tidak dapat menonaktifkan akun sendiri."))

    def validate_password(self, field: Field) -> None:
        """Needed for a new user; empty keeps the present one."""
        if field.data:
            good_password(
                field.data, self.email.data or "", (self.email.data or "").split("@")[0], self.name.data or ""
            )
        elif self.user is None:
            raise ValidationError(gettext("Mohon isi kata sandi."))
