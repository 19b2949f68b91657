"""Signing in and out, one's own password and sessions, and the administrator's users."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from app import audit, formats
from app.accounts import identity, service
from app.accounts.forms import PasswordForm, SignInForm, UserForm
from app.accounts.models import AccountState, User
from app.accounts.queries import USERS, holdings_of, sessions_of
from app.audit_story import story_of
from app.clock import now
from app.errors import http_error, typed_fields
from app.extensions import db, login_manager
from app.forms import BaseForm, clean_text
from app.policy import public, requires, signed_in
from app.submissions import once
from app.web import commit_and_redirect, form_page, present_path, safe_path, wants_fragment

accounts = Blueprint("accounts", __name__)
login_manager.user_loader(identity.load)

KEPT = "isi."  # marks the fields of a form that came too late and wait on the sign-in page


@login_manager.unauthorized_handler
def _unauthorized() -> Any:
    """Lead to the sign-in page; what a form carried waits there until the person is back."""
    if wants_fragment():
        here = safe_path(request.headers.get("HX-Current-URL", "").removeprefix(request.host_url.rstrip("/")))
        return "", 401, {"HX-Redirect": url_for("accounts.sign_in", next=here)}
    here = present_path()
    if request.method == "POST":
        kept = [(KEPT, ""), *((KEPT + name, value) for name, value in typed_fields())]
        return render_template("accounts/sign_in.html", form=SignInForm(formdata=None, next=here), kept=kept), 401
    return redirect(url_for("accounts.sign_in", next=None if here == "/" else here))


@accounts.errorhandler(CSRFError)
def _outdated(error: CSRFError) -> Any:
    """A sign-in page from before the cookie was renewed is shown afresh; who is out already need not sign out."""
    if request.endpoint == "accounts.sign_out" and not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in"), 303)
    if request.endpoint != "accounts.sign_in":
        return http_error(error)
    form = SignInForm(formdata=None, email=request.form.get("email", ""), next=request.form.get("next", ""))
    form.form_errors = [gettext("Halaman masuk ini sudah lama terbuka. Isikan kata sandi sekali lagi.")]
    return render_template("accounts/sign_in.html", form=form, kept=_kept()), 400


@accounts.route("/masuk", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    """Sign in; a right password opens a new session."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(safe_path(request.args.get("next")))
    form = SignInForm(next=request.args.get("next", ""))
    user = _proven(form, form.email.data, form.password.data) if form.validate_on_submit() else None
    if user is None:
        return form_page("accounts/sign_in.html", form, kept=_kept())
    identity.drop_expired()
    identity.open_session(user)
    audit.note(user, "signed_in")
    db.session.commit()
    if kept := _kept():
        fields = [(name.removeprefix(KEPT), value) for name, value in kept if name != KEPT]
        return render_template("accounts/resend.html", target=safe_path(form.next.data), fields=fields)
    return redirect(safe_path(form.next.data), 303)


def _kept() -> list[tuple[str, str]]:
    return [(name, clean_text(value)) for name, value in request.form.items(multi=True) if name.startswith(KEPT)]


def _proven(form: BaseForm, email: str, password: str) -> User | None:
    """Count the try, then check the password; None and a sentence in the form when it does not get through."""
    keys = service.throttle_keys(email, request.remote_addr or "", session.get("akun", ""))
    wait = service.claim_try(keys)
    found = service.credentials(email)
    db.session.commit()  # the try counts whatever follows, and nobody waits for the write lock during the hashing
    if wait:
        form.form_errors = [gettext("Terlalu banyak percobaan. Coba lagi %(wait)s.", wait=formats.ago(now() + wait))]
        return None
    if service.check_password(found, password):
        service.forgive(keys)
        return db.session.get_one(User, found.id)
    if found:
        audit.note(db.session.get_one(User, found.id), "sign_in_refused", address=request.remote_addr or "")
    service.stamp(keys)  # known or unknown, a refusal costs one write: its time tells nothing
    db.session.commit()
    form.form_errors = [gettext("Surel atau kata sandi tidak cocok.")]
    return None


@accounts.post("/keluar")
@public
def sign_out() -> Any:
    """End this session here and on the server."""
    identity.end_session()
    db.session.commit()
    response = redirect(url_for("accounts.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@accounts.route("/akun/kata-sandi", methods=["GET", "POST"])
@signed_in
def password() -> Any:
    """Change one's own password. Every session ends, this one goes on under a new id."""
    email = current_user.email
    form = PasswordForm(email, email.split("@")[0], current_user.name)
    user = _proven(form, email, form.present_password.data) if form.validate_on_submit() else None
    if user is None:
        return form_page("accounts/password.html", form)
    user.password_hash = service.hash_password(form.password.data)
    identity.close_sessions(user.id)
    identity.open_session(user)
    audit.note(user, "password_changed")
    return commit_and_redirect(url_for("home.index"), gettext("Kata sandi diganti; perangkat lain sudah dikeluarkan."))


@accounts.get("/akun/perangkat")
@signed_in
def sessions() -> Any:
    """The browsers that are signed in as this person."""
    rows = db.session.execute(sessions_of(current_user.id).where(identity.is_alive())).all()
    return render_template("accounts/sessions.html", rows=rows, device_name=service.device_name)


@accounts.post("/akun/perangkat/keluarkan")
@signed_in
def close_others() -> Any:
    """Sign out every other browser."""
    identity.close_sessions(current_user.id, but=current_user.session_id)
    return commit_and_redirect(url_for(".sessions"), gettext("Perangkat lain sudah dikeluarkan."))


@accounts.get("/pengguna")
@requires("user.manage")
def index() -> Any:
    """All users."""
    page = USERS.page(current_user, request.args, request.path)
    states = {True: AccountState.OPEN, False: AccountState.CLOSED}
    return render_template("accounts/index.html", page=page, states=states)


@accounts.route("/pengguna/baru", methods=["GET", "POST"])
@requires("user.manage")
@once
def new() -> Any:
    """Make a user."""
    form = UserForm()
    if form.validate_on_submit():
        user = User(
            name=form.name.data, email=form.email.data, is_active=form.is_active.data,
            password_hash=service.hash_password(form.password.data),
        )  # fmt: skip
        db.session.add(user)
        db.session.flush()
        return commit_and_redirect(url_for(".show", id=user.id), gettext("Pengguna %(name)s dibuat.", name=user.name))
    return form_page("accounts/new.html", form)


@accounts.get("/pengguna/<id:id>")
@requires("user.manage", User)
def show(user: User) -> Any:
    """One user: posts held now and before, and the history."""
    holdings = db.session.execute(holdings_of(user.id)).all()
    open_sessions = db.session.execute(sessions_of(user.id).where(identity.is_alive())).all()
    return render_template(
        "accounts/show.html", user=user, holdings=holdings, sessions=open_sessions, story=story_of(user)
    )


@accounts.route("/pengguna/<id:id>/ubah", methods=["GET", "POST"])
@requires("user.manage", User)
def edit(user: User) -> Any:
    """Change a user. A new password or a closed account ends the sessions."""
    is_self = user.id == current_user.id
    form = UserForm(user, is_self=is_self)
    if form.validate_on_submit() and not form.is_stale(user):
        user.name, user.email, user.is_active = form.name.data, form.email.data, form.is_active.data
        if form.password.data:
            user.password_hash = service.hash_password(form.password.data)
            audit.note(user, "password_changed")
        if form.password.data or not user.is_active:
            identity.close_sessions(user.id, but=current_user.session_id)
        return commit_and_redirect(url_for(".show", id=user.id), gettext("Perubahan disimpan."))
    return form_page("accounts/edit.html", form, user=user, is_self=is_self)


@accounts.post("/pengguna/<id:id>/keluarkan")
@requires("user.manage", User)
def close(user: User) -> Any:
    """Sign a user out everywhere, as when a phone is lost."""
    identity.close_sessions(user.id, but=current_user.session_id)
    audit.note(user, "sessions_closed")
    return commit_and_redirect(url_for(".show", id=user.id), gettext("%(name)s sudah dikeluarkan.", name=user.name))
